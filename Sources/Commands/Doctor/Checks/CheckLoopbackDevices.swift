/// Virtual cameras of v4l2loopback: permissions, capabilities, and what udev takes them for.
func checkLoopbackDevices(_ examination: Examination) -> [Finding] {
  let machine = examination.machine
  guard machine.exists(LoopbackModule.folder) else { return [] }
  let nodes = examination.video.loopbacks
  if nodes.isEmpty {
    return [
      .lacking(
        "v4l2loopback", isNeeded: !examination.pipeWire.isUsable, "is loaded, but has no device",
        "sudo modprobe -r v4l2loopback && \(LoopbackModule.load)")
    ]
  }
  let exclusive = exclusiveCapabilities(of: nodes, machine)
  return nodes.flatMap { node -> [Finding] in
    guard node.isPresent else { return [absent(node)] }
    if !node.isUsable { return [refused(node, machine)] }
    if let misread = misreadFinding(node, examination) { return [misread] }
    switch exclusive {
    case .unreadable(let reason):
      return [
        .warning(
          node.path, "\(node.name): whether exclusive_caps is on can't be read: \(reason)",
          provides: .output)
      ]
    case .absent: return [.ok(node.path, node.name, provides: .output)]
    case .found(let isExclusive):
      if isExclusive[node.number] == false {
        return [
          .warning(
            node.path, "\(node.name): exclusive_caps is off: Chrome, Teams and Zoom don't list it",
            "sudo modprobe -r v4l2loopback && \(reload(node))", provides: .output)
        ]
      }
      return [.ok(node.path, "\(node.name), exclusive_caps is on", provides: .output)]
    }
  }
}

/// The command that makes a device as it is, but with exclusive capabilities.
private func reload(_ node: VideoNode) -> String {
  let label = node.name.isEmpty ? "vbg" : node.name
  return
    "sudo modprobe v4l2loopback video_nr=\(node.number) \(shellQuoted("card_label=\(label)")) exclusive_caps=1"
}

/// Tells whether each device has capabilities one at a time, by the device's number.
///
/// The parameters are lists by the order in which devices were made: `video_nr` has the numbers, -1 for the
/// next that is free (v4l2loopback 0.8 to 0.15). Devices that were added later are in no list.
private func exclusiveCapabilities(
  of nodes: [VideoNode], _ machine: ExaminedMachine
) -> Reading<[Int: Bool]> {
  let text: String
  switch LoopbackModule.parameter("exclusive_caps", machine) {
  case .found(let found): text = found
  case .absent: return .absent
  case .unreadable(let reason): return .unreadable(reason)
  }
  let flags = text.split(separator: ",").map { $0 == "Y" || $0 == "1" }
  let list = LoopbackModule.parameter("video_nr", machine).value ?? ""
  let numbers = list.split(separator: ",").map { Int($0) ?? -1 }
  // What was given a number has it, the others follow in order.
  var rest = nodes.map(\.number).filter { !numbers.contains($0) }[...]
  var exclusive: [Int: Bool] = [:]
  for (index, flag) in flags.enumerated() {
    let named = index < numbers.count ? numbers[index] : -1
    if let number = named >= 0 ? named : rest.popFirst() { exclusive[number] = flag }
  }
  return .found(exclusive)
}

/// A virtual camera that PipeWire and programs that ask udev take for an output.
///
/// udev asks a device once, when it comes: with exclusive capabilities it is an output as long as nobody
/// sends to it. WirePlumber asks again when it starts.
private func misreadFinding(_ node: VideoNode, _ examination: Examination) -> Finding? {
  let isSink = (examination.nodes ?? []).contains {
    $0.devicePath == node.path && $0.mediaClass == "Video/Sink"
  }
  let isOutputOfUdev =
    node.capabilities.map { $0.contains("video_output") && !$0.contains("capture") } ?? false
  guard isSink || (isOutputOfUdev && examination.pipeWire.isUsable) else { return nil }
  return .warning(
    node.path,
    "\(node.name): \(isSink ? "PipeWire takes it" : "udev takes it, and so may PipeWire,") for an output; "
      + "mend it while vbg live runs",
    "sudo udevadm trigger \(node.path) && systemctl --user restart wireplumber", provides: .output)
}
