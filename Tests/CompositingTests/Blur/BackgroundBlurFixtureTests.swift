import Foundation
import ImageFiles
import Kernels
import Testing

@testable import Compositing

/// The background blur against pictures that the browser demo made.
@Suite struct BackgroundBlurFixtureTests {
  private static let folder = ProcessInfo.processInfo.environment["VBG_FIXTURES"]
    .map { URL(filePath: $0) }

  private static func image(_ path: String) throws -> Frame {
    try decodeImage([UInt8](Data(contentsOf: folder!.appending(path: path))))
  }

  /// A frame and, from a gray picture, its mask.
  private static func picture(_ frame: String, mask: String) throws -> BackgroundBlurPicture {
    let (frame, mask) = try (image(frame), image(mask))
    try #require(frame.width == mask.width && frame.height == mask.height)
    let (pixels, shares) = (pixels(frame), pixels(mask))
    return BackgroundBlurPicture(
      width: frame.width, height: frame.height, color: { pixels[$1 * frame.width + $0] },
      mask: { UInt8(shares[$1 * frame.width + $0] & 0xff) })
  }

  private static func pixels(_ frame: Frame) -> [UInt32] {
    frame.withPixels { bytes in
      (0..<(frame.width * frame.height)).map { index in
        (0..<4).reduce(0) { $0 | UInt32(bytes[4 * index + $1]) << UInt32(8 * $1) }
      }
    }
  }

  private static func grids(_ frame: Frame) -> [Grid] {
    let pixels = pixels(frame)
    return (0..<3).map { channel in
      Grid(width: frame.width, height: frame.height) { x, y in
        Double(pixels[y * frame.width + x] >> UInt32(8 * channel) & 0xff)
      }
    }
  }

  /// The signal-to-noise ratio against a picture, of all pixels or of those that `isCounted` takes.
  private static func decibels(
    _ pixels: [UInt32], _ frame: Frame, where isCounted: (Int, Int) -> Bool = { _, _ in true }
  ) -> Double {
    var (sum, count) = (0.0, 0)
    for (channel, grid) in grids(frame).enumerated() {
      for y in 0..<frame.height {
        for x in 0..<frame.width where isCounted(x, y) {
          let byte = pixels[y * frame.width + x] >> UInt32(8 * channel) & 0xff
          let difference = Double(byte) - grid[x, y]
          sum += difference * difference
          count += 1
        }
      }
    }
    return 10 * log10(255 * 255 * Double(count) / sum)
  }

  @Test(
    .enabled(if: folder != nil, "VBG_FIXTURES is not set: tie-free fixtures"),
    arguments: InstructionSet.available, ["girl", "doctor"])
  func roundsAreTheDemosWhereNoSampleIsATie(level: InstructionSet, photo: String) throws {
    let folder = "tie-free/\(photo)"
    let picture = try Self.picture(
      "\(folder)/frame.png", mask: "\(folder)/2_mask_bilateral.blur_sigma0.png")
    let blur = BackgroundBlur(
      width: picture.width, height: picture.height, instructionSet: level, threadCount: 1)
    let rounds = BackgroundBlur.rounds(of: picture, instructionSet: level)
    #expect(rounds.count == 3)
    for (index, round) in rounds.enumerated() {
      // Each is two of the demo's passes.
      let expected = try Self.image("\(folder)/3_blur_pass\(2 * index + 2).png")
      #expect(ByteDifference(round, Self.grids(expected)).largest <= 1, "round \(index + 1)")
    }
    let composite = blur.composite(
      picture, coverage: 0.5...0.75, on: ThreadPool(threadCount: 1))
    let expected = try Self.image("\(folder)/4_blur_sigma0.png")
    #expect(ByteDifference(composite, Self.grids(expected)).largest <= 2)
  }

  /// Half-size pixels lie on the corner of four pixels here, and the demo's graphics driver mostly took
  /// the upper left one where the blur takes the lower right one.
  @Test(
    .enabled(if: folder != nil, "VBG_FIXTURES is not set: hd fixtures"),
    arguments: InstructionSet.available,
    ["girl/segm_full_v679", "doctor/selfiesegmentation_mlkit"])
  func picturesAreNearlyTheDemos(level: InstructionSet, fixture: String) throws {
    let photo = fixture.prefix { $0 != "/" }
    let picture = try Self.picture(
      "hd/\(photo)/frame.png", mask: "hd/\(fixture)/2_mask_bilateral.png")
    let blur = BackgroundBlur(
      width: picture.width, height: picture.height, instructionSet: level, threadCount: 1)
    let pool = ThreadPool(threadCount: 1)
    func composite(_ coverage: ClosedRange<Float>, _ name: String) throws -> Double {
      let found = blur.composite(picture, coverage: coverage, on: pool)
      return try Self.decibels(found, Self.image("hd/\(fixture)/\(name).png"))
    }
    try #expect(composite(0.5...0.75, "4_blur_default") >= 45)
    if photo == "girl" { try #expect(composite(0.3...0.9, "4_blur_cov03-09") >= 45) }

    // The last pass, which keeps the frame's own pixels where all is person: compared where the
    // background is, and, with the frame moved so that the demo's pixels are taken, at all edges too.
    let expected = try Self.image("hd/\(fixture)/3_blur_pass6.png")
    func share(_ x: Int, _ y: Int) -> UInt8 { picture.mask.rows.row(2 * y + 1)[2 * x + 1] }
    let last = BackgroundBlur.rounds(of: picture, instructionSet: level)[2]
    #expect(Self.decibels(last, expected) { share($0, $1) == 0 } >= 45)
    let moved = BackgroundBlurPicture(
      width: picture.width, height: picture.height,
      color: { picture.frame.rows.row(max(0, $1 - 1))[max(0, $0 - 1)] },
      mask: { picture.mask.rows.row(max(0, $1 - 1))[max(0, $0 - 1)] })
    let movedLast = BackgroundBlur.rounds(of: moved, instructionSet: level)[2]
    #expect(Self.decibels(movedLast, expected) { share($0, $1) < 255 } >= 45)
  }
}
