/// Takes runs of pixels whose work is known; those of a row come left to right.
protocol RunComposer {
  /// What mask values mean.
  var rule: BlendRule { get }
  /// Shows the background alone.
  func copyBackground(_ y: Int, _ run: Range<Int>)
  /// Shows the frame alone.
  func copyFrame(_ y: Int, _ run: Range<Int>)
  /// Blends; `mask` holds the run's values in 0...255.
  func blend(_ y: Int, _ run: Range<Int>, mask: UnsafePointer<Float>)
}
