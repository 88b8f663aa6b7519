import Foundation
import ImageFiles
import Imaging
import Testing
import Visitors

/// `vbg studio` beside a running session.
@Suite(.serialized) struct StudioRunTests {
  private let folder = ScratchFolder()

  private func studio(_ rehearsal: Rehearsal, _ options: String...) throws -> RunningStudio {
    try RunningStudio(
      options, in: folder, environment: ["XDG_RUNTIME_DIR": rehearsal.runtimeFolder])
  }

  private func begin(_ options: String...) throws -> (Rehearsal, RunningStudio) {
    let rehearsal = try Rehearsal(folder, options)
    try rehearsal.wait { $0.contains(Shade.red) }
    return (rehearsal, try studio(rehearsal))
  }

  private func end(_ rehearsal: Rehearsal, _ studio: RunningStudio) {
    #expect(studio.end() == 0)
    rehearsal.send(SIGTERM)
    #expect(rehearsal.end() == 0)
  }

  @Test(.timeLimit(.minutes(5))) func settingsReachTheSession() throws {
    let (rehearsal, studio) = try begin("--color", "red")
    #expect(try studio.set("{\"color\":\"blue\"}")["color"] as? String == "#0000ff")
    try rehearsal.wait { $0.last == Shade.blue }
    #expect(try studio.set("{\"mirror\":true,\"coverage\":[0.2,0.7]}")["mirror"] as? Bool == true)
    // What the session refuses is said, and it goes on.
    let refused = try studio.ask(
      "/api/control", Array("{\"command\":\"set\",\"settings\":{\"blur\":99}}".utf8))
    #expect(refused.status == 409 && refused.text.contains("--blur from 0 to 20"))
    let preset = try studio.ask(
      "/api/control", Array("{\"command\":\"preset\",\"name\":\"pricavy\"}".utf8))
    #expect(preset.status == 409 && preset.text.contains("privacy"))
    #expect(try studio.ask("/api/presets").text.contains("\"demo\""))
    let state = try studio.json("/api/control", Array("{\"command\":\"pause\"}".utf8))
    #expect((state["status"] as? [String: Any])?["state"] as? String == "paused")
    end(rehearsal, studio)
  }

  /// A page names no file, and asks for nothing that is not its own.
  @Test(.timeLimit(.minutes(5))) func pagesNameNoFiles() throws {
    let (rehearsal, studio) = try begin("--color", "red")
    try folder.write(encodePNG(plain(width: 64, height: 48, [0, 255, 0, 255])), "green.png")
    for settings in [
      "{\"background\":\"\(folder.path)/green.png\"}", "{\"in-front\":\"/etc/passwd\"}",
      "{\"backgrounds\":\"/etc\"}", "{\"model\":\"/etc/passwd\"}", "{\"camera\":\"/dev/video0\"}",
      "{\"color\":\"blue\",\"background\":\"\(folder.path)/green.png\"}",
    ] {
      let answer = try studio.ask(
        "/api/control", Array("{\"command\":\"set\",\"settings\":\(settings)}".utf8))
      #expect(answer.status == 409, "\(settings)")
      #expect(answer.text.contains("that a page may change"), "\(answer.text)")
    }
    for command in ["snapshot", "watch", "status", "preview", "dance"] {
      let answer = try studio.ask("/api/control", Array("{\"command\":\"\(command)\"}".utf8))
      #expect(answer.status == 409, "\(command)")
    }
    for body in ["", "[", "{}", "null", String(repeating: "[", count: 10_000)] {
      #expect(try studio.ask("/api/control", Array(body.utf8)).status == 409)
    }
    #expect(try studio.ask("/api/background?id=green", []).status == 409)
    #expect(rehearsal.lines.last == Shade.red)
    end(rehearsal, studio)
  }

