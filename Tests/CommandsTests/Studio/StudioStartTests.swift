import Foundation
import ImageFiles
import Imaging
import Testing
import Visitors

/// Beginnings and ends of `vbg studio` and ends, and sessions of its own.
@Suite(.serialized) struct StudioStartTests {
  private let folder = ScratchFolder()

  private var model: [String] {
    ["--model", TestModel.segmentationNetwork.path] + TestModel.reading
  }

  private func refusal(
    _ code: Int32, _ text: String, _ options: [String], runtimeFolder: String? = nil,
    at location: SourceLocation = #_sourceLocation
  ) throws {
    let outcome = try Program.vbg.run(
      ["studio", "--no-open"] + options, in: folder,
      environment: ["XDG_RUNTIME_DIR": runtimeFolder ?? folder.path])
    #expect(outcome.exitCode == code && outcome.saysOneLine, sourceLocation: location)
    #expect(outcome.errors.contains(text), "\(outcome.errors)", sourceLocation: location)
    #expect(outcome.output.isEmpty, sourceLocation: location)
  }

  @Test(.timeLimit(.minutes(5))) func sessionsAreFound() throws {
    try refusal(1, "expected a session that runs, found none", [])
    try refusal(1, "expected a session that listens on", ["--name", "desk"])
    let outcome = try Program.vbg.run(
      ["studio"], in: folder, environment: ["XDG_RUNTIME_DIR": nil])
    #expect(outcome.exitCode == 1 && outcome.errors.contains("expected XDG_RUNTIME_DIR"))
    let one = try Rehearsal(folder, ["--name", "one"])
    try one.waitForFrames(2)
    let studio = try RunningStudio(
      [], in: folder, environment: ["XDG_RUNTIME_DIR": one.runtimeFolder])
    #expect(studio.end() == 0 && studio.errors.isEmpty)
    let two = try Rehearsal(folder, ["--name", "two"], runtimeFolder: one.runtimeFolder)
    try two.waitForFrames(2)
    try refusal(
      1, "expected --name of one of 2 sessions: one, two", [], runtimeFolder: one.runtimeFolder)
    let named = try RunningStudio(
      ["--name", "two"], in: folder, environment: ["XDG_RUNTIME_DIR": one.runtimeFolder])
    try refusal(
      1, "expected a free port, found \(named.port) in use",
      ["--name=one", "--port", "\(named.port)"],
      runtimeFolder: one.runtimeFolder)
    #expect(named.end(SIGTERM) == 0)
    for rehearsal in [one, two] {
      rehearsal.send(SIGTERM)
      #expect(rehearsal.end() == 0)
    }
  }

  @Test func wrongUsage() throws {
    try refusal(2, "expected --port from 0 to 65535", ["--port", "65536"])
    try refusal(2, "expected one of --photo, --film", ["--photo", "a.png", "--film", "b.mp4"])
    try refusal(2, "expected one of --camera, --photo", ["--photo", "a.png", "--camera", "x"])
    try refusal(2, "expected --camera, --photo or --film beside '--blur", ["--blur", "8"])
    try refusal(1, "none.png", ["--photo", "none.png"])
    try folder.write(Array("no picture".utf8), "text.png")
    try refusal(1, "text.png", ["--photo", "text.png"])
    try refusal(1, "expected a camera", ["--camera", "/dev/none"] + model)
  }

  /// A photo goes the way of a camera's frames; what the page shows is what `vbg live` would send.
  @Test(.timeLimit(.minutes(5))) func photosAreCameras() throws {
    try folder.write(encodePNG(gradient(width: 96, height: 64)), "photo.png")
    let runtime = ScratchFolder()
    let studio = try RunningStudio(
      ["--photo", "photo.png", "--color", "red"] + model, in: folder,
      environment: ["XDG_RUNTIME_DIR": runtime.path])
    let page = try studio.page()
    var frame: Frame?
    for _ in 0..<100 {
      frame = try decodeImage(try #require(page.picture()))
      if let pixels = frame?.pixels, pixels[0] > 245, pixels[1] < 10 { break }
    }
    #expect(frame?.width == 96 && frame?.height == 64)
    #expect((frame?.pixels.prefix(3)).map { $0[0] > 245 && $0[1] < 10 } == true)
    let original = try decodeImage(try #require(page.picture("1920 original")))
    let wanted = gradient(width: 96, height: 64)
    let differences = zip(original.pixels, wanted.pixels).map { abs(Int($0) - Int($1)) }
    #expect(differences.reduce(0, +) / differences.count < 12)
    #expect(try studio.set("{\"none\":true}")["none"] as? Bool == true)
    #expect(studio.end() == 0)
    #expect(!FileManager.default.fileExists(atPath: runtime.path + "/vbg/studio.sock"))
  }

  /// The camera is open while a page looks, and no longer.
  @Test(.timeLimit(.minutes(5))) func camerasAreOpenForPages() throws {
    try folder.write(encodePNG(gradient(width: 96, height: 64)), "photo.png")
    let runtime = ScratchFolder()
    let studio = try RunningStudio(
      ["--photo", "photo.png", "--color", "red"] + model, in: folder,
      environment: ["XDG_RUNTIME_DIR": runtime.path])
    func camera() throws -> String? {
      (try studio.json("/api/status")["status"] as? [String: Any])?["cameraState"] as? String
    }
    #expect(try camera() == "closed")
    do {
      let page = try studio.page()
      for _ in 0..<200 where try camera() != "open" { _ = page.picture("64") }
      #expect(try camera() == "open")
    }
    for _ in 0..<200 where try camera() != "closed" { usleep(50_000) }
    #expect(try camera() == "closed")
    #expect(studio.end() == 0)
  }

  @Test(.timeLimit(.minutes(5)), .enabled(if: FilmFiles.hasFFmpeg, FilmFiles.reason))
  func filmsAreCameras() throws {
    let film = try Program(path: "/usr/bin/env").run(
      [
        "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "color=c=green:s=96x64:r=10:d=1", "-y",
        "film.mkv",
      ], in: folder)
    try #require(film.exitCode == 0, "\(film.errors)")
    let studio = try RunningStudio(
      ["--film", "film.mkv", "--none"] + model, in: folder,
      environment: ["XDG_RUNTIME_DIR": ScratchFolder().path])
    let page = try studio.page()
    var pixel: [UInt8] = []
    for _ in 0..<100 {
      pixel = Array(try decodeImage(try #require(page.picture())).pixels.prefix(3))
      if pixel[1] > 110, pixel[0] < 20 { break }
    }
    #expect(pixel[1] > 110 && pixel[0] < 20 && pixel[2] < 20, "\(pixel)")
    #expect(studio.end() == 0)
  }
}
