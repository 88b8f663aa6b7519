import Foundation
import Segmentation
import Testing

/// Tests of what `vbg compose` reads, writes and prints when all is well.
@Suite struct ComposeTests {
  let files: ComposeFiles
  var folder: ScratchFolder { files.folder }
  let model = TestModel.segmentationNetwork.path

  init() throws { files = try ComposeFiles() }

  private func run(
    _ arguments: String..., input: Data = Data(), environment: [String: String?] = [:]
  ) throws -> Outcome {
    try Program.vbg.run(["compose"] + arguments, in: folder, input: input, environment: environment)
  }

  /// The model's mask, taken through a file by `vbg infer`, gives the same picture.
  /// By a filter that shows the mask: the network is not trained, and its masks are so high nearly everywhere that the
  /// default one takes all for a person.
  @Test(arguments: ["bilinear", "nearest", "area"]) func masksOfTheModel(resize: String) throws {
    let direct = try run(
      "frame.png", "-o", "a.png", "--model", model, "--color", "lime", "--coverage", "0.2,0.9",
      "--filter", "none", "--resize", resize)
    #expect(direct.exitCode == 0, "\(direct.errors)")
    let mask = try Program.vbg.run(
      "infer", model, "frame.png", "--mask-size", "model", "-o", "m.png", "--resize", resize,
      in: folder)
    #expect(mask.exitCode == 0)
    let throughFile = try run(
      "frame.png", "-o", "b.png", "--mask", "m.png", "--color", "lime", "--coverage", "0.2,0.9",
      "--filter", "none")
    #expect(throughFile.exitCode == 0)
    #expect(try folder.read("a.png") == folder.read("b.png"))
    #expect(try files.picture("a.png") != files.frame)
  }

  @Test func standardInputAndOutput() throws {
    let outcome = try run(
      "-", "-o", "-", "--mask-final", "left.png", "--color", "red",
      input: Data(folder.read("frame.png")))
    #expect(outcome.exitCode == 0 && outcome.errors.isEmpty)
    let named = try files.composed("frame.png", "--mask-final", "left.png", "--color", "red")
    #expect(try decodeImage(Array(outcome.output)) == named)
    let mask = try run(
      "frame.png", "-o", "-", "--mask-final", "-", "--color", "red",
      input: Data(folder.read("left.png")))
    #expect(mask.output == outcome.output)
  }

  @Test(arguments: ["out.jpg", "out.JPEG"]) func jpegByName(name: String) throws {
    let result = try files.composed(
      "frame.png", "--mask-final", "left.png", "--color", "navy", result: name)
    #expect(try folder.read(name).starts(with: [0xff, 0xd8, 0xff]))
    #expect((result.width, result.height) == (50, 30))
    let blue = result.pixel(45, 15)
    #expect(blue[0] < 12 && blue[1] < 12 && abs(Int(blue[2]) - 0x80) < 12)
  }

