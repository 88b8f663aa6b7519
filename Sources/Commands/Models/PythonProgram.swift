/// The machine's python3, run so that nothing of the current folder or of the user's Python is a part of it.
///
/// - Isolated (`-I`): no `PYTHON...` variable, no packages of the user's own, no module of the current
///   folder.
/// - In a folder of ours, which nobody else may write to.
/// - Programs and libraries are looked for in absolute folders only.
/// - pip takes from the environment what says how the index is reached, and nothing else: `PIP_PYTHON`,
///   for example, would name another program to run. Its configuration files (`pip.conf`) count as always.
struct PythonProgram {
  private let path: String
  private let folder: TemporaryFolder
  private let signals: DeferredSignals

  /// Finds python3, and pip with it.
  ///
  /// - Throws: `FetchError`.
  init(in folder: TemporaryFolder, signals: DeferredSignals) throws {
    guard let path = findProgram("python3") else { throw FetchError.noPython }
    (self.path, self.folder, self.signals) = (path, folder, signals)
    if try run(["-c", "import pip"]).exitCode != 0 { throw FetchError.noPip }
  }

  /// Runs it to its end.
  ///
  /// - Throws: `FetchError.interrupted` when somebody asked for the end; `ChildProcessError`.
  func run(_ arguments: [String]) throws -> ChildProcessResult {
    let result = try runChildProcess(
      path, ["-I"] + arguments,
      environment: Self.environment(from: environmentVariables(), temporaryFolder: folder.path),
      folder: folder.path, logPath: folder.path + "/log", signals: signals)
    if result.wasInterrupted { throw FetchError.interrupted }
    return result
  }

  /// The environment for python3 out of ours, `NAME=value` each.
  static func environment(from variables: [String], temporaryFolder: String) -> [String] {
    let index: Set = [
      "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_NO_INDEX", "PIP_FIND_LINKS", "PIP_TRUSTED_HOST",
      "PIP_CERT", "PIP_CLIENT_CERT", "PIP_PROXY", "PIP_TIMEOUT", "PIP_DEFAULT_TIMEOUT",
      "PIP_RETRIES", "PIP_CONFIG_FILE", "PIP_CACHE_DIR",
    ]
    let ours: Set = ["TMPDIR", "PWD", "OLDPWD", "PIP_REQUIRE_VIRTUALENV"]
    var kept: [String] = []
    for variable in variables {
      let name = String(variable.prefix { $0 != "=" })
      let value = String(variable.dropFirst(name.count + 1))
      switch name {
      case "PATH", "LD_LIBRARY_PATH":
        kept.append("\(name)=\(pathList(value).filter(isAbsolute).joined(separator: ":"))")
      case _ where name.hasPrefix("PYTHON") || ours.contains(name): break
      case _ where name.hasPrefix("PIP_") && !index.contains(name): break
      default: kept.append(variable)
      }
    }
    // A wheel is only unpacked, never installed: pip need not be in a virtual environment.
    return kept + ["TMPDIR=\(temporaryFolder)", "PIP_REQUIRE_VIRTUALENV=0"]
  }
}
