import Foundation
import Segmentation
import Testing

/// `--blur-shape` of commands, the configuration and running settings.
@Suite struct BlurShapeTests {
  private let folder = ScratchFolder()

  /// A lamp in the dark, and nobody.
  private func writeScene() throws {
    let (width, height) = (320, 180)
    var pixels = [UInt8](repeating: 255, count: width * height * 4)
    for y in 0..<height {
      for x in 0..<width {
        let isLamp = abs(x - 160) < 5 && abs(y - 90) < 5
        for channel in 0..<3 { pixels[(y * width + x) * 4 + channel] = isLamp ? 255 : 4 }
      }
    }
    try folder.write(encodePNG(Frame(width: width, height: height, pixels: pixels)), "lamp.png")
    try folder.write(encodePNG(evenMask(0, width: width, height: height)), "nobody.png")
  }

  private func composed(_ options: String...) throws -> Frame {
    let outcome = try Program.vbg.run(
      ["compose", "lamp.png", "--mask", "nobody.png", "-o", "out.png", "--quiet"] + options,
      in: folder)
    #expect(outcome.exitCode == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    return try decodeImage(folder.read("out.png"))
  }

  /// A disc is as bright at its rim as in the middle, and dark beyond; a bell is neither.
  @Test func aDiscIsADisc() throws {
    try writeScene()
    func values(_ frame: Frame) -> [Int] {
      [0, 8, 12, 28].map { Int(frame.pixel(160 + $0, 90)[1]) }
    }
    let disc = values(try composed("--blur", "10", "--blur-shape", "disc"))
    #expect(disc[0] > 80 && abs(disc[0] - disc[1]) <= 2 && abs(disc[0] - disc[2]) <= 2, "\(disc)")
    #expect(disc[3] < 10, "\(disc)")
    let bell = values(try composed("--blur", "10"))
    #expect(bell[0] > bell[2] + 10, "\(bell)")
    #expect(try composed("--blur", "10", "--blur-shape=gaussian").pixel(160, 90)[1] == bell[0])
  }

  /// Without a number, and with a preset's, the disc has that radius.
  @Test func theStrengthIsTheBlurs() throws {
    try writeScene()
    let standard = try composed("--blur-shape", "disc")
    #expect(try composed("--blur", "8", "--blur-shape", "disc") == standard)
    #expect(try composed("--blur", "--blur-shape", "disc") == standard)
    #expect(try composed("--preset", "demo", "--blur-shape", "disc") == standard)
    let strong = try composed("--preset", "privacy", "--blur-shape", "disc")
    #expect(try composed("--blur", "16", "--blur-shape", "disc") == strong && strong != standard)
    #expect(
      try composed("--blur", "0", "--blur-shape", "disc") == decodeImage(folder.read("lamp.png")))
  }

  @Test func mistakesAreWrongUsage() throws {
    try writeScene()
    for (options, expected) in [
      (["--blur-shape", "square"], "gaussian"),
      (["--blur", "demo", "--blur-shape", "disc"], "'demo'"),
      (["--blur", "30", "--blur-shape", "disc"], "0 to 20"),
    ] {
      let outcome = try Program.vbg.run(
        ["compose", "lamp.png", "--mask", "nobody.png", "-o", "out.png"] + options, in: folder)
      #expect(outcome.exitCode == 2 && outcome.text.isEmpty, "\(options)")
      #expect(outcome.errors.contains(expected), "\(outcome.errors)")
      #expect(!FileManager.default.fileExists(atPath: folder.path + "/out.png"))
    }
  }

  @Test func theConfigurationKnowsIt() throws {
    func printed(_ configuration: String, _ typed: String...) throws -> Outcome {
      try FileManager.default.createDirectory(
        atPath: folder.path + "/vbg", withIntermediateDirectories: true)
      try folder.write(Array(configuration.utf8), "vbg/config.toml")
      return try Program.vbg.run(
        ["live", "--print-config"] + typed, in: folder,
        environment: ["XDG_CONFIG_HOME": folder.path])
    }
    let disc = try printed("[live]\nblur = 12\nblur-shape = \"disc\"")
    #expect(disc.lines.contains("blur = 12.0") && disc.lines.contains("blur-shape = \"disc\""))
    #expect(try printed(disc.text).text == disc.text)
    let plain = try printed("[live]\nblur-shape = \"disc\"", "--blur-shape", "gaussian")
    #expect(plain.lines.contains("blur = true") && !plain.text.contains("disc"))
    #expect(try printed("[live]\nblur-shape = \"round\"").exitCode != 0)
  }
}
