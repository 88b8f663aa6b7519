import Foundation
import Segmentation
import Testing

/// `--relight`, `--warmth`, `--dim-background`, `--desaturate-background`, `--opacity`, `--in-front` and
/// `--auto-frame`.
@Suite struct StudioOptionTests {
  private let files: ComposeFiles

  init() throws {
    files = try ComposeFiles()
    try files.folder.write(encodePNG(plain(width: 8, height: 4, [255, 0, 0, 255])), "logo.png")
  }

  @Test func lightChangesWhatItSays() throws {
    let base = ["frame.png", "--mask-final", "left.png", "--color", "#406080"]
    let before = try files.composed(options: base)
    let lit = try files.composed(options: base + ["--relight", "1", "--warmth", "20"])
    let dark = try files.composed(options: base + ["--dim-background=100"])
    let gray = try files.composed(options: base + ["--desaturate-background", "100"])
    #expect(lit.pixel(5, 15)[0] > before.pixel(5, 15)[0])
    #expect(lit.pixel(40, 15) == before.pixel(40, 15))
    #expect(dark.pixel(40, 15) == [0, 0, 0, 255] && dark.pixel(5, 15) == before.pixel(5, 15))
    #expect(Set(gray.pixel(40, 15).prefix(3)).count == 1)
    let faded = try files.composed(options: base + ["--opacity", "0"])
    #expect(faded.pixel(5, 15) == [0x40, 0x60, 0x80, 255])
  }

  @Test func aPictureStandsInFront() throws {
    let base = [
      "frame.png", "--mask-final", "left.png", "--color", "lime", "--in-front", "logo.png",
    ]
    let below = try files.composed(options: base)
    #expect(below.pixel(25, 27) == [255, 0, 0, 255] && below.pixel(25, 15) != [255, 0, 0, 255])
    let corner = try files.composed(options: base + ["--in-front-position", "top-left"])
    #expect(corner.pixel(1, 1) == [255, 0, 0, 255])
    #expect(corner.pixel(25, 27) != [255, 0, 0, 255])
    for (file, reason) in [("nowhere.png", "nowhere.png"), ("bad.png", "bad.png")] {
      try files.folder.write(Array("no picture".utf8), "bad.png")
      let outcome = try Program.vbg.run(
        "compose", "frame.png", "--mask", "left.png", "--in-front", file, in: files.folder)
      #expect(outcome.exitCode == 1 && outcome.saysOneLine && outcome.errors.contains(reason))
    }
  }

  /// A person of 20x20 in 200x100 pixels becomes twice as large.
  @Test func thePictureFollowsThePerson() throws {
    try files.folder.write(encodePNG(gradient(width: 200, height: 100)), "wide.png")
    let mask = Mask(
      width: 200, height: 100,
      values: (0..<200 * 100).map { index in
        (150..<170).contains(index % 200) && (50..<70).contains(index / 200) ? 1 : 0
      })
    try files.folder.write(encodePNG(mask), "small.png")
    func area(_ options: String...) throws -> (count: Int, center: Float) {
      let result = try files.composed(
        options: ["wide.png", "--mask-final", "small.png", "--transparent"] + options)
      #expect(result.width == 200 && result.height == 100)
      var (count, sum) = (0, 0)
      for y in 0..<100 {
        for x in 0..<200 where result.pixel(x, y)[3] >= 128 {
          count += 1
          sum += x
        }
      }
      return (count, Float(sum) / Float(max(1, count)))
    }
    let (plain, large) = (try area(), try area("--auto-frame"))
    #expect(plain.count == 400 && abs(large.count - 1600) < 60)
    #expect(plain.center > 155 && large.center > 95 && large.center < 125)
  }

  @Test(arguments: [
    (["--relight", "3"], "expected --relight from -2 to 2 stops, found 3"),
    (["--warmth", "nan"], "expected --warmth from -100 to 100 %, found nan"),
    (["--dim-background", "-1"], "expected --dim-background from 0 to 100 %, found -1"),
    (["--opacity", "101"], "expected --opacity from 0 to 100 %, found 101"),
    (["--in-front", ""], "expected --in-front to name a file, found ''"),
    (["--in-front-position", "above"], "in-front-position"),
  ])
  func wrongUse(options: [String], message: String) throws {
    for command in [
      ["compose", "frame.png"], ["video", "a.mp4", "b.mp4"], ["live", "-o", "/dev/video9"],
    ] {
      let outcome = try Program.vbg.run(command + options, in: files.folder)
      #expect(outcome.exitCode == 2 && outcome.errors.contains(message), "\(outcome.errors)")
    }
  }

  /// Pictures that are read are not written over.
  @Test func thePictureInFrontIsKept() throws {
    let outcome = try Program.vbg.run(
      "compose", "frame.png", "--mask", "left.png", "--in-front", "logo.png", "-o", "logo.png",
      in: files.folder)
    #expect(outcome.exitCode == 2 && outcome.errors.contains("not to replace what is read"))
  }
}
