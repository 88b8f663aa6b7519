import Foundation
import Segmentation
import Testing

/// The pictures that `vbg compose` makes, where a finished mask says what every pixel must be.
@Suite struct ComposeEffectTests {
  let files: ComposeFiles
  let frame: Frame

  init() throws {
    files = try ComposeFiles()
    frame = files.frame
  }

  /// The person's half is the frame's, the other half is `expected`.
  private func expectHalves(
    _ result: Frame, location: SourceLocation = #_sourceLocation,
    background expected: (_ x: Int, _ y: Int) -> [UInt8]
  ) {
    let wrong = result.count { x, y, pixel in
      pixel != (x < 25 ? frame.pixel(x, y) : expected(x, y))
    }
    #expect(wrong == 0, "\(wrong) pixels", sourceLocation: location)
    #expect(result.width == 50 && result.height == 30, sourceLocation: location)
  }

  @Test(arguments: ["#00b140", "00B140", "#00b140"]) func color(value: String) throws {
    let result = try files.composed("frame.png", "--mask-final", "left.png", "--color", value)
    expectHalves(result) { _, _ in [0, 0xb1, 0x40, 255] }
  }

  @Test func colorsByNameAndBritishSpelling() throws {
    let result = try files.composed("frame.png", "--mask-final", "left.png", "--colour", "Teal")
    expectHalves(result) { _, _ in [0, 0x80, 0x80, 255] }
    let short = try files.composed("frame.png", "--mask-final", "left.png", "--color", "#4af")
    expectHalves(short) { _, _ in [0x44, 0xaa, 0xff, 255] }
  }

  @Test func transparent() throws {
    let result = try files.composed("frame.png", "--mask-final", "left.png", "--transparent")
    let wrong = result.count { x, y, pixel in
      x < 25 ? pixel != frame.pixel(x, y) : pixel[3] != 0
    }
    #expect(wrong == 0)
  }

  @Test func noneIsTheFrameAndNeedsNoModel() throws {
    #expect(try files.composed("frame.png", "--none") == frame)
    #expect(try files.composed("frame.png", "--mask", "left.png", "--none") == frame)
  }

  @Test func picture() throws {
    try files.folder.write(encodePNG(plain(width: 7, height: 90, [10, 200, 30, 255])), "back.png")
    let result = try files.composed(
      "frame.png", "--mask-final", "left.png", "--background", "back.png", "--light-wrap", "0")
    expectHalves(result) { _, _ in [10, 200, 30, 255] }
  }

  @Test func transparentPartsOfTheBackgroundAreBlack() throws {
    let back = Frame(
      width: 1, height: 2, pixels: [200, 100, 50, 0, 200, 100, 50, 128])
    try files.folder.write(encodePNG(back), "back.png")
    let result = try files.composed(
      "frame.png", "--mask-final", "left.png", "--background", "back.png", "--fit", "stretch")
    #expect(result.pixel(49, 0) == [0, 0, 0, 255])
    // 200 * 128 / 255 = 100.4 and so on.
    #expect(result.pixel(49, 29) == [100, 50, 25, 255])
  }

  /// A background of four quarters, twice as wide as high; the frame is 5 : 3.
  @Test func fits() throws {
    let colors: [[UInt8]] = [
      [255, 0, 0, 255], [0, 255, 0, 255], [0, 0, 255, 255], [255, 255, 0, 255],
    ]
    func quarter(_ x: Int, _ y: Int) -> [UInt8] { colors[(y < 10 ? 0 : 2) + (x < 20 ? 0 : 1)] }
    var pixels: [UInt8] = []
    for y in 0..<20 { for x in 0..<40 { pixels += quarter(x, y) } }
    try files.folder.write(encodePNG(Frame(width: 40, height: 20, pixels: pixels)), "back.png")
    try files.folder.write(encodePNG(evenMask(0, width: 50, height: 30)), "nobody.png")
    func result(_ fit: String) throws -> Frame {
      let outcome = try Program.vbg.run(
        "compose", "frame.png", "--mask-final", "nobody.png", "--background", "back.png", "--fit",
        fit, "-o", "out.png", in: files.folder)
      #expect(outcome.exitCode == 0)
      return try files.picture("out.png")
    }
    for fit in ["cover", "stretch"] {
      let filled = try result(fit)
      let corners = [(0, 0), (49, 0), (0, 29), (49, 29)].map { filled.pixel($0.0, $0.1) }
      #expect(corners == colors, "\(fit)")
    }
    // 50x25 pixels in the middle; the rest is black.
    let contained = try result("contain")
    for x in [0, 25, 49] {
      #expect(contained.pixel(x, 0) == [0, 0, 0, 255] && contained.pixel(x, 29) == [0, 0, 0, 255])
    }
    #expect(contained.pixel(0, 15 - 8) == colors[0] && contained.pixel(49, 15 + 8) == colors[3])
    let tiled = try result("tile")
    let wrong = tiled.count { x, y, pixel in pixel != quarter(x % 40, y % 20) }
    #expect(wrong == 0)
  }

