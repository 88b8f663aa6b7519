import Segmentation

/// Report that `vbg-infer --json` prints.
struct InferenceReport: Encodable {
  struct Model: Encodable {
    let path: String
    let sha256: String
    let catalogueName: String?
    let inputs: [TensorRecord]
    let outputs: [TensorRecord]
    let inputShape: [Int]
    let outputShape: [Int]
    let outputIndex: Int
    /// The classes that count as the person; nil: all but the first.
    let classes: [Int]?
    let classesFrom: String
    let labels: [String]
    let inputRange: String
    let inputRangeFrom: String
    let decoding: String
    let decodingFrom: String
    let arenaByteCount: Int
    let loadMilliseconds: Double
    let planMilliseconds: Double
  }

  struct Frame: Encodable {
    let path: String
    var width: Int?
    var height: Int?
    var maskWidth: Int?
    var maskHeight: Int?
    var outputs: [String: String]?
    var readMilliseconds: Double?
    var resizeMilliseconds: Double?
    var inferenceMilliseconds: Double?
    var decodeMilliseconds: Double?
    var writeMilliseconds: Double?
    var error: String?
  }

  let version: String
  let instructionSet: String
  let threads: Int
  let resize: String
  let model: Model
  var frames: [Frame] = []
}
