import Foundation
import Segmentation
import Testing

/// Tests of where results go that no place was named for, what is replaced, and what is printed.
@Suite struct StandardNameTests {
  let files: ComposeFiles
  var folder: ScratchFolder { files.folder }

  init() throws {
    files = try ComposeFiles()
    try folder.write(encodeJPEG(files.frame), "photo.jpg")
  }

  private func run(_ arguments: String..., input: Data = Data()) throws -> Outcome {
    try Program.vbg.run(
      ["compose", "--mask", "left.png"] + arguments, in: folder, input: input)
  }

  @Test func namesByEffect() throws {
    for (words, name) in [
      (["photo.jpg"], "photo.blurred.jpg"), (["photo.jpg", "--blur", "2"], "photo.blurred.jpg"),
      (["photo.jpg", "--background", "frame.png"], "photo.background.jpg"),
      (["photo.jpg", "--color", "teal"], "photo.color.jpg"),
      (["photo.jpg", "--color", "rgb(0 0 0 / 50%)"], "photo.color.png"),
      (["photo.jpg", "--transparent"], "photo.cutout.png"),
      (["photo.jpg", "--none"], "photo.none.jpg"), (["frame.png"], "frame.blurred.png"),
    ] {
      let before = folder.names
      let outcome = try Program.vbg.run(
        ["compose", "--mask", "left.png"] + words, in: folder)
      #expect(outcome.exitCode == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
      #expect(outcome.text == name + "\n")
      #expect(Set(folder.names) == Set(before + [name]))
      let isJPEG = try folder.read(name).starts(with: [0xff, 0xd8])
      #expect(isJPEG == name.hasSuffix(".jpg"))
    }
  }

  @Test(arguments: ["JPEG", "Jpg", "jpe", "jfif"]) func otherEndings(ending: String) throws {
    try folder.write(folder.read("photo.jpg"), "a.b.\(ending)")
    let outcome = try run("a.b.\(ending)")
    #expect(outcome.exitCode == 0 && outcome.text == "a.b.blurred.jpg\n", "\(outcome.errors)")
  }

  /// Results go to the current folder, not to the frame's.
  @Test func framesElsewhere() throws {
    try FileManager.default.createDirectory(
      at: folder.url("in"), withIntermediateDirectories: false)
    try folder.write(folder.read("photo.jpg"), "in/one.jpg")
    try folder.write(folder.read("frame.png"), "in/two.png")
    let outcome = try run("in/one.jpg", "in/two.png")
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(outcome.lines == ["one.blurred.jpg", "two.blurred.png"])
    #expect(folder.names.contains("one.blurred.jpg") && folder.names.contains("two.blurred.png"))
    let piped = try run("-", input: Data(folder.read("photo.jpg")))
    #expect(piped.exitCode == 0 && piped.text == "stdin.blurred.png\n", "\(piped.errors)")
  }

  @Test func whatIsReadIsNeverReplaced() throws {
    try folder.write(folder.read("photo.jpg"), "photo.blurred.jpg")
    let bytes = try folder.read("photo.blurred.jpg")
    let outcome = try run("photo.jpg", "photo.blurred.jpg")
    #expect(outcome.exitCode == 2 && outcome.saysOneLine, "\(outcome.errors)")
    #expect(outcome.errors.contains("not to replace what is read, found 'photo.blurred.jpg'"))
    #expect(try folder.read("photo.blurred.jpg") == bytes)
    #expect(try run("photo.jpg").exitCode == 0)
    #expect(try folder.read("photo.blurred.jpg") != bytes, "a result is replaced")
  }

