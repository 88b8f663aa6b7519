/// Offsets at which the joint bilateral filter looks around a pixel: the browser demo's list, the
/// same for both axes.
///
/// With s = sigmaSpace * max(width / maskWidth, height / maskHeight), the taps begin at -s (half a step
/// further in when steps exceed a pixel) and go on in steps of max(1, 0.66 sqrt(s)) up to s. They are
/// not symmetric, and none need be the pixel itself.
struct TapList {
  /// Pixels from the center, ascending, in the float arithmetic of a shader.
  let offsets: [Float]
  /// floor(1/2 + offset): the pixel that the tap falls into, from the center pixel.
  let pixelOffsets: [Int]
  /// s, in pixels of the frame.
  let sigmaPixels: Float

  /// The taps of the other axis of a filter along one: the pixel itself.
  var center: TapList { TapList(offsets: [0], pixelOffsets: [0], sigmaPixels: sigmaPixels) }

  private init(offsets: [Float], pixelOffsets: [Int], sigmaPixels: Float) {
    self.offsets = offsets
    self.pixelOffsets = pixelOffsets
    self.sigmaPixels = sigmaPixels
  }

  /// The taps for these sizes; one at 0 where `sigmaSpace` is 0.
  init(width: Int, height: Int, maskWidth: Int, maskHeight: Int, sigmaSpace: Float) {
    let scale = max(Float(width) / Float(maskWidth), Float(height) / Float(maskHeight))
    sigmaPixels = sigmaSpace * scale
    let step = max(1, 0.66 * sigmaPixels.squareRoot())
    var offset = -sigmaPixels + (step > 1 ? step / 2 : 0)
    var offsets: [Float] = []
    while offset <= sigmaPixels {
      offsets.append(offset)
      offset += step
    }
    self.offsets = offsets
    pixelOffsets = offsets.map { Int((0.5 + $0).rounded(.down)) }
  }
}
