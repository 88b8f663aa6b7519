import Foundation
import Graphs
import Testing

@testable import TFLite

/// The published models, where the machine has them in the folders that `VBG_MODELS` names; others
/// are skipped by name. Counts and shapes were printed by the Python package tflite 2.18.0.
private struct PublishedModel: Sendable {
  let name: String
  /// Nodes by operator, `HARD_SWISH` and other activations under their own names.
  let nodes: [String: Int]
  let tensorCount: Int
  let input: [Int]
  let output: [Int]

  /// The model's path in the first folder that has it.
  var path: String? {
    (ProcessInfo.processInfo.environment["VBG_MODELS"] ?? "").split(separator: ":")
      .map { "\($0)/\(name).tflite" }
      .first(where: FileManager.default.fileExists(atPath:))
  }
}

private let meetNodes = [
  "DEQUANTIZE": 110, "CONV_2D": 31, "HARD_SWISH": 11, "RELU6": 10, "DEPTHWISE_CONV_2D": 11,
  "AVERAGE_POOL_2D": 10, "FULLY_CONNECTED": 12, "RELU": 9, "LOGISTIC": 10, "MUL": 10, "ADD": 10,
  "RESIZE_BILINEAR": 3, "CONCATENATION": 3, "Convolution2DTransposeBias": 1,
]
private let selfieNodes = [
  "DEQUANTIZE": 110, "CONV_2D": 43, "HARD_SWISH": 11, "RELU": 22, "DEPTHWISE_CONV_2D": 11,
  "AVERAGE_POOL_2D": 10, "LOGISTIC": 11, "MUL": 10, "ADD": 14, "RESIZE_BILINEAR": 3,
  "Convolution2DTransposeBias": 1,
]
private let landscapeNodes = [
  "DEQUANTIZE": 110, "CONV_2D": 43, "HARD_SWISH": 11, "RELU": 22, "DEPTHWISE_CONV_2D": 11,
  "MEAN": 10, "LOGISTIC": 11, "MUL": 10, "ADD": 14, "RESIZE_BILINEAR": 3,
  "Convolution2DTransposeBias": 1,
]

extension PublishedModel {
  fileprivate static let meet = PublishedModel(
    name: "segm_full_v679", nodes: meetNodes, tensorCount: 355, input: [1, 144, 256, 3],
    output: [1, 144, 256, 2])
  fileprivate static let meetLite = PublishedModel(
    name: "segm_lite_v681", nodes: meetNodes, tensorCount: 355, input: [1, 96, 160, 3],
    output: [1, 96, 160, 2])
  fileprivate static let mlKit = PublishedModel(
    name: "selfiesegmentation_mlkit-256x256-2021_01_19-v1215.f16", nodes: selfieNodes,
    tensorCount: 360, input: [1, 256, 256, 3], output: [1, 256, 256, 1])
  fileprivate static let selfie = PublishedModel(
    name: "selfie_segmentation", nodes: selfieNodes, tensorCount: 360, input: [1, 256, 256, 3],
    output: [1, 256, 256, 1])
  fileprivate static let landscape = PublishedModel(
    name: "selfie_segmentation_landscape", nodes: landscapeNodes, tensorCount: 370,
    input: [1, 144, 256, 3], output: [1, 144, 256, 1])
  fileprivate static let bodyPix = PublishedModel(
    name: "body-pix-float-050-8", nodes: ["CONV_2D": 15, "DEPTHWISE_CONV_2D": 13],
    tensorCount: 85, input: [1, 257, 257, 3], output: [1, 33, 33, 1])
  fileprivate static let deepLab = PublishedModel(
    name: "deeplabv3_257_mv_gpu",
    nodes: [
      "CONV_2D": 38, "DEPTHWISE_CONV_2D": 17, "ADD": 10, "AVERAGE_POOL_2D": 1,
      "RESIZE_BILINEAR": 3, "CONCATENATION": 1,
    ],
    tensorCount: 184, input: [1, 257, 257, 3], output: [1, 257, 257, 21])
}

extension Trait where Self == ConditionTrait {
  /// Weights of others are not in the repository: a test of one is skipped, by the model's name,
  /// where no folder of `VBG_MODELS` has it.
  fileprivate static func needs(_ model: PublishedModel) -> Self {
    .enabled(if: model.path != nil, "\(model.name).tflite is in no folder of VBG_MODELS")
  }
}

@Suite struct PublishedModelTests {
  @Test(.needs(.meet)) func meet() throws { try check(.meet) }
  @Test(.needs(.meetLite)) func meetLite() throws { try check(.meetLite) }
  @Test(.needs(.mlKit)) func mlKit() throws { try check(.mlKit) }
  @Test(.needs(.selfie)) func selfie() throws { try check(.selfie) }
  @Test(.needs(.landscape)) func landscape() throws { try check(.landscape) }
  @Test(.needs(.bodyPix)) func bodyPix() throws { try check(.bodyPix) }
  @Test(.needs(.deepLab)) func deepLab() throws { try check(.deepLab) }

  private func check(_ model: PublishedModel) throws {
    let path = try #require(model.path)
    let bytes = try [UInt8](Data(contentsOf: URL(filePath: path)))
    let graph = try importModel(bytes)
    #expect(graph.values.count == model.tensorCount)
    #expect(graph.inputs.map { graph[$0].shape } == [Shape(model.input)])
    #expect(graph.outputs.map { graph[$0].shape } == [Shape(model.output)])
    var expected = model.nodes
    expected["TRANSPOSE_CONV"] = expected.removeValue(forKey: "Convolution2DTransposeBias")
    let counts = Dictionary(graph.nodes.map { (name($0), 1) }, uniquingKeysWith: +)
    #expect(counts == expected)
  }

  /// Activations are one operator with an attribute; the file has an operator for each.
  private func name(_ node: Node) -> String {
    switch node.operation(as: Activate.self)?.activation {
    case .relu: "RELU"
    case .relu6: "RELU6"
    case .hardSwish: "HARD_SWISH"
    case .logistic: "LOGISTIC"
    default: node.operation.name
    }
  }
}
