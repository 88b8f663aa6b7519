import CVideo4Linux
import Imaging

/// A video device and what it offers.
public struct VideoDevice: Sendable, Hashable {
  /// The path of its node.
  public var path: String
  /// Its name for people; empty when it can't be asked.
  public var name = ""
  /// The kernel's driver.
  public var driver = ""
  /// Where it is plugged in.
  public var bus = ""
  /// Roles that it has now; a virtual camera is one only while a program sends to it.
  public var roles: [Role] = []
  /// The formats that it gives, or takes when it gives none, in the driver's order.
  public var formats: [Format] = []
  /// Reason for which it can't be asked, in a line.
  public var problem: String?

  /// Role of a device, by what it can do.
  public enum Role: String, Sendable, CaseIterable {
    /// Give frames.
    case camera
    /// Take frames that other programs then see.
    case virtualCamera = "virtual-camera"
    /// Take frames.
    case output
  }

  /// A format of a device's.
  public struct Format: Sendable, Hashable {
    /// Four letters, V4L2's name.
    public var fourCC: String
    /// The driver's words for it.
    public var description: String
    /// Whether vbg reads it, or writes it where the device takes frames.
    public var isUsable: Bool
    /// Sizes with their rates; none when the driver doesn't tell.
    public var sizes: [Size]

    /// A format and its sizes.
    public init(fourCC: String, description: String, isUsable: Bool, sizes: [Size]) {
      self.fourCC = fourCC
      self.description = description
      self.isUsable = isUsable
      self.sizes = sizes
    }
  }

  /// Sizes of a format's.
  public struct Size: Sendable, Hashable {
    /// One size or a range of them.
    public var range: SizeRange
    /// Frames a second, the quickest first; of a range, at its greatest size.
    public var framesPerSecond: [Double]
    /// Whether all rates between the first and the last are offered too.
    public var isRateRange: Bool

    /// Sizes and their rates.
    public init(range: SizeRange, framesPerSecond: [Double], isRateRange: Bool = false) {
      self.range = range
      self.framesPerSecond = framesPerSecond
      self.isRateRange = isRateRange
    }
  }

  /// A device of which nothing is known but its node.
  public init(path: String) { self.path = path }
}

/// All video devices of this machine, in the order of their nodes' numbers. Nothing is set and no
/// stream is started, so that devices in use are listed too.
public func listVideoDevices() -> [VideoDevice] { listVideoDevices(KernelCalls()) }

/// All video devices of a kernel.
func listVideoDevices(_ calls: any VideoSystemCalls) -> [VideoDevice] {
  calls.nodePaths().map { path in
    var found = VideoDevice(path: path)
    do throws(DeviceError) {
      let device = try OpenDevice(path, .camera, calls)
      defer { device.close() }
      found.describe(device)
    } catch {
      found.problem = error.reason
    }
    return found
  }
}

extension VideoDevice {
  fileprivate mutating func describe(_ device: OpenDevice) {
    let capability = device.capability
    name = capability.name
    driver = capability.driver
    bus = capability.bus
    if capability.isCapture { roles.append(.camera) }
    if capability.isLoopback {
      roles.append(.virtualCamera)
    } else if capability.isOutput {
      roles.append(.output)
    }
    guard capability.isCapture || capability.isOutput else { return }
    let type = capability.isCapture ? V4L2_BUF_TYPE_VIDEO_CAPTURE : V4L2_BUF_TYPE_VIDEO_OUTPUT
    formats = device.formats(type).map { format in
      let content = StreamContent(format.fourCC)
      return Format(
        fourCC: "\(format.fourCC)", description: format.description,
        isUsable: content != nil && (capability.isCapture || content != .jpeg),
        sizes: device.sizes(format.fourCC).map { Size($0, format.fourCC, device) })
    }
  }
}

extension VideoDevice.Size {
  fileprivate init(_ range: SizeRange, _ format: FourCC, _ device: OpenDevice) {
    let intervals = device.intervals(
      format, width: range.width.greatest, height: range.height.greatest)
    switch intervals {
    case .list(let list):
      self.init(range: range, framesPerSecond: list.map(\.framesPerSecond).sorted(by: >))
    case .range(let shortest, let longest):
      self.init(
        range: range, framesPerSecond: [shortest.framesPerSecond, longest.framesPerSecond],
        isRateRange: true)
    }
  }
}
