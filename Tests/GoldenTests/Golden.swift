import Foundation
import TestSupport
import Testing

/// LiteRT's outputs of one model for one input, as `Tools/make-goldens` wrote them.
struct Golden: Decodable, Sendable, CustomTestStringConvertible {
  /// One output. `step` 4: only every 4th row and column has values, and `largestChannelRuns`
  /// tells the channel with the largest value at every pixel: channel, count, channel, count ...
  struct Output: Decodable, Sendable {
    let shape: [Int]
    let step: Int
    let largestChannelRuns: [Int]?
  }

  /// Function that turns an output into probabilities.
  enum Decoding: String, Decodable, Sendable {
    case softmax, sigmoid, probability, none
  }

  /// The picture that the input is made of.
  enum Source: String, Decodable, Sendable {
    case seeded, astronaut
  }

  /// The range of the input's values.
  enum Range: String, Decodable, Sendable {
    case zeroToOne, minusOneToOne
  }

  let model: String
  let modelSHA256: String
  let litertVersion: String
  let picture: Source
  let seed: UInt32
  let inputRange: Range
  let inputShape: [Int]
  let inputSHA256: String
  let decoding: Decoding
  let valuesSHA256: String
  let outputs: [Output]

  var name: String { "\(model).\(picture)" }

  var testDescription: String { name }

  /// Every golden, by name.
  static let all: [Golden] = ProjectFolders.files(in: ProjectFolders.goldens, extension: "json")
    .map { file in
      do {
        return try JSONDecoder().decode(Golden.self, from: Data(contentsOf: file))
      } catch {
        fatalError("\(file.path): \(error)")
      }
    }

  /// Those of the small models, which are always there.
  static let small = all.filter { golden in
    FileManager.default.fileExists(
      atPath: ProjectFolders.testModels.appending(path: "\(golden.model).tflite").path)
  }

  /// The bytes of the outputs' values.
  func valueBytes() throws -> [UInt8] {
    try [UInt8](Data(contentsOf: ProjectFolders.goldens.appending(path: "\(name).f32")))
  }

  /// The values of each output.
  func values() throws -> [[Float]] {
    let bytes = try valueBytes()
    var start = 0
    return outputs.map { output in
      let count = output.storedShape.reduce(1, *)
      defer { start += count * 4 }
      return (0..<count).map { index in
        let at = start + index * 4
        let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[at + $1]) << UInt32(8 * $1) }
        return Float(bitPattern: bits)
      }
    }
  }
}

extension Golden.Output {
  /// The shape of the values that are kept.
  var storedShape: [Int] {
    guard step > 1 else { return shape }
    return [shape[0], (shape[1] + step - 1) / step, (shape[2] + step - 1) / step, shape[3]]
  }

  /// Those elements of a whole output that are kept.
  func stored(_ values: [Float]) -> [Float] {
    guard step > 1 else { return values }
    var result: [Float] = []
    for batch in 0..<shape[0] {
      for y in stride(from: 0, to: shape[1], by: step) {
        for x in stride(from: 0, to: shape[2], by: step) {
          let start = ((batch * shape[1] + y) * shape[2] + x) * shape[3]
          result += values[start..<start + shape[3]]
        }
      }
    }
    return result
  }
}
