import Foundation
import Graphs
import Testing

@testable import TFLite

/// The published models, where the machine has them in the folders that `VBG_MODELS` names; others
/// are skipped by name. Counts and shapes were printed by the Python package tflite 2.18.0.
struct PublishedModel: CustomTestStringConvertible, Sendable {
  let name: String
  /// Nodes by operator, `HARD_SWISH` and other activations under their own names.
  let nodes: [String: Int]
  let tensorCount: Int
  let input: [Int]
  let output: [Int]

  var testDescription: String { name }

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

let publishedModels = [
  PublishedModel(
    name: "segm_full_v679", nodes: meetNodes, tensorCount: 355, input: [1, 144, 256, 3],
    output: [1, 144, 256, 2]),
  PublishedModel(
    name: "segm_lite_v681", nodes: meetNodes, tensorCount: 355, input: [1, 96, 160, 3],
    output: [1, 96, 160, 2]),
  PublishedModel(
    name: "selfiesegmentation_mlkit-256x256-2021_01_19-v1215.f16", nodes: selfieNodes,
    tensorCount: 360, input: [1, 256, 256, 3], output: [1, 256, 256, 1]),
  PublishedModel(
    name: "selfie_segmentation", nodes: selfieNodes, tensorCount: 360, input: [1, 256, 256, 3],
    output: [1, 256, 256, 1]),
  PublishedModel(
    name: "selfie_segmentation_landscape", nodes: landscapeNodes, tensorCount: 370,
    input: [1, 144, 256, 3], output: [1, 144, 256, 1]),
  PublishedModel(
    name: "body-pix-float-050-8", nodes: ["CONV_2D": 15, "DEPTHWISE_CONV_2D": 13],
    tensorCount: 85, input: [1, 257, 257, 3], output: [1, 33, 33, 1]),
  PublishedModel(
    name: "deeplabv3_257_mv_gpu",
    nodes: [
      "CONV_2D": 38, "DEPTHWISE_CONV_2D": 17, "ADD": 10, "AVERAGE_POOL_2D": 1,
      "RESIZE_BILINEAR": 3, "CONCATENATION": 1,
    ],
    tensorCount: 184, input: [1, 257, 257, 3], output: [1, 257, 257, 21]),
]

@Suite struct PublishedModelTests {
  // Weights of others are not in the repository, so these tests need them on the machine.
  @Test(
    .enabled(
      if: publishedModels.contains { $0.path != nil }, "no published model in VBG_MODELS"),
    arguments: publishedModels.filter { $0.path != nil })
  func imports(model: PublishedModel) throws {
    let path = try #require(model.path)
    let bytes = try [UInt8](Data(contentsOf: URL(filePath: path)))
    let graph = try importModel(bytes)
    #expect(graph.values.count == model.tensorCount)
    #expect(graph.inputs.map { graph[$0].shape } == [Shape(model.input)])
    #expect(graph.outputs.map { graph[$0].shape } == [Shape(model.output)])
    var expected = model.nodes
    let transposed = expected.removeValue(forKey: "Convolution2DTransposeBias")
    expected["TRANSPOSE_CONV"] = transposed
    let counts = Dictionary(graph.nodes.map { (Self.name($0.operation), 1) }, uniquingKeysWith: +)
    #expect(counts == expected)
  }

  @Test(arguments: publishedModels)
  func isOnThisMachine(model: PublishedModel) throws {
    try #require(!model.name.isEmpty)
    if model.path == nil { try Test.cancel("\(model.name) is in no folder of VBG_MODELS") }
  }

  /// Activations are one operator with an attribute; the file has an operator for each.
  private static func name(_ operation: any Operator) -> String {
    switch (operation as? Activate)?.activation {
    case .relu: "RELU"
    case .relu6: "RELU6"
    case .hardSwish: "HARD_SWISH"
    case .logistic: "LOGISTIC"
    default: type(of: operation).name
    }
  }
}
