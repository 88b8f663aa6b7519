import ArgumentParser
import Devices

/// Lists and sets the controls of cameras for `vbg cameras --controls`.
struct CameraControlsReport {
  /// One camera; nil for all.
  let camera: String?
  /// `KEY=VALUE`s to be set and kept.
  let settings: [String]
  let json: Bool

  /// - Throws: `ValidationError`, `DeviceFault`, `FileError`, `ConfigurationError`.
  func run() throws {
    if !settings.isEmpty { try set() }
    let paths =
      camera.map { [$0] }
      ?? listVideoDevices().filter { $0.roles == [.camera] && $0.problem == nil }.map(\.path)
    let lists = try paths.map { path in
      let (name, controls) = try asking { () throws(DeviceError) in try cameraControls(path) }
      return CameraControlList(path: path, name: name, controls: controls.map(ControlRecord.init))
    }
    if json { return try printJSON(lists) }
    guard !lists.isEmpty else { return report("no camera is there") }
    try printLine(lists.map(\.text).joined(separator: "\n\n"))
  }

  private func set() throws {
    guard let path = camera else {
      throw ValidationError("expected --camera beside --set, found none")
    }
    var kept = try KeptControls()
    for word in settings {
      guard let mark = word.firstIndex(of: "=") else {
        throw ValidationError("expected KEY=VALUE, such as zoom-absolute=120, found '\(word)'")
      }
      let name = String(word[..<mark])
      // Anew for each, as one may change what others are.
      let (camera, controls) = try asking { () throws(DeviceError) in try cameraControls(path) }
      guard let control = controls.first(where: { $0.name == name }) else {
        throw ValidationError(
          "expected a control of '\(path)', found '\(name)'"
            + (nearest(name, among: controls.map(\.name)).map { " (did you mean '\($0)'?)" } ?? ""))
      }
      let text = String(word[word.index(after: mark)...])
      let value = try Self.value(text, of: control)
      try asking { () throws(DeviceError) in try setCameraControl(path, control, to: value) }
      kept?.keep(text == "default" ? nil : value, of: name, camera: camera)
    }
    try kept?.write()
  }

  /// A number, a menu's words, `on`, `off` or `default`.
  private static func value(_ text: String, of control: CameraControl) throws -> Int {
    let named = control.choices.first { $0.label.lowercased() == text.lowercased() }?.value
    let switched =
      control.kind == .boolean ? ["on": 1, "off": 0, "true": 1, "false": 0][text] : nil
    let value = text == "default" ? control.standard : named ?? switched ?? Int(text)
    guard let value, text == "default" || control.takes(value) else {
      throw ValidationError(
        "expected \(ControlRecord(control).expectation) for '\(control.name)', found '\(text)'")
    }
    return value
  }

  private func asking<Result>(_ body: () throws(DeviceError) -> Result) throws -> Result {
    do throws(DeviceError) {
      return try body()
    } catch {
      throw DeviceFault(error: error)
    }
  }
}

/// A camera's controls in JSON.
struct CameraControlList: Encodable {
  let path: String
  let name: String
  let controls: [ControlRecord]

  var text: String {
    let rows = controls.map { control in
      [
        "  " + printable(control.name), "\(control.valueText)", printable(control.expectation),
        control.isInactive ? "held by another control" : "",
      ]
    }
    let heading = printable("\(path)  \(name)")
    return rows.isEmpty ? heading + "\n  no controls" : heading + "\n" + table(rows)
  }
}

/// A control in JSON.
struct ControlRecord: Encodable {
  struct Choice: Encodable {
    let value: Int
    let label: String
  }
  let name: String
  let label: String
  let kind: String
  let least: Int
  let greatest: Int
  let step: Int
  let standard: Int
  let value: Int
  let choices: [Choice]
  let isInactive: Bool

  init(_ control: CameraControl) {
    name = control.name
    label = control.label
    kind = control.kind.rawValue
    least = control.range.lowerBound
    greatest = control.range.upperBound
    step = control.step
    standard = control.standard
    value = control.value
    choices = control.choices.map { Choice(value: $0.value, label: $0.label) }
    isInactive = control.isInactive
  }

  /// The value for people.
  var valueText: String {
    if kind == "boolean" { return value == 0 ? "off" : "on" }
    return choices.first { $0.value == value }?.label ?? "\(value)"
  }

  /// The values that it takes, for people.
  var expectation: String {
    switch kind {
    case "boolean": "on or off"
    case "menu": choices.map(\.label).joined(separator: ", ")
    default: "\(least) to \(greatest)" + (step > 1 ? " in steps of \(step)" : "")
    }
  }
}
