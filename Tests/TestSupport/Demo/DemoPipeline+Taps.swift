/// Offsets at which the joint bilateral filter samples, in output pixels relative to the center.
package struct DemoTaps: Sendable, Equatable {
  /// Output pixels that `sigmaSpace` mask pixels are.
  package let sigma: Double
  /// The same list for rows and columns.
  package let offsets: [Float]

  /// The taps for a frame and a mask of these sizes.
  ///
  /// They start at `-sigma`, half a step in where the step is longer than a pixel, and go on to
  /// `sigma`. Steps add up in float32, as in the demo's shader: the last tap depends on it.
  package init(
    sigmaSpace: Double, frameWidth: Int, frameHeight: Int, maskWidth: Int, maskHeight: Int
  ) {
    sigma =
      sigmaSpace
      * max(Double(frameWidth) / Double(maskWidth), Double(frameHeight) / Double(maskHeight))
    let step = max(1, 0.66 * sigma.squareRoot())
    let start = step > 1 ? step / 2 : 0
    var offsets: [Float] = []
    var offset = -Float(sigma) + Float(start)
    while offset <= Float(sigma) {
      offsets.append(offset)
      offset += Float(step)
    }
    self.offsets = offsets
  }
}
