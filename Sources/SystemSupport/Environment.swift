import Glibc

/// A variable of the environment, as `pathText`; nil when it is not set.
package func environmentVariable(_ name: String) -> String? {
  getenv(name).map { pathText(cString: $0) }
}

/// All variables of the environment, as `NAME=value` in `pathText`.
package func environmentVariables() -> [String] {
  var variables: [String] = []
  var next = environ
  while let variable = next.pointee {
    variables.append(pathText(cString: variable))
    next += 1
  }
  return variables
}

/// The arguments of this process, its name first, as `pathText`.
package let processArguments: [String] = (0..<Int(CommandLine.argc)).compactMap { index in
  CommandLine.unsafeArgv[index].map { pathText(cString: $0) }
}

/// The path of a program that `PATH` leads to; nil when there is none.
///
/// Only absolute folders count: an empty one or `.` would mean whatever lies in the current folder.
///
/// - Parameter folders: with colons between them; `PATH` unless given.
package func findProgram(_ name: String, in folders: String? = nil) -> String? {
  pathList(folders ?? environmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin")
    .lazy.filter(isAbsolute).map { joined($0, name) }.first(where: isProgram)
}

private func isProgram(_ path: String) -> Bool {
  var status = stat()
  return withPath(path) { stat($0, &status) == 0 && access($0, X_OK) == 0 }
    && status.st_mode & S_IFMT == S_IFREG
}
