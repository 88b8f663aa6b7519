/// Cameras: whether there is one, and whether the user may read it.
func checkCameras(_ examination: Examination) -> [Finding] {
  let video = examination.video
  if let problem = video.problem {
    return [.wrong("cameras", "/sys/class/video4linux can't be read: \(problem)")]
  }
  let cameras = video.all.filter(\.isCamera)
  var findings = cameras.map { camera -> Finding in
    guard camera.isPresent else { return absent(camera) }
    if !camera.isUsable { return refused(camera, examination.machine) }
    return .ok(camera.path, camera.name, provides: .camera)
  }
  // Cameras that only PipeWire has: libcamera's, and those of other programs.
  let others = (examination.nodes ?? []).filter {
    $0.isCamera && $0.devicePath == nil && !$0.isOurs
  }
  findings += others.map {
    .ok("PipeWire camera", "\($0.description) (--camera pipewire:\($0.name))", provides: .camera)
  }
  return findings.isEmpty ? [.wrong("cameras", "none is plugged in")] : findings
}

/// A device of the kernel's that has no node, as in containers.
func absent(_ node: VideoNode) -> Finding {
  .wrong(node.path, "\(node.name): the kernel has it, but there is no such file (a container?)")
}

/// A device that the user may not open: by being in no group that may, or in one only at the next login.
func refused(_ node: VideoNode, _ machine: ExaminedMachine) -> Finding {
  let (user, path) = (machine.user, node.path)
  // Lines of group(5): name, password, number, members.
  let groups = (machine.text("/etc/group").value ?? "").split(separator: "\n").map {
    $0.split(separator: ":", omittingEmptySubsequences: false)
  }
  let line = groups.first { $0.count > 3 && UInt32($0[2]) == node.group }
  guard let line, node.group != 0 else {
    return .wrong(
      path, "no permission", "sudo setfacl -m u:\(shellQuoted(user.name)):rw \(path)")
  }
  let group = String(line[0])
  if user.groups.contains(node.group) {
    return .wrong(
      path, "no permission, though you are in its group \(group)", "sudo chmod g+rw \(path)")
  }
  if line[3].split(separator: ",").contains(Substring(user.name)) {
    return .wrong(
      path, "no permission: you are in the group \(group) from your next login on",
      "newgrp \(group)")
  }
  return .wrong(
    path, "no permission: you are not in the group \(group) (counts from the next login on)",
    "sudo usermod -aG \(group) \(shellQuoted(user.name))")
}
