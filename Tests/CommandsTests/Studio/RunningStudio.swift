import Foundation
import Visitors

/// A running `vbg studio`, asked as its page asks it.
final class RunningStudio {
  struct NoAnswer: Error {
    let errors: String
  }

  let process = Process()
  let port: Int
  let token: String
  private let logs = ScratchFolder()

  /// Waits until its page is served.
  init(_ options: [String], in folder: ScratchFolder, environment: [String: String]) throws {
    for name in ["output", "errors"] { try logs.write([], name) }
    process.setProgram(Program.vbg.path, ["studio", "--no-open"] + options)
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.environment = ProcessInfo.processInfo.environment.merging([
      "XDG_CONFIG_HOME": folder.path, "XDG_DATA_HOME": folder.path + "/data",
      "XDG_STATE_HOME": folder.path + "/state",
    ]) { $1 }.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: logs.url("output"))
    process.standardError = try FileHandle(forWritingTo: logs.url("errors"))
    try process.run()
    var address = ""
    for _ in 0..<1000 where !address.hasSuffix("\n") {
      address = String(decoding: (try? logs.read("output")) ?? [], as: UTF8.self)
      if !process.isRunning { break }
      usleep(20_000)
    }
    let parts = address.dropLast().split(separator: "/#")
    guard parts.count == 2, let port = parts[0].split(separator: ":").last.flatMap({ Int($0) })
    else {
      process.terminate()
      throw NoAnswer(errors: String(decoding: try logs.read("errors"), as: UTF8.self))
    }
    self.port = port
    token = String(parts[1])
  }

  deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

  var errors: String { String(decoding: (try? logs.read("errors")) ?? [], as: UTF8.self) }

  /// The answer to a request; with a body it is sent.
  func ask(_ path: String, _ body: [UInt8]? = nil) throws -> Visitor.Answer {
    guard let visitor = Visitor(port: port) else { throw NoAnswer(errors: errors) }
    visitor.send(
      Visitor.request(
        body == nil ? "GET" : "POST", path, port: port,
        headers: ["Authorization: Bearer \(token)", "Origin: http://127.0.0.1:\(port)"],
        body: body ?? []))
    guard let answer = visitor.answer(seconds: 30) else { throw NoAnswer(errors: errors) }
    return answer
  }

  /// An answer that is JSON.
  func json(_ path: String, _ body: [UInt8]? = nil) throws -> [String: Any] {
    let answer = try ask(path, body)
    return try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any] ?? [:]
  }

  /// Changes settings; the settings then.
  func set(_ settings: String) throws -> [String: Any] {
    try Self.settings(
      json("/api/control", Array("{\"command\":\"set\",\"settings\":\(settings)}".utf8)))
  }

  /// The settings of a state.
  static func settings(_ state: [String: Any]) -> [String: Any] {
    (state["status"] as? [String: Any])?["settings"] as? [String: Any] ?? [:]
  }

  /// A page with a stream.
  func page() throws -> Visitor {
    guard let visitor = Visitor(port: port) else { throw NoAnswer(errors: errors) }
    visitor.send(
      Visitor.request(
        "GET", "/api/stream", port: port,
        headers: [
          "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Origin: http://127.0.0.1:\(port)",
          "Sec-WebSocket-Protocol: vbg, \(token)",
        ]))
    guard visitor.answer()?.status == 101 else { throw NoAnswer(errors: errors) }
    return visitor
  }

  /// Ends it as control-C does; the exit code.
  func end(_ number: Int32 = SIGINT) -> Int32? {
    kill(process.processIdentifier, number)
    for _ in 0..<500 where process.isRunning { usleep(20_000) }
    guard !process.isRunning else { return nil }
    return process.terminationReason == .exit ? process.terminationStatus : nil
  }
}

extension Visitor {
  /// Asks for a picture, and waits for it: JPEG.
  func picture(_ wish: String = "1920") -> [UInt8]? {
    send(Visitor.message(Array(wish.utf8)))
    while let (opcode, bytes) = message() {
      if opcode == 2 { return bytes }
    }
    return nil
  }
}
