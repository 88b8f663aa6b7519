import Foundation
import ImageFiles
import Imaging
import Testing

/// A session that is steered by `vbg ctl`, and by whoever else writes to its socket.
@Suite(.serialized) struct ControlTests {
  private let folder = ScratchFolder()
  /// Luma and chroma of the slate where frames leave as they are.
  private static let slate: Substring = "71 128 128"

  private func ctl(_ words: String..., in rehearsal: Rehearsal) throws -> Outcome {
    try Program.vbg.run(
      ["ctl"] + words, in: folder, environment: ["XDG_RUNTIME_DIR": rehearsal.runtimeFolder])
  }

  private func expectRefusal(
    _ outcome: Outcome, _ code: Int32, _ text: String,
    at location: SourceLocation = #_sourceLocation
  ) {
    #expect(outcome.exitCode == code && outcome.saysOneLine, sourceLocation: location)
    #expect(outcome.errors.contains(text), "\(outcome.errors)", sourceLocation: location)
  }

  private func status(_ rehearsal: Rehearsal) throws -> [String: Any] {
    let outcome = try ctl("status", "--json", in: rehearsal)
    #expect(outcome.exitCode == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    return try #require(try JSONSerialization.jsonObject(with: outcome.output) as? [String: Any])
  }

  private func settings(_ rehearsal: Rehearsal) throws -> [String: Any] {
    try #require(try status(rehearsal)["settings"] as? [String: Any])
  }

  private func end(_ rehearsal: Rehearsal) {
    rehearsal.send(SIGTERM)
    #expect(rehearsal.end() == 0)
  }

  /// Nothing of the camera is shown in a pause, and it is closed.
  @Test(.timeLimit(.minutes(1))) func pausing() throws {
    try folder.write(encodePNG(plain(width: 64, height: 48, [0, 255, 0, 255])), "green.png")
    let rehearsal = try Rehearsal(folder, ["--none", "--camera", folder.path + "/green.png"])
    try rehearsal.wait { $0.contains(Shade.green) }
    let outcome = try ctl("pause", in: rehearsal)
    #expect(outcome.exitCode == 0 && outcome.errors == "vbg: paused, camera closed\n")
    // A frame that was on its way out when the answer was written.
    try rehearsal.waitForFrames(2)
    let count = rehearsal.lines.count
    try rehearsal.waitForFrames(20)
    #expect(Set(rehearsal.frames(after: count)) == [Self.slate])
    #expect(rehearsal.lines.contains("camera closed"))
    #expect(try status(rehearsal)["state"] as? String == "paused")
    #expect(try ctl("toggle", in: rehearsal).exitCode == 0)
    try rehearsal.wait { $0.last == Shade.green }
    #expect(try ctl("toggle", in: rehearsal).errors.hasPrefix("vbg: paused"))
    #expect(try ctl("resume", in: rehearsal).errors.hasPrefix("vbg: running"))
    try rehearsal.wait { $0.last == Shade.green }
    end(rehearsal)
    #expect(!FileManager.default.fileExists(atPath: rehearsal.runtimeFolder + "/vbg/camera.sock"))
  }

  @Test(.timeLimit(.minutes(1))) func settingsArePutInForce() throws {
    let rehearsal = try Rehearsal(folder, ["--color", "red"])
    try rehearsal.wait { $0.contains(Shade.red) }
    #expect(try ctl("set", "color=blue", in: rehearsal).exitCode == 0)
    try rehearsal.wait { $0.last == Shade.blue }
    // Each color came once and went once: nothing else was ever shown.
    let shades = rehearsal.frames()
    #expect(Set(shades) == [Shade.red, Shade.blue])
    #expect(zip(shades, shades.dropFirst()).count { $0 != $1 } == 1)
    // What stands behind the person is one choice, whatever was typed.
    try folder.write(encodePNG(plain(width: 64, height: 48, [0, 255, 0, 255])), "green.png")
    #expect(try ctl("set", "background=green.png", "light-wrap=0", in: rehearsal).exitCode == 0)
    try rehearsal.wait { $0.last == Shade.green }
    let background = try settings(rehearsal)["background"] as? String
    #expect(background?.hasPrefix("/") == true && background?.hasSuffix("/green.png") == true)
    #expect(try settings(rehearsal)["color"] == nil)
    // What is switched off leaves the choice as it is.
    for word in ["none=false", "blur=false"] {
      #expect(try ctl("set", word, in: rehearsal).exitCode == 0)
      #expect(try settings(rehearsal)["background"] as? String == background)
    }
    expectRefusal(try ctl("set", "mirror=yes", in: rehearsal), 2, "expected true or false")
    #expect(try ctl("preset", "privacy", in: rehearsal).exitCode == 0)
    #expect(try settings(rehearsal)["background"] as? String == background)
    #expect(try ctl("set", "blur=true", in: rehearsal).exitCode == 0)
    #expect(try settings(rehearsal)["blur"] as? Double == 16)
    // Refusals leave all as it is.
    expectRefusal(try ctl("set", "blur=99", in: rehearsal), 1, "--blur from 0 to 20")
    expectRefusal(try ctl("set", "background=none.png", in: rehearsal), 1, "none.png")
    expectRefusal(try ctl("preset", "pricavy", in: rehearsal), 1, "did you mean 'privacy'?")
    expectRefusal(
      try ctl("set", "blur=1", "color=red", in: rehearsal), 1, "expected one of blur, color")
    expectRefusal(try ctl("set", "colr=red", in: rehearsal), 2, "did you mean 'color'?")
    expectRefusal(try ctl("set", "camera=x", in: rehearsal), 2, "that a running session takes")
    expectRefusal(try ctl("set", "color", in: rehearsal), 2, "expected KEY=VALUE")
    #expect(try settings(rehearsal)["blur"] as? Double == 16)
    end(rehearsal)
  }