  @Test(.timeLimit(.minutes(5))) func picturesThatAreSentStandBehindThePerson() throws {
    let (rehearsal, studio) = try begin("--color", "red", "--light-wrap", "0")
    let green = try encodePNG(plain(width: 64, height: 48, [0, 255, 0, 255]))
    let state = try studio.json("/api/backgrounds", green)
    let identifier = try #require(state["background"] as? String)
    let path = try #require(RunningStudio.settings(state)["background"] as? String)
    #expect(path.hasPrefix(folder.path + "/data/vbg/backgrounds/studio-"))
    // Green by way of JPEG.
    try rehearsal.wait { lines in
      let numbers = lines.last?.split(separator: " ").compactMap { Int($0) } ?? []
      return numbers.count == 3 && abs(numbers[0] - 145) < 4 && abs(numbers[1] - 54) < 4
    }
    let list = try studio.ask("/api/backgrounds").text
    #expect(list.contains(identifier))
    let thumbnail = try studio.ask("/api/thumbnail?id=\(identifier)")
    #expect(thumbnail.status == 200 && thumbnail.headers["content-type"] == "image/jpeg")
    #expect(try decodeImage(thumbnail.body).width <= 320)
    // The same picture again is no second one.
    #expect(try studio.json("/api/backgrounds", green)["background"] as? String == identifier)
    // Another that lies there, chosen by what the list says.
    try folder.write(
      encodePNG(plain(width: 64, height: 48, [0, 0, 255, 255])), "data/vbg/backgrounds/a.png")
    let entries = try #require(
      try JSONSerialization.jsonObject(with: Data(studio.ask("/api/backgrounds").body))
        as? [[String: String]])
    #expect(entries.count == 2)
    let other = try #require(entries.first { $0["name"] == "a.png" }?["id"])
    #expect(try studio.json("/api/background?id=\(other)", [])["background"] as? String == other)
    try rehearsal.wait { $0.last == Shade.blue }
    end(rehearsal, studio)
  }

  @Test(.timeLimit(.minutes(5))) func whatIsNoPictureIsRefused() throws {
    let (rehearsal, studio) = try begin("--color", "red")
    let picture = try encodePNG(gradient(width: 64, height: 48))
    var flipped = picture
    flipped[picture.count / 2] ^= 0xff
    let wrong: [(String, [UInt8])] = [
      ("nothing", []), ("text", Array("<svg onload=alert(1)>".utf8)),
      ("half", Array(picture.prefix(picture.count / 2))), ("damaged", flipped),
      ("100 megapixels", pngHeader(width: 10_000, height: 10_000)),
      ("more than there can be", pngHeader(width: 0x7fff_ffff, height: 0x7fff_ffff)),
      ("zeros", [UInt8](repeating: 0, count: 1 << 20)),
    ]
    for (name, bytes) in wrong {
      let answer = try studio.ask("/api/backgrounds", bytes)
      #expect(answer.status == 409, "\(name)")
      let saysWhy = answer.text.contains("expected") || answer.text.contains("damaged PNG")
      #expect(saysWhy && !answer.text.contains("\n"), "\(name): \(answer.text)")
    }
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/data/vbg/backgrounds"))
    let count = rehearsal.lines.count
    try rehearsal.waitForFrames(5)
    #expect(Set(rehearsal.frames(after: count)) == [Shade.red])
    end(rehearsal, studio)
  }

  @Test(.timeLimit(.minutes(5))) func picturesComeWhileAPageIsOpen() throws {
    let (rehearsal, studio) = try begin("--color", "red")
    let page = try studio.page()
    let frame = try decodeImage(try #require(page.picture()))
    #expect(frame.width == 64 && frame.height == 48)
    let pixel = frame.pixels.prefix(3)
    #expect(pixel[0] > 245 && pixel[1] < 10 && pixel[2] < 10, "\(pixel)")
    // The camera's own picture only where it is asked for: gray.
    let original = try decodeImage(try #require(page.picture("1920 original")))
    let gray = original.pixels.prefix(3)
    #expect(abs(Int(gray[0]) - Int(gray[1])) < 6 && abs(Int(gray[1]) - Int(gray[2])) < 6)
    #expect(try decodeImage(try #require(page.picture("16"))).width == 16)
    // News every second: state and statistics.
    var news: [String: Any] = [:]
    while news["statistics"] == nil, let (opcode, bytes) = page.message() {
      guard opcode == 1 else { continue }
      news = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] ?? [:]
    }
    #expect((news["statistics"] as? [String: Any])?["outputRate"] as? Double ?? 0 > 0)
    #expect((news["state"] as? [String: Any])?["status"] != nil)
    let snapshot = try studio.ask("/api/snapshot")
    #expect(try decodeImage(snapshot.body).pixels[0] > 250)
    end(rehearsal, studio)
  }

  /// A session that ends is told of, and one that takes its place is found.
  @Test(.timeLimit(.minutes(5))) func sessionsThatEndAreToldOf() throws {
    let (rehearsal, studio) = try begin("--color", "red")
    let page = try studio.page()
    #expect(page.picture() != nil)
    rehearsal.send(SIGTERM)
    #expect(rehearsal.end() == 0)
    var news = ""
    while !news.contains("\"error\""), let (opcode, bytes) = page.message() {
      if opcode == 1 { news = String(decoding: bytes, as: UTF8.self) }
    }
    #expect(news.contains("error"), "\(news)")
    #expect(try studio.ask("/api/status").status == 409)
    let next = try Rehearsal(
      folder, ["--color", "blue"], runtimeFolder: rehearsal.runtimeFolder)
    try next.wait { $0.contains(Shade.blue) }
    let picture = try decodeImage(try #require(page.picture()))
    #expect(picture.pixels[2] > 245)
    end(next, studio)
  }

  /// While no page is open, neither the studio nor the session does anything for it.
  @Test(.timeLimit(.minutes(2))) func nothingIsDoneForNobody() throws {
    let (rehearsal, studio) = try begin("--color", "red")
    do {
      let page = try studio.page()
      #expect(page.picture() != nil)
    }
    usleep(1_500_000)
    let before = try ticks(studio.process)
    sleep(5)
    #expect(try ticks(studio.process) == before)
    end(rehearsal, studio)
  }

  private func ticks(_ process: Process) throws -> Int {
    let text = try String(
      contentsOfFile: "/proc/\(process.processIdentifier)/stat", encoding: .utf8)
    let words = text[try #require(text.lastIndex(of: ")"))...].split(separator: " ")
    return try #require(Int(words[12])) + #require(Int(words[13]))
  }

  @Test(.timeLimit(.minutes(5))) func settingsAreSaved() throws {
    let (rehearsal, studio) = try begin("--color", "red")
    try FileManager.default.createDirectory(
      atPath: folder.path + "/vbg", withIntermediateDirectories: true)
    let file = folder.path + "/vbg/config.toml"
    let own = """
      # Mine
      [presets.desk] # stays
      blur = 3

      [live]
      camera = "/dev/video7"  # this one
      blur = 4
      feather = 2

      """
    try Data(own.utf8).write(to: URL(fileURLWithPath: file))
    // The session must not take the file up by itself meanwhile.
    _ = try studio.set("{\"color\":\"#0000ff\",\"mirror\":true,\"grow\":3}")
    let saved = try studio.json("/api/save", [])
    #expect(saved["path"] as? String == file)
    let text = try String(contentsOfFile: file, encoding: .utf8)
    for line in [
      "# Mine", "[presets.desk] # stays", "blur = 3", "camera = \"/dev/video7\"  # this one",
    ] {
      #expect(text.contains(line + "\n"), "\(text)")
    }
    let table = try #require(text.components(separatedBy: "[live]").last)
    #expect(table.contains("color = \"") && table.contains("mirror = true"))
    #expect(table.contains("grow = 3") && !table.contains("blur = 4"), "\(table)")
    // Again, it is the same; and what can't be edited by lines stays as it is.
    _ = try studio.json("/api/save", [])
    #expect(try String(contentsOfFile: file, encoding: .utf8) == text)
    for odd in ["live = { blur = 4 }\n", "live.blur = 4\n", "[live]\ncoverage = [\n0.1,\n0.9]\n"] {
      try Data(odd.utf8).write(to: URL(fileURLWithPath: file))
      let answer = try studio.ask("/api/save", [])
      #expect(answer.status == 409, "\(odd)")
      #expect(try String(contentsOfFile: file, encoding: .utf8) == odd)
    }
    end(rehearsal, studio)
  }
}
