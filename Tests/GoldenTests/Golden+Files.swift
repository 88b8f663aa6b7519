import Foundation
import ImageFiles
import Imaging
import ModelCatalogue
import TestSupport

/// Error of a golden that can't be checked on this machine.
struct MissingFile: Error, CustomStringConvertible {
  let description: String
}

extension Golden {
  /// The model's bytes, found by its SHA-256.
  func modelBytes() throws -> [UInt8] {
    if let file = ModelFiles.byDigest[modelSHA256] { return try [UInt8](Data(contentsOf: file)) }
    throw MissingFile(description: "not found")
  }

  /// The model's input.
  func input() throws -> [Float] {
    let source: Picture
    switch picture {
    case .seeded: source = .seeded(shape: inputShape, seed: seed)
    case .astronaut:
      let photo = try ModelFiles.photo.get()
      source = .nearest(
        rgba: photo.withPixels { pixels in (0..<pixels.count).map { pixels[$0] } },
        sourceWidth: photo.width, sourceHeight: photo.height, width: inputShape[2],
        height: inputShape[1])
    }
    switch inputRange {
    case .zeroToOne: return source.normalized(factor: 1 / 255, summand: 0)
    case .minusOneToOne: return source.normalized(factor: 2 / 255, summand: -1)
    }
  }
}

/// The files of others that this machine has.
private enum ModelFiles {
  static let byDigest: [String: URL] = {
    var result: [String: URL] = [:]
    for folder in [ProjectFolders.testModels] + ModelFolders().searched.map({ URL(filePath: $0) }) {
      for file in ProjectFolders.files(in: folder, extension: "tflite") {
        guard let bytes = try? Data(contentsOf: file) else { continue }
        result[SHA256Digest(of: [UInt8](bytes)).hexadecimal] = file
      }
    }
    return result
  }()

  static let photo: Result<Frame, any Error> = Result {
    if let path = ModelFolders().path(ofPhoto: .samplePhoto) {
      return try decodeImage([UInt8](Data(contentsOf: URL(filePath: path))))
    }
    throw MissingFile(description: "the photo astronaut.png not found")
  }
}

/// The SHA-256 of values as little-endian float32.
func digest(of values: [Float]) -> String {
  let bytes = values.flatMap { value in
    let bits = value.bitPattern
    return [UInt8(bits & 255), UInt8(bits >> 8 & 255), UInt8(bits >> 16 & 255), UInt8(bits >> 24)]
  }
  return SHA256Digest(of: bytes).hexadecimal
}
