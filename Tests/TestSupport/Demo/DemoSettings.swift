/// Settings of the demo. The defaults are the demo's.
package struct DemoSettings: Sendable, Equatable {
  /// Blending of the background's light onto the person.
  package enum BlendMode: Sendable, CaseIterable {
    case screen, linearDodge
  }

  /// 0...10, in mask pixels.
  package var sigmaSpace = 1.0
  /// 0...1.
  package var sigmaColor = 0.1
  /// Coverages at which the person begins to show and shows wholly, 0...1 each.
  package var coverage = 0.5...0.75
  /// 0...1.
  package var lightWrapping = 0.3
  package var blendMode = BlendMode.screen

  package init(
    sigmaSpace: Double = 1, sigmaColor: Double = 0.1, coverage: ClosedRange<Double> = 0.5...0.75,
    lightWrapping: Double = 0.3, blendMode: BlendMode = .screen
  ) {
    self.sigmaSpace = sigmaSpace
    self.sigmaColor = sigmaColor
    self.coverage = coverage
    self.lightWrapping = lightWrapping
    self.blendMode = blendMode
  }
}
