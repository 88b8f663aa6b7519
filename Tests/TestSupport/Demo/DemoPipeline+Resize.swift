extension DemoPipeline {
  /// The frame squeezed to the size of a model's input by point sampling: pixel `(x, y)` takes
  /// frame pixel `(floor((x + 1/2) * W / w), floor((y + 1/2) * H / h))`.
  package static func resized(_ frame: DemoFrame, toWidth width: Int, height: Int) -> DemoFrame {
    DemoFrame(width: width, height: height) { x, y in
      frame.color(
        (2 * x + 1) * frame.width / (2 * width), (2 * y + 1) * frame.height / (2 * height))
    }
  }
}