  @Test(.timeLimit(.minutes(1))) func backgroundsTakeTurns() throws {
    try FileManager.default.createDirectory(
      atPath: folder.path + "/walls", withIntermediateDirectories: false)
    try folder.write(encodePNG(plain(width: 64, height: 48, [0, 255, 0, 255])), "walls/a.png")
    try folder.write(encodePNG(plain(width: 64, height: 48, [0, 0, 255, 255])), "walls/b.png")
    try folder.write([], "walls/.hidden.png")
    try folder.write([], "walls/notes.txt")
    let rehearsal = try Rehearsal(
      folder, ["--background", "walls/a.png", "--light-wrap", "0"])
    try rehearsal.wait { $0.contains(Shade.green) }
    for shade in [Shade.blue, Shade.green, Shade.blue] {
      let outcome = try ctl("next-background", in: rehearsal)
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      try rehearsal.wait { $0.last == shade }
    }
    end(rehearsal)
    let none = try Rehearsal(folder, ["--backgrounds", "nowhere"])
    try none.waitForFrames(2)
    expectRefusal(try ctl("next-background", in: none), 1, "nowhere: can't be read")
    end(none)
  }

  @Test(.timeLimit(.minutes(1))) func picturesAndStatistics() throws {
    let rehearsal = try Rehearsal(folder, ["--color", "red"])
    try rehearsal.wait { $0.contains(Shade.red) }
    let outcome = try ctl("snapshot", "now.png", in: rehearsal)
    #expect(outcome.exitCode == 0 && outcome.text == "now.png\n", "\(outcome.errors)")
    let picture = try decodeImage([UInt8](Data(contentsOf: folder.url("now.png"))))
    #expect(picture.width == 64 && picture.height == 48)
    let pixel = picture.pixels.prefix(3)
    #expect(pixel[0] > 250 && pixel[1] < 5 && pixel[2] < 5, "\(pixel)")
    expectRefusal(try ctl("snapshot", "now.jpg", in: rehearsal), 2, "ends in .png")
    expectRefusal(try ctl("snapshot", "no/now.png", in: rehearsal), 1, "no/now.png")
    let all = try status(rehearsal)
    #expect(all["camera"] as? String == "/dev/grey" && all["cameraState"] as? String == "open")
    #expect(all["outputs"] as? [String] == ["/dev/out"] && all["onDemand"] as? Bool == false)
    #expect((all["counts"] as? [String: Int])?["submitted"] ?? 0 > 0)
    let watcher = try Background(
      [Program.vbg.path, "ctl", "watch"], ["XDG_RUNTIME_DIR": rehearsal.runtimeFolder])
    try watcher.wait(for: "statistics") { $0.count >= 2 }
    for line in watcher.lines {
      let record = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      #expect(record?["outputRate"] as? Double ?? 0 > 0)
    }
    end(rehearsal)
    watcher.waitForEnd()
    #expect(watcher.process.terminationStatus == 0, "ends with the session")
  }

  @Test(.timeLimit(.minutes(1))) func oneSessionAPlace() throws {
    expectRefusal(
      try Program.vbg.run(
        ["ctl", "status"], in: folder, environment: ["XDG_RUNTIME_DIR": folder.path]), 1,
      "found none: vbg live starts one")
    expectRefusal(
      try Program.vbg.run(["ctl", "pause"], in: folder, environment: ["XDG_RUNTIME_DIR": nil]), 1,
      "expected XDG_RUNTIME_DIR to name a folder")
    let first = try Rehearsal(folder, [])
    try first.waitForFrames(2)
    let second = try Rehearsal(folder, [], runtimeFolder: first.runtimeFolder)
    #expect(second.end() == 1)
    #expect(second.errors.split(separator: "\n").count == 1)
    #expect(second.errors.contains("expected no other session, found one"))
    #expect(second.lines.isEmpty, "no device was touched")
    let named = try Rehearsal(folder, ["--name", "other"], runtimeFolder: first.runtimeFolder)
    try named.waitForFrames(2)
    #expect(try ctl("status", "--name", "other", in: first).exitCode == 0)
    end(named)
    // A session that was killed leaves its socket; the next takes the place.
    first.send(SIGKILL)
    _ = first.end()
    expectRefusal(try ctl("status", in: first), 1, "found none")
    let next = try Rehearsal(folder, [], runtimeFolder: first.runtimeFolder)
    try next.waitForFrames(2)
    #expect(try ctl("status", in: next).exitCode == 0 && next.errors.isEmpty)
    end(next)
  }