  @Test func noClobber() throws {
    let model = TestModel.segmentationNetwork.path
    try folder.write([1, 2, 3], "photo.blurred.jpg")
    try folder.write([1, 2, 3], "frame.mask.png")
    try folder.write([1, 2, 3], "out.y4m")
    try folder.write(Y4MFilm.moving(frameCount: 1, step: 0).bytes, "in.y4m")
    let batch = try run("photo.jpg", "frame.png", "--no-clobber")
    #expect(batch.exitCode == 1 && batch.saysOneLine, "\(batch.errors)")
    #expect(batch.errors.contains("photo.jpg: expected no file 'photo.blurred.jpg'"))
    #expect(batch.text == "frame.blurred.png\n", "the others are done")
    for (program, words) in [
      (Program.infer, [model, "frame.png"] + TestModel.reading),
      (.vbg, ["video", "in.y4m", "out.y4m", "--model", model] + TestModel.reading),
    ] {
      let outcome = try program.run(words + ["--no-clobber"], in: folder)
      #expect(outcome.exitCode == 1 && outcome.saysOneLine && outcome.output.isEmpty)
      #expect(outcome.errors.contains("--no-clobber, found one"), "\(outcome.errors)")
    }
    for name in ["photo.blurred.jpg", "frame.mask.png", "out.y4m"] {
      #expect(try folder.read(name) == [1, 2, 3])
    }
    let device = try run("frame.png", "-o", "/dev/null", "--no-clobber", "--none")
    #expect(device.exitCode == 0, "a device holds nothing to lose: \(device.errors)")
  }

  @Test func quietSaysOnlyErrors() throws {
    let model = TestModel.segmentationNetwork.path
    try folder.write(Y4MFilm.moving(frameCount: 1, step: 0).bytes, "in.y4m")
    for (program, words) in [
      (Program.infer, [model, "frame.png"]), (.vbg, ["compose", "frame.png", "--model", model]),
      (.vbg, ["video", "in.y4m", "out.y4m", "--model", model]),
    ] {
      let outcome = try program.run(words + ["--quiet"], in: folder)
      #expect(outcome.exitCode == 0 && outcome.errors.isEmpty && outcome.output.isEmpty)
      let both = try program.run(words + ["--quiet", "--verbose"], in: folder)
      #expect(both.exitCode == 2 && both.saysOneLine)
    }
    let failed = try run("none.png", "frame.png", "--quiet")
    #expect(failed.exitCode == 1 && failed.saysOneLine && failed.output.isEmpty)
    #expect(failed.errors.contains("none.png"))
  }

  /// A color with alpha: what shows nobody is that color, and the person stays.
  @Test func translucentColors() throws {
    let result = try files.composed(
      "frame.png", "--mask-final", "left.png", "--color", "rgb(255 0 0 / 40%)")
    #expect(result.pixel(2, 10) == files.frame.pixel(2, 10))
    #expect(result.pixel(47, 10) == [255, 0, 0, 102])
    // The exact mean of Porter and Duff's "over" at a soft edge.
    try folder.write(encodePNG(evenMask(0.5)), "half.png")
    let soft = try files.composed(
      "frame.png", "--mask-final", "half.png", "--coverage", "0,1", "--color", "#0000ff80",
      "--decontaminate", "off")
    let (front, found) = (files.frame.pixel(10, 20), soft.pixel(10, 20))
    let alpha = 128.0 / 255
    let rest = alpha * (1 - alpha)
    for (channel, behind) in [(0, 0.0), (1, 0), (2, 255)] {
      let expected = (Double(front[channel]) * alpha + behind * rest) / (alpha + rest)
      #expect(abs(Double(found[channel]) - expected) <= 1.5, "\(found)")
    }
    #expect(abs(Double(found[3]) - 255 * (alpha + rest)) <= 1.5)
    let clear = try files.composed(
      "frame.png", "--mask-final", "left.png", "--color", "transparent")
    #expect(clear.pixel(47, 10) == [0, 0, 0, 0])
    let faded = plain(width: 50, height: 30, [10, 20, 30, 51])
    try folder.write(encodePNG(faded), "faded.png")
    let over = try files.composed(
      "faded.png", "--mask-final", "left.png", "--color", "#ffffff80")
    #expect(over.pixel(47, 10) == [255, 255, 255, 128])
    #expect(over.pixel(2, 10)[3] == UInt8((255 * (0.2 + 0.8 * 128 / 255)).rounded()))
  }

  @Test func translucentColorsHaveNoPlaceInJPEG() throws {
    try folder.write(Y4MFilm.moving(frameCount: 1, step: 0).bytes, "in.y4m")
    for words in [
      ["compose", "photo.jpg", "-o", "out.jpg"], ["video", "in.y4m", "out.y4m"],
      ["live", "-o", "/dev/null"],
    ] {
      let outcome = try Program.vbg.run(words + ["--color", "#ff000080"], in: folder)
      #expect(outcome.exitCode == 2 && outcome.saysOneLine, "\(outcome.errors)")
      #expect(outcome.errors.contains("alpha"), "\(outcome.errors)")
    }
  }
}
