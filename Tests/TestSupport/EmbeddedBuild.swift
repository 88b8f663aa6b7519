import Foundation

/// A program of `Tools/build-embedded` with what runs it on this machine. `VBG_EMBEDDED` names its target:
/// set by `Tools/test`, which builds it before.
public enum EmbeddedBuild: String, Sendable {
  /// WebAssembly with SIMD, and the same with relaxed SIMD.
  case wasm, relaxed
  case arm64

  /// The build to test; nil when there is none.
  public static let tested = ProcessInfo.processInfo.environment["VBG_EMBEDDED"].flatMap(Self.init)

  /// A process that runs the program with arguments; not started.
  public func process(_ arguments: [String]) -> Process {
    let folder = ProjectFolders.root.appending(path: ".build-embedded/\(rawValue)")
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      switch self {
      case .wasm, .relaxed:
        [
          "node", ProjectFolders.root.appending(path: "Tests/vbg-embedded/run.mjs").path,
          folder.appending(path: "vbg.wasm").path,
        ] + arguments
      case .arm64: ["qemu-aarch64", folder.appending(path: "vbg").path] + arguments
      }
    return process
  }
}
