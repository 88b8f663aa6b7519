import Foundation
import Segmentation
import Testing

/// `--only-main-person`, `--min-area`, `--fill-holes`, `--grow`, `--shrink` and `--feather`.
@Suite struct MaskHygieneOptionTests {
  private let files: ComposeFiles
  private static let (width, height) = (120, 80)

  /// A mask with somebody in the middle who has a hole, somebody at the side, and a speck.
  init() throws {
    files = try ComposeFiles()
    let mask = Mask(
      width: Self.width, height: Self.height,
      values: (0..<Self.width * Self.height).map { index in
        let (x, y) = (index % Self.width, index / Self.width)
        if (56..<60).contains(x) && (50..<54).contains(y) { return 0 }
        let isPerson = (40..<76).contains(x) && y >= 20
        let isOther = x < 20 && y >= 40
        let isSpeck = (100..<103).contains(x) && (10..<13).contains(y)
        return isPerson || isOther || isSpeck ? 1 : 0
      })
    try files.folder.write(encodePNG(mask), "people.png")
    let frame = gradient(width: Self.width, height: Self.height)
    try files.folder.write(encodePNG(frame), "wide.png")
  }

  /// Pixels of the frame that show, out of those in the middle person, the hole, the other and the speck.
  private func shown(_ options: String..., mask: String = "--mask-final") throws -> [Int] {
    let result = try files.composed(
      options: ["wide.png", mask, "people.png", "--transparent"] + options)
    func count(_ columns: Range<Int>, _ rows: Range<Int>) -> Int {
      columns.reduce(0) { sum, x in sum + rows.count { result.pixel(x, $0)[3] >= 128 } }
    }
    return [
      count(36..<80, 16..<80) - count(56..<60, 50..<54), count(56..<60, 50..<54),
      count(0..<24, 0..<80), count(96..<108, 0..<20),
    ]
  }

  @Test(arguments: ["--mask", "--mask-final"]) func masksOfFilesAreMended(mask: String) throws {
    let plain = try shown(mask: mask)
    #expect(plain.allSatisfy { $0 > 0 } == false && plain[0] > 2000 && plain[2] > 700)
    let main = try shown("--only-main-person", mask: mask)
    #expect(main[0] == plain[0] && main[2] == 0 && main[3] == 0)
    let areas = try shown("--min-area", "1", mask: mask)
    #expect(areas == [plain[0], plain[1], plain[2], 0])
    let filled = try shown("--fill-holes=0.5", mask: mask)
    #expect(filled[1] == 16 && filled[2] == plain[2])
  }

  @Test func outlinesMove() throws {
    let plain = try shown()
    #expect(plain == [2160 - 16, 0, 800, 9])
    #expect(try shown("--grow", "2")[3] > 9 && shown("--grow", "2")[1] == 16)
    #expect(try shown("--shrink", "1")[3] == 1)
    #expect(try shown("--shrink", "2")[3] == 0)
    let feathered = try shown("--feather", "6")
    #expect(feathered[0] < plain[0] && feathered[1] == 0 && feathered[3] == 0)
  }

  @Test func zeroChangesNothing() throws {
    let plain = try files.composed("wide.png", "--mask", "people.png", "--color", "lime")
    let zeros = try files.composed(
      "wide.png", "--mask", "people.png", "--color", "lime", "--min-area", "0", "--fill-holes", "0",
      "--grow", "0", "--feather", "0")
    #expect(plain == zeros)
  }

  @Test(arguments: [
    (["--grow", "1", "--shrink", "1"], "expected one of --grow and --shrink, found both"),
    (["--grow", "101"], "expected --grow from 0 to 100 pixels, found 101"),
    (["--shrink", "-1"], "expected --shrink from 0 to 100 pixels, found -1"),
    (["--feather", "nan"], "expected --feather from 0 to 100 pixels, found nan"),
    (["--min-area", "50.5"], "expected --min-area from 0 to 50 % of the frame, found 50.5"),
    (["--fill-holes", "inf"], "expected --fill-holes from 0 to 20 % of the frame, found inf"),
  ])
  func wrongUse(options: [String], message: String) throws {
    for command in [
      ["compose", "frame.png"], ["video", "a.mp4", "b.mp4"], ["live", "-o", "/dev/video9"],
    ] {
      let outcome = try Program.vbg.run(command + options, in: files.folder)
      #expect(outcome.exitCode == 2 && outcome.errors.contains(message), "\(outcome.errors)")
    }
  }

  /// One pixel, nobody, and everybody.
  @Test(arguments: [Float(0), 1]) func awkwardMasks(value: Float) throws {
    try files.folder.write(encodePNG(evenMask(value, width: 1, height: 1)), "even.png")
    try files.folder.write(encodePNG(plain(width: 1, height: 1, [9, 99, 200, 255])), "dot.png")
    for frame in ["dot.png", "frame.png"] {
      let outcome = try Program.vbg.run(
        [
          "compose", frame, "--mask", "even.png", "--transparent", "-o", "out.png",
          "--only-main-person", "--min-area", "1", "--fill-holes", "5", "--shrink", "90",
          "--feather", "50",
        ], in: files.folder)
      #expect(outcome.exitCode == 0)
      #expect(try files.picture("out.png").pixel(0, 0)[3] == UInt8(value * 255))
    }
  }
}
