import Foundation
import Segmentation

/// The project's own tiny models.
enum TestModel: String {
  /// Input 1x32x48x3, output 1x32x48x2.
  case segmentationNetwork = "segmentation_network"
  /// Input 2x11x14x3.
  case batchOfTwo = "batch_of_two"
  /// The custom operator `Convolution2DTransposeBias`.
  case transposeBias = "convolution_transpose_bias"

  /// Says how the models of one picture are read, so that nothing is guessed.
  static let reading = ["--decode", "softmax2", "--input-range", "0...1"]

  var path: String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("GoldenTests/Models/\(rawValue).tflite").path
  }

  func bytes() throws -> [UInt8] { try Array(Data(contentsOf: URL(fileURLWithPath: path))) }
}

/// A frame with a different color in each pixel, opaque.
func gradient(width: Int, height: Int) -> Frame {
  var pixels: [UInt8] = []
  for y in 0..<height {
    for x in 0..<width {
      pixels += [UInt8(x * 255 / width), UInt8(y * 255 / height), UInt8((x ^ y) & 255), 255]
    }
  }
  return Frame(width: width, height: height, pixels: pixels)
}

/// A PNG file that ends after its header, with a right checksum.
func pngHeader(width: UInt32, height: UInt32) -> [UInt8] {
  func bigEndian(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(value >> (24 - $0 * 8) & 255) } }
  let chunk = Array("IHDR".utf8) + bigEndian(width) + bigEndian(height) + [8, 2, 0, 0, 0]
  var checksum = ~UInt32(0)
  for byte in chunk {
    checksum ^= UInt32(byte)
    for _ in 0..<8 { checksum = checksum & 1 == 1 ? checksum >> 1 ^ 0xedb8_8320 : checksum >> 1 }
  }
  return [137, 80, 78, 71, 13, 10, 26, 10] + bigEndian(13) + chunk + bigEndian(~checksum)
}
