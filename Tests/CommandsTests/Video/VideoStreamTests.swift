import Foundation
import Testing

/// `vbg video` on YUV4MPEG2, without ffmpeg.
@Suite struct VideoStreamTests {
  static let noPrograms: [String: String?] = ["PATH": "/nonexistent"]

  @Test func pipesNeedNoFFmpeg() throws {
    let files = FilmFiles()
    let film = Y4MFilm.moving(frameCount: 6, step: 6)
    let outcome = try files.video(
      "-", "-", input: Data(film.bytes), environment: Self.noPrograms)
    #expect(outcome.exitCode == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    let result = try Y4MFilm(Array(outcome.output))
    #expect(result.frames.count == 6)
    #expect(result.header.hasPrefix("YUV4MPEG2 W96 H64 F25:1 Ip A1:1 C444"))
    #expect(result.frames != film.frames)
    #expect(files.folder.names.isEmpty)
  }

  @Test func noneCopiesEveryByte() throws {
    let files = FilmFiles()
    let film = Y4MFilm.moving(frameCount: 3, step: 6)
    try files.folder.write(film.bytes, "in.y4m")
    try files.succeed("in.y4m", "out.y4m", "--none")
    #expect(try Y4MFilm(files.folder.read("out.y4m")).frames == film.frames)
    #expect(files.folder.names == ["in.y4m", "out.y4m"])
  }

