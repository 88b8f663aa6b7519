import Devices
import Glibc

/// The file that keeps controls of cameras, a table a camera, beside the configuration.
struct KeptControls {
  let path: String
  /// Values by the names of cameras and controls.
  private(set) var tables: [(camera: String, values: [(name: String, value: Int)])]

  /// Reads the file; nil where there is no place for it.
  ///
  /// - Throws: `FileError`, `ConfigurationError`.
  init?() throws {
    guard let configuration = ConfigurationReading.path else { return nil }
    let path = String(configuration.dropLast("config.toml".count)) + "cameras.toml"
    try self.init(path: path, try ConfigurationReading.read(path, mayLack: true))
  }

  /// - Parameter entries: the file's.
  /// - Throws: `ConfigurationError.value` for what is no table of whole numbers.
  init(
    path: String, _ entries: [(key: String, value: ConfigurationValue)]
  ) throws(ConfigurationError) {
    self.path = path
    tables = []
    for (camera, value) in entries {
      guard case .table(let controls) = value else {
        throw .value(path: path, key: camera, expected: "a table", found: value.kind)
      }
      var values: [(name: String, value: Int)] = []
      for (name, value) in controls {
        guard case .integer(let number) = value else {
          throw .value(
            path: path, key: "\(camera).\(name)", expected: "a whole number", found: value.kind)
        }
        values.append((name, number))
      }
      tables.append((camera, values))
    }
  }

  /// The values of a camera.
  subscript(camera: String) -> [String: Int] {
    let values = tables.first { $0.camera == camera }?.values ?? []
    return Dictionary(values.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
  }

  /// Keeps a value; nil: none.
  mutating func keep(_ value: Int?, of name: String, camera: String) {
    let index = tables.firstIndex { $0.camera == camera } ?? tables.count
    if index == tables.count { tables.append((camera, [])) }
    tables[index].values.removeAll { $0.name == name }
    if let value { tables[index].values.append((name, value)) }
  }

  /// The file's text.
  var text: String {
    let parts = tables.filter { !$0.values.isEmpty }.map { table -> String in
      let heading = "[\(ConfigurationValue.text(table.camera).literal ?? "")]"
      let lines = table.values.map { "\($0.name) = \($0.value)" }
      return ([heading] + lines).joined(separator: "\n") + "\n"
    }
    return parts.joined(separator: "\n")
  }

  /// Writes the file.
  ///
  /// - Throws: `FileError`.
  func write() throws {
    _ = withPath(String(path.dropLast("/cameras.toml".count))) { mkdir($0, 0o777) }
    try writeFile(path, pathBytes(text))
  }
}

/// Returns what is kept for a camera; nothing, and a line, where the file can't be read.
@Sendable func keptControls(of camera: String) -> [String: Int] {
  do {
    return try KeptControls()?[camera] ?? [:]
  } catch {
    report("\(error): the camera's controls stay as they are")
    return [:]
  }
}
