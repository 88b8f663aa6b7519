/// A process of the user's.
struct RunningProcess: Equatable {
  /// The program's name, without folders.
  let name: String
  /// Clock ticks from the machine's start to the process's.
  let startTime: UInt64
}

extension ExaminedMachine {
  /// The user's processes of PipeWire, session managers and the portal.
  func processes() -> Reading<[RunningProcess]> {
    let names: [String]
    switch self.names(in: "/proc") {
    case .found(let all): names = all.filter { $0.utf8.allSatisfy { (48...57).contains($0) } }
    case .absent: return .absent
    case .unreadable(let reason): return .unreadable(reason)
    }
    // With hidepid even our own process may be missing: then nothing is known.
    if names.isEmpty { return .unreadable("/proc shows no process") }
    return .found(names.compactMap { process("/proc/\($0)") })
  }

  private func process(_ folder: String) -> RunningProcess? {
    // The kernel keeps 15 bytes of a name.
    guard let short = text(folder + "/comm").value,
      ["pipewire", "wireplumber", "pipewire-media-", "xdg-desktop-por"].contains(short),
      fileStatus(root + folder)?.st_uid == user.id, let state = text(folder + "/stat").value,
      let nameEnd = state.lastIndex(of: ")")
    else { return nil }
    // Field 22 of proc(5); the first behind the name is field 3.
    let fields = state[state.index(after: nameEnd)...].split(separator: " ")
    guard fields.count > 19, let startTime = UInt64(fields[19]) else { return nil }
    let words = bytes(folder + "/cmdline").value?.split(separator: 0) ?? []
    return RunningProcess(
      name: words.first.map { lastPart(of: pathText($0)) } ?? short, startTime: startTime)
  }
}
