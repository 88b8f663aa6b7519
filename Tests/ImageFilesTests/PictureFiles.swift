import Foundation
import ImageFiles
import Imaging
import Testing

/// A folder of one test, and the programs that make pictures in it.
final class PictureFolder {
  let path = NSTemporaryDirectory() + "/vbg-pictures-\(UUID().uuidString)"

  init() {
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  func write(_ bytes: [UInt8], _ name: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
  }

  func read(_ name: String) throws -> [UInt8] {
    try Array(Data(contentsOf: URL(fileURLWithPath: file(name))))
  }

  /// Runs a program in the folder; it must succeed.
  func run(_ program: String, _ arguments: String...) throws { try run(program, arguments) }

  func run(_ program: String, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: path)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "\(program) \(arguments)")
  }

  /// The bytes of what a program makes of a frame.
  ///
  /// - Parameter command: its words; `IN` stands for a PNG file of the frame, `OUT` for the result.
  func make(_ frame: Frame, _ ending: String, _ command: String) throws -> [UInt8] {
    try write(encodePNG(frame), "in.png")
    let words = command.split(separator: " ").map { word in
      word == "IN" ? "in.png" : word == "OUT" ? "out.\(ending)" : String(word)
    }
    try run(words[0], Array(words[1...]))
    return try read("out.\(ending)")
  }
}

/// Programs and libraries of this machine, for the traits that skip tests by name.
enum Installed {
  static func program(_ name: String) -> Bool {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
      access("\($0)/\(name)", X_OK) == 0
    }
  }

  static func library(_ name: String) -> Bool { dlopen(name, RTLD_NOW | RTLD_LOCAL) != nil }

  static let webp = library("libwebp.so.7")
  static let heif = library("libheif.so.1") && program("heif-enc")
  static let tiff = library("libtiff.so.6")
  static let gif = library("libgif.so.7") && ffmpeg
  static let ffmpeg = program("ffmpeg")
}

/// A reader served by `vbg-infer`, which is built beside the tests.
let reader = {
  var reader = PictureReader()
  reader.program =
    URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    .path
    + "/vbg-infer"
  return reader
}()

/// Decodes as commands do, but served by `reader`.
func decoded(_ bytes: [UInt8], maxPixelCount: Int = 1_000_000) throws -> Frame {
  let format = try #require(PictureFormat(signatureOf: bytes))
  return try reader.decode(bytes, as: format, maxPixelCount: maxPixelCount).frame
}

/// A picture that looks different after every turn, without edges that codecs would smear.
func pattern(width: Int = 48, height: Int = 30, hasAlpha: Bool = false) -> Frame {
  var pixels: [UInt8] = []
  for y in 0..<height {
    for x in 0..<width {
      pixels += [
        UInt8(x * 255 / (width - 1)), UInt8(y * 255 / (height - 1)), UInt8(max(0, 200 - x - y)),
        hasAlpha ? UInt8(255 - x * 255 / (width - 1)) : 255,
      ]
    }
  }
  return Frame(width: width, height: height, pixels: pixels)
}

extension Frame {
  var bytes: [UInt8] { withPixels { pixels in (0..<pixels.count).map { pixels[$0] } } }

  /// The largest and the mean difference of a byte; colors count where both frames show them.
  func difference(to other: Frame) -> (most: Int, mean: Double) {
    let (mine, others) = (bytes, other.bytes)
    guard width == other.width, height == other.height else { return (256, 256) }
    var (most, sum) = (0, 0)
    for index in mine.indices {
      let alpha = index | 3
      guard index == alpha || mine[alpha] > 0 || others[alpha] > 0 else { continue }
      let difference = abs(Int(mine[index]) - Int(others[index]))
      most = max(most, difference)
      sum += difference
    }
    return (most, Double(sum) / Double(mine.count))
  }
}