  @Test(arguments: [["--none"], ["--none", "--mirror"], ["--blur", "0"]])
  func whatNeedsNoMaskNeedsNoModel(_ effect: [String]) throws {
    let files = FilmFiles()
    try files.folder.write(Y4MFilm.moving(frameCount: 2, step: 6).bytes, "in.y4m")
    let outcome = try Program.vbg.run(
      ["video", "--model", "absent.tflite", "in.y4m", "out.y4m", "--json"] + effect,
      in: files.folder)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(outcome.errors.isEmpty)
    let report = try #require(
      try JSONSerialization.jsonObject(with: outcome.output) as? [String: Any])
    #expect(report["model"] == nil)
    #expect(report["frames"] as? Int == 2 && report["inferences"] as? Int == 0)
    #expect(try Y4MFilm(files.folder.read("out.y4m")).frames.count == 2)
  }

  /// Where nobody shows, only the color is left; where all is kept, only the frame.
  @Test func effectsAreThoseOfStills() throws {
    let files = FilmFiles()
    let film = Y4MFilm.moving(frameCount: 2, step: 0)
    try files.folder.write(film.bytes, "in.y4m")
    try files.succeed(
      "in.y4m", "out.y4m", "--color", "#ffffff", "--drop-region", "0,0,100%,100%")
    let white = [UInt8](repeating: 235, count: 96 * 64)
    let gray = [UInt8](repeating: 128, count: 96 * 64)
    #expect(
      try Y4MFilm(files.folder.read("out.y4m")).frames.allSatisfy { $0 == white + gray + gray })
    try files.succeed(
      "in.y4m", "out.y4m", "--color", "#ffffff", "--keep-region", "0,0,100%,100%")
    for frame in try Y4MFilm(files.folder.read("out.y4m")).frames {
      // Once to RGB and back: a level or two.
      #expect(zip(frame, film.frames[0]).allSatisfy { abs(Int($0) - Int($1)) <= 2 })
    }
  }

  @Test(arguments: ["off", "adaptive"])
  func everySmoothing(_ smoothing: String) throws {
    let files = FilmFiles()
    try files.folder.write(Y4MFilm.moving(frameCount: 4, step: 6).bytes, "in.y4m")
    try files.succeed(
      "in.y4m", "out.y4m", "--smooth", smoothing, "--mask-only", "--coverage", "0,1")
    #expect(try Y4MFilm(files.folder.read("out.y4m")).frames.count == 4)
  }

  @Test func smoothingChangesMasks() throws {
    let files = FilmFiles()
    try files.folder.write(Y4MFilm.moving(frameCount: 4, step: 6).bytes, "in.y4m")
    var results: [String: [[UInt8]]] = [:]
    for smoothing in ["off", "adaptive"] {
      try files.succeed(
        "in.y4m", "out.y4m", "--smooth", smoothing, "--mask-only", "--coverage", "0,1")
      results[smoothing] = try Y4MFilm(files.folder.read("out.y4m")).frames
    }
    #expect(results["off"]?[0] == results["adaptive"]?[0])
    #expect(results["off"]?[3] != results["adaptive"]?[3])
  }

  @Test func masksAreGrayOfFullRange() throws {
    let files = FilmFiles()
    try files.folder.write(Y4MFilm.moving(frameCount: 2, step: 6).bytes, "in.y4m")
    try files.succeed(
      "in.y4m", "out.y4m", "--mask-only", "--keep-region", "0,0,50%,100%", "--drop-region",
      "50%,0,50%,100%")
    let result = try Y4MFilm(files.folder.read("out.y4m"))
    #expect(result.header.contains("Cmono") && result.header.contains("XCOLORRANGE=FULL"))
    for frame in result.frames {
      for y in 0..<64 { for x in 0..<96 { #expect(frame[y * 96 + x] == (x < 48 ? 255 : 0)) } }
    }
  }

  @Test(arguments: [(1, 1), (7, 5), (33, 17)])
  func oddSizes(_ size: (Int, Int)) throws {
    let files = FilmFiles()
    for chroma in ["C420jpeg", "C422", "C444", "Cmono"] {
      let film = Y4MFilm(width: size.0, height: size.1)
      let halfWidth = (size.0 + 1) / 2
      let luma = size.0 * size.1
      let byteCount =
        switch chroma {
        case "C420jpeg": luma + 2 * halfWidth * ((size.1 + 1) / 2)
        case "C422": luma + 2 * halfWidth * size.1
        case "C444": luma * 3
        default: luma
        }
      let frame = Array("FRAME\n".utf8) + [UInt8](repeating: 90, count: byteCount)
      let header = film.header.replacing("C444", with: chroma)
      try files.folder.write(Array("\(header)\n".utf8) + frame + frame, "in.y4m")
      let outcome = try files.video("in.y4m", "out.y4m", "--json")
      #expect(outcome.exitCode == 0, "\(chroma) \(outcome.errors)")
      let report = try #require(
        try JSONSerialization.jsonObject(with: outcome.output) as? [String: Any])
      #expect(report["frames"] as? Int == 2)
    }
  }

  @Test func aStillFilmIsInferredOnceAndAMovingOneAlways() throws {
    let files = FilmFiles()
    for (step, inferences) in [(0, 1), (6, 8)] {
      try files.folder.write(Y4MFilm.moving(frameCount: 8, step: step).bytes, "in.y4m")
      let outcome = try files.video("in.y4m", "out.y4m", "--json")
      let report = try #require(
        try JSONSerialization.jsonObject(with: outcome.output) as? [String: Any])
      #expect(report["frames"] as? Int == 8)
      #expect(report["inferences"] as? Int == inferences)
      #expect(report["reusedMasks"] as? Int == 8 - inferences)
      let input = try #require(report["input"] as? [String: Any])
      #expect(input["width"] as? Int == 96 && input["frameRate"] as? Double == 25)
      let stages = try #require(report["stages"] as? [[String: Any]])
      let names = stages.compactMap { $0["stage"] as? String }
      #expect(names.first == "decode" && names.last == "encode" && names.contains("inference"))
      // A stage's time for a frame, eight times, is its share of the whole time.
      let seconds = try #require(report["seconds"] as? Double)
      for stage in stages {
        let time = try #require(stage["millisecondsPerFrame"] as? Double) * 8 / 1000
        let share = try #require(stage["share"] as? Double)
        #expect(abs(time - share * seconds) <= 1e-6 * seconds, "\(stage)")
      }
      #expect(report["isInterrupted"] as? Bool == false)
      #expect((report["faults"] as? [String])?.isEmpty == true)
    }
  }

  /// Frames come through a pipe that stays open; the interrupt arrives once five of them are written.
  @Test(arguments: [SIGINT, SIGTERM])
  func anInterruptLeavesWhatWasDone(_ signal: Int32) throws {
    let files = FilmFiles()
    let film = Y4MFilm.moving(frameCount: 5, step: 6)
    let process = Process()
    process.setProgram(
      Program.vbg.path, ["video"] + FilmFiles.modelOptions + ["-", "out.y4m"])
    process.currentDirectoryURL = URL(fileURLWithPath: files.folder.path)
    let (input, logs) = (Pipe(), ScratchFolder())
    try logs.write([], "errors")
    process.standardInput = input
    process.standardOutput = FileHandle.nullDevice
    process.standardError = try FileHandle(forWritingTo: logs.url("errors"))
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data(film.bytes))
    let byteCount = 5 * (96 * 64 * 3 + 6)
    for _ in 0..<3000 {
      let partial = files.folder.names.first { $0.hasPrefix(".vbg-") }
      let written = partial.flatMap { try? files.folder.read($0).count } ?? 0
      if written > byteCount || !process.isRunning { break }
      usleep(10_000)
    }
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    let said = String(decoding: try logs.read("errors"), as: UTF8.self)
    #expect(process.terminationReason == .exit && process.terminationStatus == 1)
    #expect(said == "vbg: interrupted: 'out.y4m' holds 5 frames\n")
    #expect(files.folder.names == ["out.y4m"])
    #expect(try Y4MFilm(files.folder.read("out.y4m")).frames.count == 5)
  }
}
