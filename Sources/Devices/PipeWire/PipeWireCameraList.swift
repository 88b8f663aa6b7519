import CPipeWire

/// A camera of PipeWire's: a node that programs can read.
public struct PipeWireNode: Sendable, Hashable {
  /// Number that no other node of the daemon's life has.
  public let serial: String
  /// Name that stays from start to start.
  public let name: String
  /// Name for people.
  public let description: String

  /// A node.
  init(serial: String, name: String, description: String) {
    self.serial = serial
    self.name = name
    self.description = description
  }

  /// The beginning of the names of vbg's own nodes.
  static let ownPrefix = "vbg."

  /// Whether it is a virtual camera of vbg's, of this process or another.
  public var isOwn: Bool { name.hasPrefix(Self.ownPrefix) }

  /// Whether it is a device of v4l2loopback's, which vbg may be feeding.
  var isLoopback: Bool { name.contains("v4l2loopback") }
}

/// The cameras of PipeWire's daemon, virtual ones of vbg's included.
///
/// - Throws: `DeviceError` where library or daemon are missing, or the daemon does not answer in 2 s.
public func listPipeWireCameras() throws(DeviceError) -> [PipeWireNode] {
  try openPipeWireLibrary()
  var nodes: [PipeWireNode] = []
  let result = withUnsafeMutablePointer(to: &nodes) { nodes in
    cpipewire_list_cameras(2, nodes) { context, node in
      let node = node.pointee
      context?.assumingMemoryBound(to: [PipeWireNode].self).pointee.append(
        PipeWireNode(
          serial: String(cString: node.serial), name: String(cString: node.name),
          description: String(cString: node.description)))
    }
  }
  guard result == 0 else { throw pipeWireFailure(result) }
  return nodes
}

extension [PipeWireNode] {
  /// The camera that a person means; without a name, the first that shows no picture of vbg's.
  ///
  /// - Parameter wanted: a name, a serial number or a description.
  /// - Throws: `.absent`; `.unusable` for vbg's own.
  func camera(_ wanted: String?) throws(DeviceError) -> PipeWireNode {
    guard let wanted else {
      if let node = first(where: { !$0.isOwn && !$0.isLoopback }) { return node }
      throw .absent("expected a camera of PipeWire's, found \(names)")
    }
    let found =
      first { $0.name == wanted } ?? first { $0.serial == wanted }
      ?? first { $0.description == wanted }
    guard let found else {
      throw .absent("expected a camera '\(wanted)' of PipeWire's, found \(names)")
    }
    guard !found.isOwn else {
      throw .unusable("expected a camera, found vbg's own virtual camera '\(found.name)'")
    }
    return found
  }

  private var names: String {
    let others = filter { !$0.isOwn }.map { "'\($0.name)'" }
    return others.isEmpty ? "none" : others.joined(separator: ", ")
  }
}

extension VideoDevice {
  /// A camera of PipeWire's, as `vbg live` takes it.
  public init(_ node: PipeWireNode) {
    self.init(path: "pipewire:\(node.name)")
    name = node.description
    driver = "PipeWire"
    bus = node.serial
    roles = [.camera] + (node.isOwn ? [.virtualCamera] : [])
  }
}
