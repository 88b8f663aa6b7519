import CVideo4Linux
import Glibc

/// A control of a camera's, such as exposure, focus, zoom or the power line's frequency.
public struct CameraControl: Sendable, Hashable {
  /// Type of its value.
  public enum Kind: String, Sendable {
    case integer, boolean, menu
  }

  /// One of a menu's.
  public struct Choice: Sendable, Hashable {
    /// Value that chooses it.
    public let value: Int
    /// The driver's words for it.
    public let label: String
  }

  /// Name for settings: the driver's in lower case, with `-` for what is no letter or digit.
  public let name: String
  /// The driver's name.
  public let label: String
  public let kind: Kind
  /// The values that it takes, in steps from the least.
  public let range: ClosedRange<Int>
  public let step: Int
  /// Value that the driver begins with.
  public let standard: Int
  /// Value now.
  public let value: Int
  /// Of a menu.
  public let choices: [Choice]
  /// Whether another control, such as an automatic, settles it now.
  public let isInactive: Bool

  let id: UInt32

  /// Tells whether the control takes a value.
  public func takes(_ value: Int) -> Bool {
    guard range.contains(value) else { return false }
    if kind == .menu { return choices.contains { $0.value == value } }
    return step <= 1 || (value - range.lowerBound) % step == 0
  }
}

/// The controls of a camera that can be set.
///
/// - Throws: `DeviceError` where it can't be asked.
public func cameraControls(_ path: String) throws(DeviceError) -> (
  camera: String, controls: [CameraControl]
) {
  try cameraControls(path, KernelCalls())
}

/// Sets a control of a camera's.
///
/// - Throws: `DeviceError`.
public func setCameraControl(
  _ path: String, _ control: CameraControl, to value: Int
) throws(DeviceError) {
  let device = try OpenDevice(path, .camera, KernelCalls())
  defer { device.close() }
  let error = device.set(control.id, to: value)
  if error != 0 {
    throw .unusable(
      "camera '\(path)' does not take \(value) for '\(control.name)': \(String(cString: strerror(error)))"
    )
  }
}

func cameraControls(_ path: String, _ calls: any VideoSystemCalls) throws(DeviceError) -> (
  camera: String, controls: [CameraControl]
) {
  let device = try OpenDevice(path, .camera, calls)
  defer { device.close() }
  return (device.capability.name, device.controls())
}

extension OpenDevice {
  /// The controls that can be set, in the driver's order.
  func controls() -> [CameraControl] {
    var controls: [CameraControl] = []
    var query = v4l2_queryctrl()
    query.id = UInt32(V4L2_CTRL_FLAG_NEXT_CTRL)
    while controls.count < 256, control(CVIDEO_QUERYCTRL, &query) == 0 {
      if let found = described(query) { controls.append(found) }
      query.id |= UInt32(V4L2_CTRL_FLAG_NEXT_CTRL)
    }
    return controls
  }

  private func described(_ query: v4l2_queryctrl) -> CameraControl? {
    let hidden = V4L2_CTRL_FLAG_DISABLED | V4L2_CTRL_FLAG_READ_ONLY | V4L2_CTRL_FLAG_WRITE_ONLY
    guard query.flags & UInt32(hidden) == 0, query.minimum <= query.maximum else { return nil }
    let kind: CameraControl.Kind
    switch v4l2_ctrl_type(query.type) {
    case V4L2_CTRL_TYPE_INTEGER: kind = .integer
    case V4L2_CTRL_TYPE_BOOLEAN: kind = .boolean
    case V4L2_CTRL_TYPE_MENU: kind = .menu
    default: return nil
    }
    var answer = v4l2_control(id: query.id, value: 0)
    guard control(CVIDEO_G_CTRL, &answer) == 0 else { return nil }
    let label = text(query.name)
    return CameraControl(
      name: settingName(label), label: label, kind: kind,
      range: Int(query.minimum)...Int(query.maximum), step: Int(query.step),
      standard: Int(query.default_value), value: Int(answer.value),
      choices: kind == .menu ? choices(query) : [],
      isInactive: query.flags & UInt32(V4L2_CTRL_FLAG_INACTIVE) != 0, id: query.id)
  }

  private func choices(_ query: v4l2_queryctrl) -> [CameraControl.Choice] {
    let last = min(query.maximum, query.minimum + 63)
    return (query.minimum...last).compactMap { index in
      var item = v4l2_querymenu()
      item.id = query.id
      item.index = UInt32(clamping: index)
      guard control(CVIDEO_QUERYMENU, &item) == 0 else { return nil }
      return CameraControl.Choice(value: Int(index), label: text(item.name))
    }
  }

  /// Sets a control; the error's number, 0 for none.
  func set(_ id: UInt32, to value: Int) -> Int32 {
    var wish = v4l2_control(id: id, value: Int32(clamping: value))
    return control(CVIDEO_S_CTRL, &wish)
  }

  /// Sets controls by their names, as far as the camera has them and takes the values. What an automatic holds
  /// is tried again once all others are set.
  func restore(_ values: [String: Int]) {
    if values.isEmpty { return }
    let known = controls().filter { control in values[control.name].map(control.takes) ?? false }
    for _ in 0..<2 {
      for control in known where values[control.name] != nil {
        _ = set(control.id, to: values[control.name] ?? control.value)
      }
    }
  }
}

/// `Exposure Time, Absolute` as `exposure-time-absolute`.
private func settingName(_ label: String) -> String {
  label.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.joined(separator: "-")
}
