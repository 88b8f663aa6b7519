import Devices
import Glibc
import Imaging

/// `KEY=VALUE` arguments.
struct LabOptions {
  private let values: [String: String]

  init(_ arguments: some Sequence<String>) {
    var values: [String: String] = [:]
    for argument in arguments {
      guard let equals = argument.firstIndex(of: "=") else {
        fail("expected KEY=VALUE, found \(argument)")
      }
      values[String(argument[..<equals])] = String(argument[argument.index(after: equals)...])
    }
    self.values = values
  }

  subscript(key: String) -> String? { values[key] }

  func integer(_ key: String) -> Int? {
    guard let text = values[key] else { return nil }
    guard let number = Int(text) else { fail("expected a whole number \(key), found \(text)") }
    return number
  }

  func milliseconds(_ key: String) -> Duration? { integer(key).map { .milliseconds($0) } }

  var framesPerSecond: Double? {
    guard let text = values["fps"] else { return nil }
    guard let number = Double(text) else { fail("expected a number fps, found \(text)") }
    return number
  }

  var size: (width: Int, height: Int)? {
    guard let text = values["size"] else { return nil }
    let parts = text.split(separator: "x").compactMap { Int($0) }
    guard parts.count == 2 else { fail("expected a size as 640x480, found \(text)") }
    return (parts[0], parts[1])
  }

  /// The file to write to for this key.
  func file(_ key: String) -> LabFile? { values[key].map(LabFile.init) }
}

func fail(_ message: String) -> Never {
  say("vbg-lab: \(message)")
  exit(2)
}

/// Says why a device failed, by the name of the case and its line.
func describe(_ error: DeviceError) -> String {
  switch error {
  case .timedOut: "timed-out"
  case .lost(let line): "lost: \(line)"
  case .absent(let line): "absent: \(line)"
  case .busy(let line): "busy: \(line)"
  case .unusable(let line): "unusable: \(line)"
  }
}

func pause(_ duration: Duration?) {
  guard let duration else { return }
  let (seconds, attoseconds) = duration.components
  var time = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
  nanosleep(&time, nil)
}

/// A file that pictures are added to.
final class LabFile {
  private let file: UnsafeMutablePointer<FILE>

  init(_ path: String) {
    guard let file = fopen(path, "wb") else { fail("can't write \(path)") }
    self.file = file
  }

  deinit { fclose(file) }

  func write(_ bytes: UnsafeRawBufferPointer) {
    add(bytes)
    fflush(file)
  }

  private func add(_ bytes: UnsafeRawBufferPointer) {
    guard fwrite(bytes.baseAddress, 1, bytes.count, file) == bytes.count else {
      fail("can't write: \(String(cString: strerror(errno)))")
    }
  }

  /// The rows of all planes without what is between them.
  func write(_ view: FrameView) {
    for plane in 0..<view.format.planeCount {
      let count = view.format.rowByteCount(plane: plane, width: view.width)
      for y in 0..<view.format.rowCount(plane: plane, height: view.height) {
        add(UnsafeRawBufferPointer(start: view.plane(plane).row(y), count: count))
      }
    }
    fflush(file)
  }
}

/// Writes a line on standard output at once.
func say(_ text: String) {
  let line = Array("\(text)\n".utf8)
  _ = write(STDOUT_FILENO, line, line.count)
}
