/// Settings of v4l2loopback for the next start: modprobe.d(5) and modules-load.d(5).
func checkModuleSettings(_ examination: Examination) -> [Finding] {
  let machine = examination.machine
  let subject = "modprobe.d"
  var findings: [Finding] = []
  let files = settingsFiles("modprobe.d", machine)
  var assignments: [ModuleAssignment] = []
  for path in files {
    switch machine.text(path, upTo: 1 << 20) {
    case .absent: continue
    case .unreadable(let reason):
      findings.append(.warning(subject, "\(path): can't be read: \(reason)"))
    case .found(let text):
      for words in directives(text) where words.count > 1 && words[1] == "v4l2loopback" {
        switch words[0] {
        case "blacklist":
          findings.append(
            .warning(
              subject, "\(path): keeps v4l2loopback from being loaded at a start",
              remove("blacklist", from: [path])))
        case "install":
          findings.append(
            .warning(
              subject,
              "\(path): runs \(words.dropFirst(2).joined(separator: " ")) instead of "
                + "loading v4l2loopback", remove("install", from: [path])))
        case "options":
          assignments += words.dropFirst(2).map { ModuleAssignment($0, path: path) }
        default: break
        }
      }
    }
  }
  findings += collisions(assignments)
  let isLoaded = machine.exists(LoopbackModule.folder)
  if findings.isEmpty && isLoaded && !isLoadedAtStart(machine) {
    findings.append(
      .warning(
        subject, "v4l2loopback is gone after the next start",
        "echo v4l2loopback | sudo tee /etc/modules-load.d/v4l2loopback.conf"
          + (assignments.isEmpty
            ? " && echo options v4l2loopback \(LoopbackModule.settings)"
              + " | sudo tee /etc/modprobe.d/v4l2loopback.conf" : "")))
  }
  if findings.isEmpty && !assignments.isEmpty {
    let text = assignments.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    findings.append(.ok(subject, text))
  }
  return findings
}

/// A parameter of the module's, as a file sets it.
private struct ModuleAssignment {
  let key: String
  let value: String
  let path: String

  init(_ word: String, path: String) {
    let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
    key = parts.first ?? word
    value = parts.count > 1 ? parts[1] : ""
    self.path = path
  }
}

/// Files that set one parameter to several values, of which the last counts, and files that leave
/// `exclusive_caps` off.
private func collisions(_ assignments: [ModuleAssignment]) -> [Finding] {
  let keys = assignments.map(\.key).reduce(into: [String]()) {
    if !$0.contains($1) { $0.append($1) }
  }
  let disputed = keys.filter { key in
    Set(assignments.filter { $0.key == key }.map(\.value)).count > 1
  }
  let isExclusive = { (assignment: ModuleAssignment) in
    assignment.key == "exclusive_caps"
      && assignment.value.split(separator: ",").allSatisfy { ["1", "Y", "y"].contains($0) }
  }
  if !disputed.isEmpty {
    let paths = assignments.filter { disputed.contains($0.key) }.map(\.path)
    // The file to keep is the one that is right, or the one that counts.
    let kept = assignments.last(where: isExclusive)?.path ?? paths.last ?? ""
    let others = paths.filter { $0 != kept }.reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    let all = assignments.filter { disputed.contains($0.key) }.map {
      "\($0.key)=\($0.value) (\($0.path))"
    }
    return [
      .warning(
        "modprobe.d", "contradicts itself: \(all.joined(separator: ", "))",
        others.isEmpty ? "sudoedit \(shellQuoted(kept))" : remove("options", from: others))
    ]
  }
  guard let last = assignments.last, !assignments.contains(where: isExclusive) else { return [] }
  return [
    .warning(
      "modprobe.d", "\(last.path): leaves exclusive_caps off: Chrome, Teams and Zoom don't list it",
      "echo options v4l2loopback exclusive_caps=1 | sudo tee -a \(shellQuoted(last.path))")
  ]
}

/// The command that takes directives about v4l2loopback out of files.
private func remove(_ directive: String, from paths: [String]) -> String {
  "sudo sed -i -E '/^\\s*\(directive)\\s+v4l2loopback\\b/d' "
    + paths.map(shellQuoted).joined(separator: " ")
}

/// Tells whether something loads the module at a start.
private func isLoadedAtStart(_ machine: ExaminedMachine) -> Bool {
  // Debian's older list.
  (settingsFiles("modules-load.d", machine) + ["/etc/modules"]).contains { path in
    directives(machine.text(path, upTo: 1 << 20).value ?? "").contains {
      $0.first == "v4l2loopback"
    }
  }
}

/// The files of a folder of settings in the order in which they count: by name, and of one name that of
/// the first folder.
private func settingsFiles(_ kind: String, _ machine: ExaminedMachine) -> [String] {
  var paths: [String: String] = [:]
  for folder in ["/etc", "/run", "/usr/local/lib", "/usr/lib", "/lib"] {
    for name in machine.names(in: "\(folder)/\(kind)").value ?? [] where name.hasSuffix(".conf") {
      if paths[name] == nil { paths[name] = "\(folder)/\(kind)/\(name)" }
    }
  }
  return paths.sorted { $0.key < $1.key }.map(\.value)
}

/// The words of each line; `\` at an end joins lines, `#` begins a comment.
private func directives(_ text: String) -> [[String]] {
  text.replacing("\\\n", with: " ").split(separator: "\n").compactMap { line in
    let words = line.split { $0 == " " || $0 == "\t" }.map(String.init)
    guard let first = words.first, !first.hasPrefix("#"), !first.hasPrefix(";") else { return nil }
    return words
  }
}