  @Test func foldersInAndOut() throws {
    try FileManager.default.createDirectory(
      atPath: folder.path + "/in/sub.png", withIntermediateDirectories: true)
    for (name, size) in [("b.PNG", 9), ("a.png", 7), (".hidden.png", 5)] {
      try folder.write(encodePNG(gradient(width: size, height: size)), "in/\(name)")
    }
    try folder.write(encodeJPEG(gradient(width: 8, height: 8)), "in/c.v2.jpeg")
    try folder.write([1, 2, 3], "in/notes.txt")
    let outcome = try run(
      "in", "frame.png", "-o", "new/out", "--mask", "left.png", "--transparent")
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(
      outcome.errors == "vbg: in: 1 skipped: notes.txt, 1 folder not searched (see --recursive)\n")
    #expect(
      outcome.lines == [
        "new/out/a.png", "new/out/b.png", "new/out/c.v2.png", "new/out/frame.png",
      ])
    #expect(try files.picture("new/out/c.v2.png").width == 8)
    #expect(try files.picture("new/out/b.png").width == 9)
    // The same frame alone.
    let alone = try files.composed("in/b.PNG", "--mask", "left.png", "--transparent")
    #expect(try files.picture("new/out/b.png") == alone)
  }

  @Test func masksOfAFolder() throws {
    try FileManager.default.createDirectory(
      atPath: folder.path + "/masks", withIntermediateDirectories: true)
    try folder.write(encodePNG(gradient(width: 9, height: 4)), "second.png")
    try folder.write(encodePNG(evenMask(1)), "masks/frame.mask.png")
    try folder.write(encodePNG(evenMask(0)), "masks/frame.png")
    try folder.write(encodePNG(leftHalf(width: 2, height: 1)), "masks/second.png")
    let outcome = try run(
      "frame.png", "second.png", "-o", "out/", "--mask-final", "masks", "--color", "red",
      "--coverage", "0.5,0.5")
    #expect(outcome.exitCode == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    #expect(try files.picture("out/frame.png") == files.frame)
    let second = try files.picture("out/second.png")
    #expect(second.pixel(8, 2) == [255, 0, 0, 255])
    #expect(second.pixel(1, 2) == gradient(width: 9, height: 4).pixel(1, 2))
  }

  /// One frame after the other, of which only a side of the frame or of the mask is another.
  @Test func sizesThatChangeInOneSide() throws {
    let sizes = [
      (50, 30, 6, 4), (40, 30, 6, 4), (40, 20, 6, 4), (40, 20, 8, 4), (40, 20, 8, 3),
      (50, 20, 8, 3),
    ]
    try FileManager.default.createDirectory(
      atPath: folder.path + "/masks", withIntermediateDirectories: true)
    let names = ["a", "b", "c", "d", "e", "f"].map { $0 + ".png" }
    for (name, size) in zip(names, sizes) {
      try folder.write(encodePNG(gradient(width: size.0, height: size.1)), name)
      try folder.write(encodePNG(leftHalf(width: size.2, height: size.3)), "masks/\(name)")
    }
    let effect = ["--mask", "masks", "--color", "red", "--threads", "1"]
    let outcome = try Program.vbg.run(["compose"] + names + ["-o", "out/"] + effect, in: folder)
    #expect(outcome.exitCode == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    for (name, size) in zip(names, sizes) {
      let result = try files.picture("out/\(name)")
      #expect((result.width, result.height) == (size.0, size.1))
      #expect(try result == files.composed(options: [name] + effect, result: "alone.png"))
    }
  }

  /// A cut-out's alpha is a mask too.
  @Test func masksByAlpha() throws {
    let cutout = try files.composed(
      "frame.png", "--mask-final", "left.png", "--transparent", result: "cut.png")
    #expect(cutout.pixel(49, 0)[3] == 0)
    let byAlpha = try files.composed("frame.png", "--mask-final", "cut.png", "--color", "red")
    let byGray = try files.composed("frame.png", "--mask-final", "left.png", "--color", "red")
    #expect(byAlpha == byGray)
  }

  @Test func workingHeight() throws {
    let small = try files.composed(
      "frame.png", "--mask", "left.png", "--color", "red", "--working-height", "12")
    #expect((small.width, small.height) == (20, 12))
    #expect(small.pixel(19, 5) == [255, 0, 0, 255])
    let lower = try files.composed(
      "frame.png", "--mask", "left.png", "--color", "red", "--working-height", "30")
    #expect((lower.width, lower.height) == (50, 30))
    let least = try files.composed(
      "frame.png", "--mask", "left.png", "--color", "red", "--working-height", "1")
    #expect((least.width, least.height) == (2, 1))
  }

  @Test func stages() throws {
    let outcome = try run(
      "frame.png", "-o", "out.png", "--mask", "left.png", "--color", "red", "--stages", "a/s",
      "--decontaminate", "off")
    #expect(outcome.exitCode == 0 && outcome.text == "out.png\n", "\(outcome.errors)")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/a/s").sorted()
    #expect(names.first == "frame.1-mask-model.png")
    #expect(names.contains { $0.hasSuffix("-mask-filtered.png") })
    let last = try #require(names.last)
    #expect(last == "frame.\(names.count)-composite.png")
    #expect(try files.picture("a/s/" + last) == files.picture("out.png"))
    #expect(try files.picture("a/s/frame.1-mask-model.png") == files.picture("left.png"))
  }

  @Test func json() throws {
    let outcome = try run(
      "frame.png", "none.png", "-o", "out", "--json", "--threads", "2", "--instruction-set",
      "baseline", "--model", model, "--working-height", "15")
    #expect(outcome.exitCode == 1, "none.png is missing")
    let report = try #require(
      try JSONSerialization.jsonObject(with: outcome.output) as? [String: Any])
    #expect(report["instructionSet"] as? String == "baseline")
    #expect(report["threads"] as? Int == 2)
    #expect(report["model"] as? String == model)
    let frames = try #require(report["frames"] as? [[String: Any]])
    #expect(frames.count == 2)
    #expect(frames[0]["output"] as? String == "out/frame.png")
    #expect(frames[0]["width"] as? Int == 25 && frames[0]["height"] as? Int == 15)
    let timings = try #require(frames[0]["timings"] as? [[String: Any]])
    let stages = timings.compactMap { $0["stage"] as? String }
    #expect(stages.first == "read" && stages.last == "write")
    for stage in ["scale", "resize", "inference", "decode", "prepare", "filter", "encode"] {
      #expect(stages.contains(stage), "\(stages)")
    }
    #expect(timings.allSatisfy { ($0["milliseconds"] as? Double ?? -1) >= 0 })
    #expect((frames[1]["error"] as? String)?.contains("none.png") == true)
  }

  @Test func resultsDependOnNoThreadCountAndNoCompany() throws {
    try folder.write(encodePNG(gradient(width: 33, height: 41)), "other.png")
    let arguments = ["--mask", "left.png", "--color", "red", "--coverage", "0.1,0.9"]
    for threads in ["1", "2", "5"] {
      let outcome = try Program.vbg.run(
        ["compose", "frame.png", "other.png", "-o", "t\(threads)", "--threads", threads]
          + arguments, in: folder)
      #expect(outcome.exitCode == 0)
    }
    let alone = try files.composed(options: ["other.png"] + arguments)
    for threads in ["1", "2", "5"] {
      #expect(try files.picture("t\(threads)/other.png") == alone)
      #expect(try folder.read("t\(threads)/frame.png") == folder.read("t1/frame.png"))
    }
  }

  @Test func maskWithoutPerson() throws {
    try folder.write(encodePNG(evenMask(0.5)), "nobody.png")
    let outcome = try run(
      "frame.png", "-o", "out.png", "--mask", "nobody.png", "--color", "red", "--coverage",
      "0.6,0.7")
    #expect(outcome.exitCode == 0 && outcome.text == "out.png\n")
    #expect(outcome.saysOneLine && outcome.errors.contains("frame.png: found nobody"))
    #expect(try files.picture("out.png") == plain(width: 50, height: 30, [255, 0, 0, 255]))
    let kept = try run(
      "frame.png", "-o", "out.png", "--mask", "nobody.png", "--color", "red", "--coverage",
      "0.6,0.7", "--keep-region", "0,0,10,10")
    #expect(kept.errors.isEmpty)
    let quiet = try run("frame.png", "-o", "out.png", "--mask", "nobody.png", "--none")
    #expect(quiet.errors.isEmpty)
  }

  @Test(arguments: [(1, 1), (1, 40), (40, 1), (2, 2), (3, 5), (31, 17), (101, 3)])
  func awkwardSizes(width: Int, height: Int) throws {
    let frame = gradient(width: width, height: height)
    try folder.write(encodePNG(frame), "odd.png")
    try folder.write(encodePNG(evenMask(1)), "all.png")
    for filter in ["exact", "guided", "none"] {
      let result = try files.composed(
        "odd.png", "--mask", "all.png", "--color", "red", "--filter", filter)
      #expect(result == frame, "\(filter)")
    }
    let blurred = try files.composed("odd.png", "--mask", "all.png")
    #expect(blurred == frame)
    let modeled = try run("odd.png", "-o", "out.png", "--model", model)
    #expect(modeled.exitCode == 0, "\(modeled.errors)")
  }

  @Test func largestFrame() throws {
    try folder.write(
      encodePNG(plain(width: 8192, height: 8192, [9, 8, 7, 255])), "large.png")
    let outcome = try run(
      "large.png", "-o", "out.png", "--mask", "left.png", "--color", "red", "--coverage",
      "0.5,0.5")
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let result = try files.picture("out.png")
    #expect((result.width, result.height) == (8192, 8192))
    #expect(result.pixel(0, 0) == [9, 8, 7, 255] && result.pixel(8191, 8191) == [255, 0, 0, 255])
  }

  @Test func verboseAndHelp() throws {
    let outcome = try run(
      "frame.png", "-o", "out.png", "--verbose", "--model", model, "--instruction-set", "baseline")
    for word in ["model", "kernels baseline", "read", "inference", "encode", "50x30"] {
      #expect(outcome.errors.contains(word), "\(outcome.errors)")
    }
    let help = try run("--help")
    #expect(help.exitCode == 0 && help.errors.isEmpty)
    for option in [
      "--blur", "--background", "--fit", "--color", "--transparent", "--none", "--filter",
      "--sigma-space", "--sigma-color", "--coverage", "--light-wrap", "--blend", "--wrap-source",
      "--wrap-reach",
      "--mask", "--mask-final", "--mirror", "--keep-region", "--drop-region", "--resize",
      "--working-height", "--stages", "--json", "--decontaminate",
    ] { #expect(help.text.contains(option)) }
  }

  /// The default model, where the machine has it.
  @Test func modelOfTheCatalogue() throws {
    guard let models = ProcessInfo.processInfo.environment["VBG_MODELS"],
      models.split(separator: ":").contains(where: {
        FileManager.default.fileExists(atPath: $0 + "/segm_full_v679.tflite")
      })
    else {
      print("skipped: segm_full_v679 is on none of VBG_MODELS")
      return
    }
    let outcome = try run(
      "frame.png", "-o", "out.png", "--model", "meet", environment: ["VBG_MODELS": models])
    #expect(outcome.exitCode == 0 && outcome.text == "out.png\n", "\(outcome.errors)")
  }
}