  /// Nobody else can reach the socket; where that can't be had, there is none.
  @Test(.timeLimit(.minutes(1))) func theSocketIsTheUsersAlone() throws {
    let rehearsal = try Rehearsal(folder, [])
    try rehearsal.waitForFrames(2)
    let path = rehearsal.runtimeFolder + "/vbg"
    func mode(_ path: String) throws -> Int {
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      return try #require(attributes[.posixPermissions] as? Int)
    }
    #expect(try mode(path) == 0o700 && mode(path + "/camera.sock") == 0o600)
    end(rehearsal)
    chmod(path, 0o755)
    let open = try Rehearsal(folder, [], runtimeFolder: rehearsal.runtimeFolder)
    try open.waitForFrames(2)
    #expect(open.errors.contains("of this user's alone") && open.errors.contains("can't steer"))
    end(open)
  }

  /// Broken requests, and clients who don't read, hold nothing up.
  @Test(.timeLimit(.minutes(1))) func strangeClients() throws {
    let rehearsal = try Rehearsal(folder, ["--color", "red"])
    try rehearsal.wait { $0.contains(Shade.red) }
    let path = rehearsal.runtimeFolder + "/vbg/camera.sock"
    for (request, answer) in [
      ("nonsense\n", "expected a request such as"), ("{}\n", "expected a request such as"),
      ("\u{0}\n", "expected a request such as"), ("{\"command\":\"dance\"}\n", "dance"),
      ("{\"command\":\"set\",\"settings\":{\"blur\":[1]}}\n", "expected another value of 'blur'"),
      ("{\"command\":\"set\",\"settings\":{\"camera\":\"x\"}}\n", "that a running session takes"),
      ("{\"command\":\"set\"}\n", "expected settings"),
      (String(repeating: "x", count: 100_000), "expected a shorter line"),
      ("{\"command\":\"status\"}\n", "\"ok\":true"),
    ] {
      let client = try RawClient(path)
      client.send(request)
      #expect(client.line().contains(answer), "\(request.prefix(40))")
    }
    // Twenty who say nothing, and one who never reads what it asked for.
    let silent = try (0..<20).map { _ in try RawClient(path) }
    withExtendedLifetime(silent) {}
    let deaf = try RawClient(path)
    for _ in 0..<2000 { deaf.send("{\"command\":\"snapshot\"}\n") }
    try rehearsal.waitForFrames(20)
    #expect(rehearsal.lines.last == Shade.red)
    end(rehearsal)
  }

  @Test(.timeLimit(.minutes(1))) func settingsAreRemembered() throws {
    let first = try Rehearsal(folder, ["--color", "red", "--remember"])
    try first.wait { $0.contains(Shade.red) }
    #expect(try ctl("set", "color=blue", "mirror=true", in: first).exitCode == 0)
    end(first)
    let file = folder.path + "/state/vbg/camera.toml"
    let text = try String(contentsOfFile: file, encoding: .utf8)
    #expect(text == "[live]\ncolor = \"blue\"\nmirror = true\n")
    let next = try Rehearsal(folder, ["--remember"])
    try next.wait { $0.contains(Shade.blue) }
    #expect(Set(next.frames()) == [Shade.blue], "from the first frame on")
    #expect(try settings(next)["mirror"] as? Bool == true)
    end(next)
    // What is typed wins, and who does not ask gets nothing of it.
    let typed = try Rehearsal(folder, ["--remember", "--color", "red"])
    try typed.wait { $0.contains(Shade.red) }
    end(typed)
    let plain = try Rehearsal(folder, ["--color", "red"])
    try plain.wait { $0.contains(Shade.red) }
    #expect(try settings(plain)["mirror"] as? Bool == false)
    end(plain)
    for broken in ["[live", "[live]\ncolor = \"mauvish\"", "[live]\ncolr = 1"] {
      try Data(broken.utf8).write(to: URL(fileURLWithPath: file))
      let outcome = try Rehearsal(folder, ["--remember"])
      #expect(outcome.end() == 1)
      #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
      #expect(outcome.errors.contains(file), "\(outcome.errors)")
    }
  }
}

/// A program that speaks to a socket as it likes.
private final class RawClient {
  private let descriptor: Int32

  init(_ path: String) throws {
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(107)) }
    let result = withUnsafePointer(to: address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(result == 0, "\(path)")
    var time = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
    _ = fcntl(descriptor, F_SETFL, 0)
  }

  deinit { close(descriptor) }

  func send(_ text: String) {
    let bytes = Array(text.utf8)
    _ = Glibc.send(
      descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
  }

  func line() -> String {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while recv(descriptor, &byte, 1, 0) == 1, byte != UInt8(ascii: "\n") { bytes.append(byte) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
