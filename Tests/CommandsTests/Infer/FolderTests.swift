import Foundation
import Segmentation
import Testing

/// Folders of frames: what is taken, what is named, and what stands in what's way.
@Suite struct FolderTests {
  let folder = ScratchFolder()
  private let model = TestModel.segmentationNetwork.path

  init() throws {
    for name in ["in/deep/deeper", "in/empty"] { try makeFolder(name) }
    try folder.write(encodePNG(gradient(width: 9, height: 9)), "in/a.png")
    try folder.write(encodePNG(gradient(width: 8, height: 8)), "in/deep/a.png")
    try folder.write(encodeJPEG(gradient(width: 7, height: 7)), "in/deep/deeper/B.JFIF")
  }

  private func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(
      atPath: folder.path + "/" + name, withIntermediateDirectories: true)
  }

  private func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/" + name, withDestinationPath: target)
  }

  private func compose(_ arguments: String...) throws -> Outcome {
    try Program.vbg.run(["compose"] + arguments + ["--none"], in: folder)
  }

  /// All commands read folders alike.
  @Test func otherFilesAreCountedAndNamed() throws {
    for name in ["b.txt", "c.MOV", "d.xmp", "e", "f.heic.part", ".hidden.png", ".DS_Store"] {
      try folder.write([1], "in/\(name)")
    }
    let said = "in: 5 skipped: b.txt, c.MOV, d.xmp and 2 more, 2 folders not searched"
    let outcome = try compose("in", "-o", "out")
    #expect(outcome.exitCode == 0 && outcome.text == "out/a.png\n")
    #expect(outcome.saysOneLine && outcome.errors.contains(said), "\(outcome.errors)")
    let masks = try Program.infer.run(
      model, "in", "-o", "masks", "--decode", "softmax2", "--input-range", "0...1", in: folder)
    #expect(masks.exitCode == 0 && masks.text == "masks/a.mask.png\n", "\(masks.errors)")
    #expect(masks.errors.contains(said))
    let quiet = try compose("in", "-o", "out", "--quiet")
    #expect(quiet.exitCode == 0 && quiet.errors.isEmpty)
  }

  /// Folders that are new are made where a whole path says, and nothing beside.
  @Test func wholePaths() throws {
    let before = folder.names
    let other = ScratchFolder()
    let outcome = try compose("in/a.png", "-o", other.path + "/new/er/")
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(outcome.text == "\(other.path)/new/er/a.png\n")
    #expect(other.names == ["new"] && folder.names == before)
    #expect(FileManager.default.fileExists(atPath: other.path + "/new/er/a.png"))
  }

  /// One that exists takes results without a slash behind its name, whatever the name.
  @Test(arguments: ["out", "out.png"]) func foldersThatExist(place: String) throws {
    try makeFolder(place)
    let frames = ["in/a.png", "in/deep/deeper/B.JFIF"]
    for count in [1, 2] {
      let chosen = Array(frames.prefix(count))
      let masks = try Program.infer.run(
        [model] + chosen + ["-o", place] + TestModel.reading, in: folder)
      #expect(masks.exitCode == 0, "\(masks.errors)")
      #expect(masks.lines == Array(["\(place)/a.mask.png", "\(place)/B.mask.png"].prefix(count)))
      let pictures = try Program.vbg.run(["compose", "--none", "-o", place] + chosen, in: folder)
      #expect(pictures.exitCode == 0, "\(pictures.errors)")
      #expect(pictures.lines == Array(["\(place)/a.png", "\(place)/B.png"].prefix(count)))
    }
  }

  /// A pipe would be waited for, for ever.
  @Test func pipesAreNoFrames() throws {
    mkfifo(folder.path + "/in/pipe.png", 0o600)
    let outcome = try Program(path: "/usr/bin/timeout").run(
      "60", Program.vbg.path, "compose", "in", "-o", "out", "--none", in: folder)
    #expect(outcome.exitCode == 0 && outcome.text == "out/a.png\n")
    #expect(outcome.errors.contains("in: 1 skipped: pipe.png, "), "\(outcome.errors)")
  }

  @Test func endingsInAnyCase() throws {
    let frame = gradient(width: 5, height: 5)
    for name in ["c.JPG", "d.jpe", "e.JPEG", "f.jfif"] {
      try folder.write(encodeJPEG(frame), "in/\(name)")
    }
    // What a name says is not what a file is: these are PNG files.
    for name in ["g.HEIC", "h.webp", "i.Tiff", "j.bmp", "k.GIF", "l.avif", "m.HIF"] {
      try folder.write(encodePNG(frame), "in/\(name)")
    }
    let outcome = try compose("in", "-o", "out")
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(outcome.lines.count == 12 && !outcome.errors.contains("skipped"))
  }

  @Test func recursion() throws {
    let outcome = try compose("in", "-o", "out", "--recursive")
    #expect(outcome.exitCode == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    let names = ["out/a.png", "out/deep/a.png", "out/deep/deeper/B.png"]
    #expect(outcome.lines.map(String.init) == names)
    #expect(try decodeImage(folder.read("out/deep/a.png")).width == 8)
    let masks = try Program.infer.run(
      model, "in", "-o", "m/", "--cutout", "c/", "--recursive", "--decode", "softmax2",
      "--input-range", "0...1", in: folder)
    #expect(masks.exitCode == 0, "\(masks.errors)")
    #expect(masks.lines.contains("m/deep/deeper/B.mask.png"))
    #expect(masks.lines.contains("c/deep/a.cutout.png"))
  }

  /// Links that lead up, to themselves, twice to one folder, and nowhere.
  @Test func loops() throws {
    try link("in/deep/up", to: "../../in")
    try link("in/deep/deeper/here", to: ".")
    try link("in/twin", to: "deep")
    try link("in/nowhere.png", to: "none")
    let outcome = try compose("in", "-o", "out", "--recursive")
    #expect(outcome.exitCode == 1)
    #expect(outcome.saysOneLine && outcome.errors.contains("nowhere.png"), "\(outcome.errors)")
    #expect(outcome.lines.count == 3)
  }

  /// Results of an earlier run are no frames.
  @Test func resultsInsideTheFolder() throws {
    for _ in 1...2 {
      let outcome = try compose("in", "-o", "in/out", "--recursive")
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      #expect(
        outcome.lines == ["in/out/a.png", "in/out/deep/a.png", "in/out/deep/deeper/B.png"])
    }
  }

  @Test func foldersWithoutPictures() throws {
    try folder.write([1], "in/empty/a.txt")
    for arguments in [["in/empty", "-o", "out"], ["in/empty", "-o", "out", "--recursive"]] {
      for outcome in [
        try Program.vbg.run(["compose", "--none"] + arguments, in: folder),
        try Program.infer.run([model] + arguments, in: folder),
      ] {
        #expect(outcome.exitCode == 1 && outcome.saysOneLine)
        #expect(outcome.errors.contains("'in/empty'") && outcome.errors.contains("a.txt"))
        #expect(!folder.names.contains("out"))
      }
    }
  }

  /// A clash touches those that clash; all others are done.
  @Test func clashes() throws {
    try folder.write(encodeJPEG(gradient(width: 7, height: 7)), "in/a.jpg")
    try folder.write(encodePNG(gradient(width: 6, height: 6)), "in/c.png")
    let outcome = try compose("in", "-o", "out")
    #expect(outcome.exitCode == 1 && outcome.text == "out/c.png\n")
    for (frame, other) in [("in/a.jpg", "in/a.png"), ("in/a.png", "in/a.jpg")] {
      #expect(
        outcome.errors.contains("vbg: \(frame): expected a name of its own for the result, found ")
          && outcome.errors.contains("for '\(other)' too"), "\(outcome.errors)")
    }
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/out/a.png"))
    let masks = try Program.infer.run(
      model, "in/a.png", "in/deep/a.png", "in/c.png", "-o", "m", "--decode", "softmax2",
      "--input-range", "0...1", in: folder)
    #expect(masks.exitCode == 1 && masks.text == "m/c.mask.png\n", "\(masks.errors)")
    // In folders of their own they are in nobody's way.
    let apart = try compose("in/deep", "-o", "apart", "--recursive")
    #expect(apart.exitCode == 0)
  }

  /// One file, named twice or by a link, is not written twice at once.
  @Test func oneFrameTwice() throws {
    let outcome = try compose("in/a.png", "in/a.png", "in/deep", "-o", "out")
    #expect(outcome.exitCode == 1 && outcome.output.isEmpty)
  }

  @Test func stagesAndMasksOfFoldersInFolders() throws {
    try makeFolder("masks/deep")
    try folder.write(encodePNG(evenMask(1)), "masks/a.png")
    try folder.write(encodePNG(evenMask(0)), "masks/deep/a.png")
    try FileManager.default.removeItem(atPath: folder.path + "/in/deep/deeper")
    let outcome = try Program.vbg.run(
      "compose", "in", "-o", "out", "--recursive", "--mask-final", "masks", "--color", "red",
      "--stages", "stages", in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(try decodeImage(folder.read("out/deep/a.png")).pixel(3, 3) == [255, 0, 0, 255])
    #expect(try decodeImage(folder.read("out/a.png")).pixel(3, 3) != [255, 0, 0, 255])
    let stages = folder.path + "/stages/deep/a.1-mask-model.png"
    #expect(FileManager.default.fileExists(atPath: stages))
  }
}
