import Segmentation

/// Report that `vbg compose --json` prints.
struct ComposeReport: Encodable {
  struct Frame: Encodable {
    let path: String
    /// The result's size.
    var width: Int?
    var height: Int?
    var output: String?
    var hasPerson: Bool?
    /// The model that found somebody where the one above found nobody.
    var model: String?
    /// Whether the mask is that of a second look.
    var hasSecondLook: Bool?
    /// In the order of the work.
    var timings: [StageTiming]?
    var error: String?
  }

  let version: String
  let instructionSet: String
  let threads: Int
  /// The model's path; absent where masks come from files.
  let model: String?
  var frames: [Frame] = []
}

/// Time of a stage.
struct StageTiming: Encodable {
  let stage: String
  let milliseconds: Double

  init(_ stage: String, _ duration: Duration) {
    self.stage = stage
    milliseconds = duration.milliseconds
  }
}

extension ComposeReport.Frame {
  /// Size and timings in one line for people.
  var sentence: String {
    let stages = (timings ?? []).map { "\($0.stage) \(inWords(.milliseconds($0.milliseconds)))" }
    return "\(path) \(width ?? 0)x\(height ?? 0): \(stages.joined(separator: ", "))"
  }
}
