import Glibc

/// A video device, as the kernel's and udev's files tell of it: none is opened.
struct VideoNode {
  let number: Int
  /// Name for people.
  let name: String
  /// Whether v4l2loopback made it.
  let isLoopback: Bool
  /// Words of udev's `ID_V4L_CAPABILITIES`, as of when the device came; nil where udev has none.
  let capabilities: [String]?
  /// Number among the nodes of the same hardware: 0 gives the pictures.
  let index: Int
  let isPresent: Bool
  let isUsable: Bool
  /// Number of the node's group.
  let group: UInt32

  var path: String { "/dev/video\(number)" }

  /// Whether it gives pictures: cameras also have nodes of metadata.
  var isCamera: Bool {
    guard !isLoopback else { return false }
    return capabilities.map { $0.contains("capture") } ?? (index == 0)
  }
}

/// All video devices, by number.
struct VideoNodes {
  let all: [VideoNode]
  /// Reason for which the kernel's list can't be read.
  let problem: String?

  private static let folder = "/sys/class/video4linux"

  init(_ machine: ExaminedMachine) {
    switch machine.names(in: Self.folder) {
    case .found(let names):
      all = names.compactMap { Self.node($0, machine) }.sorted { $0.number < $1.number }
      problem = nil
    case .absent: (all, problem) = ([], nil)
    case .unreadable(let reason): (all, problem) = ([], reason)
    }
  }

  var loopbacks: [VideoNode] { all.filter(\.isLoopback) }

  /// A virtual camera that can be written.
  var usableLoopback: VideoNode? { loopbacks.first { $0.isPresent && $0.isUsable } }

  private static func node(_ name: String, _ machine: ExaminedMachine) -> VideoNode? {
    guard name.hasPrefix("video"), let number = Int(name.dropFirst(5)) else { return nil }
    let folder = joined(Self.folder, name)
    let status = fileStatus(machine.root + "/dev/" + name)
    return VideoNode(
      number: number, name: machine.text(folder + "/name").value ?? "",
      // An attribute that v4l2loopback alone gives its devices, at least since 0.8.
      isLoopback: machine.exists(folder + "/max_openers"),
      capabilities: capabilities(folder, machine),
      index: machine.text(folder + "/index").value.flatMap { Int($0) } ?? 0,
      isPresent: status != nil,
      isUsable: status != nil && machine.mayUse(machine.root + "/dev/" + name),
      group: status?.st_gid ?? 0)
  }

  private static func capabilities(_ folder: String, _ machine: ExaminedMachine) -> [String]? {
    guard let device = machine.text(folder + "/dev").value,
      let record = machine.text("/run/udev/data/c\(device)").value
    else { return nil }
    let key = "E:ID_V4L_CAPABILITIES="
    let line = record.split(separator: "\n").first { $0.hasPrefix(key) }
    return line.map { $0.dropFirst(key.count).split(separator: ":").map(String.init) }
  }
}
