import Foundation
import Testing

/// Shell for tests that need one: arguments that are no text, limits, other users.
enum Shell {
  /// Runs a script of sh in a folder. `$VBG`, `$INFER` and `$MODEL` are our programs and a small model,
  /// `$READING` how to read it.
  static func run(
    _ script: String, in folder: ScratchFolder, environment: [String: String?] = [:]
  ) throws -> Outcome {
    var variables: [String: String?] = [
      "VBG": Program.vbg.path, "INFER": Program.infer.path,
      "MODEL": TestModel.segmentationNetwork.path,
      "READING": "--decode softmax2 --input-range 0...1",
    ]
    variables.merge(environment) { $1 }
    return try Program(path: "/bin/sh").run(["-c", script], in: folder, environment: variables)
  }

  /// Words that a command begins with to be run by a user without rights; empty where we are one.
  static let asOtherUser =
    geteuid() == 0 ? "setpriv --reuid=54321 --regid=54321 --clear-groups" : ""

  /// Whether such a user can run our programs.
  static let hasOtherUser: Bool = {
    let folder = ScratchFolder()
    guard let outcome = try? run("\(asOtherUser) \"$VBG\" --version <\"$MODEL\"", in: folder) else {
      return false
    }
    return outcome.exitCode == 0
  }()
  static let otherUserReason: Comment =
    "skipped: setpriv is missing, or the build's folder is closed to other users"
}

extension ScratchFolder {
  /// Lets every user write here.
  func open() { chmod(path, 0o777) }
}