  @Test func mirrorTurnsThePersonAlone() throws {
    let back = gradient(width: 50, height: 30)
    try files.folder.write(encodePNG(back), "back.png")
    let result = try files.composed(
      "frame.png", "--mask-final", "left.png", "--background", "back.png", "--fit", "stretch",
      "--light-wrap", "0", "--mirror")
    let wrong = result.count { x, y, pixel in
      pixel != (x < 25 ? back.pixel(x, y) : frame.pixel(49 - x, y))
    }
    #expect(wrong == 0)
  }

  @Test func regions() throws {
    let result = try files.composed(
      "frame.png", "--mask-final", "left.png", "--color", "red", "--keep-region", "40,0,10,30",
      "--drop-region", "0,0,10%,100%", "--drop-region", "90%,50%,10%,50%")
    let wrong = result.count { x, y, pixel in
      let isPerson = (5..<25).contains(x) || (40..<45).contains(x) || (x >= 45 && y < 15)
      return pixel != (isPerson ? frame.pixel(x, y) : [255, 0, 0, 255])
    }
    #expect(wrong == 0)
  }

  @Test func coverageDecidesWhatShows() throws {
    try files.folder.write(encodePNG(evenMask(0.6)), "even.png")
    func result(_ coverage: String) throws -> Frame {
      try files.composed(
        "frame.png", "--mask-final", "even.png", "--color", "black", "--coverage", coverage,
        "--decontaminate", "off")
    }
    #expect(try result("0.2,0.5") == frame)
    let nobody = try Program.vbg.run(
      [
        "compose", "frame.png", "--mask-final", "even.png", "--color", "black", "--coverage",
        "0.6,0.6", "-o", "nobody.png",
      ], in: files.folder)
    #expect(nobody.exitCode == 0 && nobody.errors.contains("found nobody"))
    #expect(
      try files.picture("nobody.png") == plain(width: 50, height: 30, [0, 0, 0, 255]))
    #expect(try result("0.59,0.59") == frame)
    // In the middle of the range the smooth step is a half; 0.6 is 153 of 255.
    let half = try result("0.5,0.7")
    let wrong = half.count { x, y, pixel in
      (0..<3).contains { abs(Int(pixel[$0]) * 2 - Int(frame.pixel(x, y)[$0])) > 1 }
    }
    #expect(wrong == 0)
  }

  @Test func lightWrapBrightensTheEdge() throws {
    try files.folder.write(encodePNG(evenMask(0.75)), "even.png")
    try files.folder.write(encodePNG(plain(width: 2, height: 2, [200, 100, 0, 255])), "back.png")
    let dark = plain(width: 6, height: 4, [51, 51, 51, 255])
    try files.folder.write(encodePNG(dark), "dark.png")
    func pixel(_ options: String...) throws -> [UInt8] {
      let outcome = try Program.vbg.run(
        [
          "compose", "dark.png", "--mask-final", "even.png", "--coverage", "0.5,0.74",
          "--decontaminate", "off", "-o", "out.png",
        ] + options, in: files.folder)
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      return try files.picture("out.png").pixel(3, 2)
    }
    let back = ["--background", "back.png"]
    #expect(try pixel(back[0], back[1], "--light-wrap", "0") == [51, 51, 51, 255])
    // The mask, 191 of 255 everywhere, is nowhere far from a contour: all of the light falls on the person. By hand:
    // L = 0.3 * 200 / 255; screen 51 + L (255 - 51) = 99, linear dodge 51 + 255 L = 111.
    let screened = try pixel(back[0], back[1])
    let dodged = try pixel(back[0], back[1], "--blend", "linear-dodge")
    for (found, expected) in [(screened, [99, 75, 51]), (dodged, [111, 81, 51])] {
      #expect((0..<3).allSatisfy { abs(Int(found[$0]) - expected[$0]) <= 1 }, "\(found)")
    }
    // A color throws no light unless asked to.
    #expect(try pixel("--color", "#c86400") == [51, 51, 51, 255])
    #expect(try pixel("--color", "#c86400", "--light-wrap", "0.3") == screened)
  }

  @Test func blurKeepsThePerson() throws {
    // Sharp columns behind the person, so that a blur shows.
    let light = repeatElement([255, 255, 255, 255] as [UInt8], count: 4).joined()
    let dark = repeatElement([0, 0, 0, 255] as [UInt8], count: 4).joined()
    let stripes = Frame(
      width: 64, height: 64,
      pixels: Array(repeatElement(Array(light) + Array(dark), count: 64 * 8).joined()))
    try files.folder.write(encodePNG(stripes), "stripes.png")
    try files.folder.write(encodePNG(leftHalf(width: 64, height: 64)), "half.png")
    let arguments = ["compose", "--mask-final", "half.png", "-o", "out.png", "--threads", "1"]
    func result(_ options: String...) throws -> Frame {
      let outcome = try Program.vbg.run(arguments + options, in: files.folder)
      #expect(outcome.exitCode == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
      return try files.picture("out.png")
    }
    let demo = try result("stripes.png")
    for x in 0..<30 { #expect(demo.pixel(x, 20) == stripes.pixel(x, 20)) }
    for x in 40..<60 { #expect((64...192).contains(demo.pixel(x, 20)[0])) }
    // `--blur` takes a number behind it, and never a frame.
    #expect(try result("--blur", "stripes.png") == demo)
    #expect(try result("stripes.png", "--blur") == demo)
    #expect(try result("--blur", "--threads", "1", "stripes.png") == demo)
    #expect(try result("--blur", "--", "stripes.png") == demo)
    let strong = try result("stripes.png", "--blur", "8")
    #expect(try result("--blur", "8", "stripes.png") == strong)
    #expect(try result("--blur=8", "stripes.png") == strong)
    #expect(try result("--blur", "8%", "stripes.png") == strong)
    for x in 0..<30 { #expect(strong.pixel(x, 20) == stripes.pixel(x, 20)) }
    for x in 44..<56 { #expect((64...192).contains(strong.pixel(x, 20)[0])) }
    #expect(try result("stripes.png", "--blur", "0") == stripes)
  }

  @Test func alphaOfTheFrameLetsTheBackgroundThrough() throws {
    var pixels: [UInt8] = []
    for y in 0..<30 {
      for x in 0..<50 {
        let color = frame.pixel(x, y)
        pixels += [color[0], color[1], color[2], y < 10 ? 0 : y < 20 ? 128 : 255]
      }
    }
    try files.folder.write(
      encodePNG(Frame(width: 50, height: 30, pixels: pixels)), "alpha.png")
    func alpha(_ y: Int) -> Double { y < 10 ? 0 : y < 20 ? 128.0 / 255 : 1 }
    for options in [[], ["--mirror"]] {
      let onColor = try files.composed(
        options: ["alpha.png", "--mask-final", "left.png", "--color", "#102030"] + options)
      let wrong = onColor.count { x, y, pixel in
        let source = options.isEmpty ? x : 49 - x
        let share = source < 25 ? alpha(y) : 0
        return pixel[3] != 255
          || (0..<3).contains { channel in
            let back = Double(16 * (channel + 1))
            let front = Double(frame.pixel(source, y)[channel])
            return abs(Double(pixel[channel]) - (back + (front - back) * share)) > 1
          }
      }
      #expect(wrong == 0, "\(options)")
    }
    let cut = try files.composed("alpha.png", "--mask-final", "left.png", "--transparent")
    #expect(cut.count { x, y, pixel in pixel[3] != (x < 25 ? UInt8(alpha(y) * 255) : 0) } == 0)
    // Where the frame is its own background, it stays as transparent as it was.
    #expect(try files.composed("alpha.png", "--none").pixel(3, 15) == pixelsAt(3, 15, pixels))
    let blurred = try files.composed("alpha.png", "--mask-final", "left.png", "--blur")
    #expect(blurred.count { _, y, pixel in pixel[3] != UInt8(alpha(y) * 255) } == 0)
    // What does not show has no color, whatever hides there in the frame.
    for name in ["--none", "--transparent", "--blur"] {
      let result = try files.composed("alpha.png", "--mask-final", "left.png", name)
      #expect(result.count { _, _, pixel in pixel[3] == 0 } > 400)
      #expect(
        result.count { _, _, pixel in pixel[3] == 0 && pixel != [0, 0, 0, 0] } == 0, "\(name)")
    }
  }

  private func pixelsAt(_ x: Int, _ y: Int, _ pixels: [UInt8]) -> [UInt8] {
    Array(pixels[((y * 50 + x) * 4)..<((y * 50 + x) * 4 + 4)])
  }

  @Test func decontaminationIsOnAndCanBeTurnedOff() throws {
    for value in ["on", "off"] {
      let result = try files.composed(
        "frame.png", "--mask-final", "left.png", "--color", "navy", "--decontaminate", value)
      #expect(result.pixel(49, 3) == [0, 0, 0x80, 255])
      #expect(result.pixel(2, 3) == frame.pixel(2, 3))
    }
  }
}
