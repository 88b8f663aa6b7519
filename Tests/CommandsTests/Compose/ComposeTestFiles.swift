import Foundation
import Segmentation
import Testing

/// Files that tests of `vbg compose` share: a frame of 50x30 pixels, and a mask with the person at
/// the left.
struct ComposeFiles {
  let folder = ScratchFolder()
  let frame = gradient(width: 50, height: 30)

  init() throws {
    try folder.write(encodePNG(frame), "frame.png")
    try folder.write(encodePNG(leftHalf(width: 50, height: 30)), "left.png")
  }

  /// Runs `vbg compose`, expects success, and gives the picture that it wrote to `result`.
  func composed(
    _ arguments: String..., result: String = "out.png", location: SourceLocation = #_sourceLocation
  ) throws -> Frame {
    try composed(options: arguments, result: result, location: location)
  }

  func composed(
    options: [String], result: String = "out.png", location: SourceLocation = #_sourceLocation
  ) throws -> Frame {
    let outcome = try Program.vbg.run(["compose"] + options + ["-o", result], in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.errors)", sourceLocation: location)
    #expect(outcome.errors.isEmpty, "\(outcome.errors)", sourceLocation: location)
    #expect(outcome.text == result + "\n", sourceLocation: location)
    return try picture(result)
  }

  func picture(_ name: String) throws -> Frame { try decodeImage(folder.read(name)) }
}

/// A mask whose left half is the person.
func leftHalf(width: Int, height: Int) -> Mask {
  Mask(
    width: width, height: height,
    values: (0..<(width * height)).map { $0 % width < width / 2 ? 1 : 0 })
}

/// A mask of one value.
func evenMask(_ value: Float, width: Int = 5, height: Int = 3) -> Mask {
  Mask(width: width, height: height, values: Array(repeating: value, count: width * height))
}

/// A frame of one color.
func plain(width: Int, height: Int, _ pixel: [UInt8]) -> Frame {
  Frame(
    width: width, height: height,
    pixels: Array(repeatElement(pixel, count: width * height).joined()))
}

extension Frame {
  /// Red, green, blue and alpha.
  func pixel(_ x: Int, _ y: Int) -> [UInt8] {
    withPixels { pixels in (0..<4).map { pixels[(y * width + x) * 4 + $0] } }
  }

  /// Counts the pixels that are wrong.
  func count(where isWrong: (_ x: Int, _ y: Int, _ pixel: [UInt8]) -> Bool) -> Int {
    var count = 0
    for y in 0..<height {
      for x in 0..<width where isWrong(x, y, pixel(x, y)) { count += 1 }
    }
    return count
  }
}
