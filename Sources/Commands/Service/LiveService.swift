import Glibc

/// The service, as files of the user's systemd folder: the unit, and the link by which it starts at a login.
/// `systemctl enable` makes that link too, but only where a manager runs.
struct LiveService {
  private let folder: String
  private let manager: UserManager

  /// - Parameter configurationFolder: `~/.config`; nil where there is none.
  /// - Throws: `ServiceError.noFolder`.
  init(
    configurationFolder: String? = absoluteVariable("XDG_CONFIG_HOME")
      ?? absoluteVariable("HOME").map { $0 + "/.config" }, manager: UserManager = UserManager()
  ) throws(ServiceError) {
    guard let configurationFolder else { throw .noFolder }
    folder = configurationFolder + "/systemd/user"
    self.manager = manager
  }

  private var unitPath: String { joined(folder, ServiceUnit.name) }
  private var linkFolder: String { joined(folder, "default.target.wants") }
  private var linkPath: String { joined(linkFolder, ServiceUnit.name) }

  /// Writes the unit, enables it and starts it.
  ///
  /// - Returns: the unit's path.
  /// - Throws: `ServiceError`, `FileError`.
  func install(_ unit: ServiceUnit) throws -> String {
    let text = try unit.text()
    try checkOwn()
    for path in [folder, linkFolder] { try makeFolders(path) }
    try writeFile(unitPath, pathBytes(text))
    _ = withPath(linkPath) { unlink($0) }
    let made = withPath("../\(ServiceUnit.name)") { target in
      withPath(linkPath) { symlink(target, $0) }
    }
    if made != 0 { throw refusal(linkPath) }
    switch manager.run(["daemon-reload"]) {
    case .done:
      // In force at once, also where an older unit runs.
      manager.run(["reset-failed", ServiceUnit.name])
      if case .failed(let reason) = manager.run(["restart", ServiceUnit.name]) {
        report("the service is enabled but did not start: \(reason)")
      }
    case .noManager:
      report("no systemd manager runs for this user: the service starts at the next login")
    case .failed(let reason):
      report("systemd did not take the service: \(reason)")
    }
    return unitPath
  }

  /// Stops the service and removes what `install` made, folders that are empty then included.
  ///
  /// - Returns: whether there was one.
  /// - Throws: `ServiceError`.
  func uninstall() throws(ServiceError) -> Bool {
    try checkOwn()
    let wasThere = fileExists(unitPath) || isLink(linkPath)
    if wasThere { manager.run(["stop", ServiceUnit.name]) }
    for path in [linkPath, unitPath] where withPath(path, { unlink($0) }) != 0 && errno != ENOENT {
      throw refusal(path)
    }
    // Those in which something else lies stay.
    for path in [linkFolder, folder, folderWithoutSlash(folder)] {
      _ = withPath(path) { rmdir($0) }
    }
    if wasThere {
      manager.run(["daemon-reload"])
      manager.run(["reset-failed", ServiceUnit.name])
    }
    return wasThere
  }

  /// Checks that a unit of this name is one that vbg wrote.
  private func checkOwn() throws(ServiceError) {
    guard fileExists(unitPath) || isLink(unitPath) else { return }
    let beginning = (try? readFile(unitPath, byteCountLimit: 1 << 20)) ?? []
    if !beginning.starts(with: ServiceUnit.mark.utf8) { throw .foreign(path: unitPath) }
  }

  private func isLink(_ path: String) -> Bool {
    var status = stat()
    return withPath(path) { lstat($0, &status) } == 0
  }

  /// Makes a folder and those that it lies in.
  private func makeFolders(_ path: String) throws(ServiceError) {
    if isFolder(path) { return }
    let parent = folderWithoutSlash(path)
    if parent != path, !parent.isEmpty { try makeFolders(parent) }
    if withPath(path, { mkdir($0, 0o755) }) != 0 && errno != EEXIST { throw refusal(path) }
  }

  private func folderWithoutSlash(_ path: String) -> String {
    let folder = folderPart(of: path)
    return folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
  }

  private func refusal(_ path: String) -> ServiceError {
    .refused(path: path, reason: "\(SystemError(number: errno))")
  }
}

/// An absolute path in a variable; nil for others, which mean nothing there.
func absoluteVariable(_ name: String) -> String? {
  environmentVariable(name).flatMap { isAbsolute($0) ? $0 : nil }
}
