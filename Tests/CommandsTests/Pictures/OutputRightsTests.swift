import Foundation
import Segmentation
import Testing

/// Tests of rights: whose outputs are, who may read them, and what is refused, in every command
/// that writes.
@Suite struct OutputRightsTests {
  let folder = ScratchFolder()

  init() throws {
    try folder.write(encodePNG(gradient(width: 40, height: 30)), "a.png")
    try folder.write(Y4MFilm.moving(frameCount: 2, step: 3).bytes, "in.y4m")
    folder.open()
  }

  /// Commands that write `out`.
  static let commands = [
    "\"$VBG\" compose --model \"$MODEL\" $READING a.png -o out.png",
    "\"$INFER\" \"$MODEL\" $READING a.png -o out.png",
    "\"$INFER\" \"$MODEL\" $READING a.png --cutout out.png -o other.png",
    "\"$INFER\" \"$MODEL\" $READING a.png --dump-output out.npy -o other.png",
    "\"$VBG\" video --model \"$MODEL\" $READING in.y4m out.y4m",
    "\"$VBG\" profile \"$MODEL\" --html out.html --runs 1 --warmup-runs 0 --min-seconds 0",
    "\"$VBG\" profile \"$MODEL\" --trace out.json --runs 1 --warmup-runs 0 --min-seconds 0",
  ]

  private func outName(_ command: String) throws -> String {
    String(try #require(command.split(separator: " ").first { $0.hasPrefix("out.") }))
  }

  @Test(arguments: commands) func theModeIsKept(_ command: String) throws {
    let name = try outName(command)
    for mode in ["600", "664"] {
      let outcome = try Shell.run(
        "echo old > \(name); chmod \(mode) \(name); umask 022; \(command) > log && "
          + "stat -c %a \(name) && ! grep -q old \(name)", in: folder)
      #expect(outcome.exitCode == 0 && outcome.text == "\(mode)\n", "\(outcome.errors)")
    }
    let new = try Shell.run(
      "rm \(name); umask 027; \(command) > log && stat -c %a \(name)", in: folder)
    #expect(new.text == "640\n", "\(new.errors)")
  }

  /// A file that its user may not write: his own without permission, and another's.
  @Test(.enabled(if: Shell.hasOtherUser, Shell.otherUserReason), arguments: commands)
  func whatMayNotBeWrittenIsRefused(_ command: String) throws {
    let name = try outName(command)
    for preparation in [
      "chmod 444 \(name)", "chown 54322 \(name) 2>/dev/null; chmod 444 \(name)",
    ] {
      let outcome = try Shell.run(
        "rm -f \(name) other.png; \(Shell.asOtherUser) sh -c 'echo old > \(name)'; \(preparation); "
          + "\(Shell.asOtherUser) \(command); code=$?; cat \(name); exit $code", in: folder)
      #expect(outcome.exitCode == 1 && outcome.text == "old\n", "\(outcome.errors)")
      #expect(outcome.saysOneLine && outcome.errors.contains("Permission denied"))
      #expect(!folder.names.contains { $0.hasPrefix(".vbg") || $0 == "other.png" })
    }
  }

  /// Of a group that is not the user's: nobody gets rights that he had not.
  @Test(
    .enabled(
      if: Shell.hasOtherUser && geteuid() == 0, "skipped: only the superuser gives files away"))
  func anothersFileBecomesNobodyElses() throws {
    let outcome = try Shell.run(
      "echo old > out.png; chown 54322:54323 out.png; chmod 666 out.png; "
        + "\(Shell.asOtherUser) \(Self.commands[0]) > log; stat -c '%u %g %a' out.png; "
        + "chown 54322:54323 out.png; chmod 0662 out.png; "
        + "\(Shell.asOtherUser) \(Self.commands[0]) > log; stat -c '%u %g %a' out.png", in: folder)
    #expect(outcome.text == "54321 54321 666\n54321 54321 622\n", "\(outcome.errors)")
  }

  @Test(
    .enabled(
      if: Shell.hasOtherUser && geteuid() == 0, "skipped: only the superuser gives files away"))
  func inASharedFolderAnothersFileIsRefusedBeforeWork() throws {
    let outcome = try Shell.run(
      "chmod 1777 .; echo old > out.png; chown 54322 out.png . ; chmod 666 out.png; chown 54323 .; "
        + "\(Shell.asOtherUser) \(Self.commands[0]); code=$?; cat out.png; exit $code", in: folder)
    #expect(outcome.exitCode == 1 && outcome.text == "old\n" && outcome.saysOneLine)
    #expect(outcome.errors.contains("Operation not permitted"), "\(outcome.errors)")
  }

  @Test(arguments: commands) func danglingLinksAreFollowed(_ command: String) throws {
    let name = try outName(command)
    let outcome = try Shell.run(
      "mkdir b; ln -s b/target \(name); \(command) > log && test -L \(name) && test -s b/target",
      in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
  }

  @Test(arguments: commands) func linksInACircleAreRefused(_ command: String) throws {
    let name = try outName(command)
    let outcome = try Shell.run(
      "ln -s two \(name); ln -s \(name) two; \(command); code=$?; test -L two && test -L \(name) && "
        + "exit $code", in: folder)
    #expect(outcome.exitCode == 1 && outcome.saysOneLine, "\(outcome.errors)")
  }

  @Test(arguments: [commands[0], commands[1], commands[4]])
  func namedPipesAreWrittenThrough(_ command: String) throws {
    let name = try outName(command)
    let outcome = try Shell.run(
      "mkfifo \(name); cat \(name) > got & \(command) > log; wait; test -p \(name) && test -s got",
      in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
  }

  /// Its path is not printed between the bytes.
  @Test func standardOutputByName() throws {
    for name in ["/dev/stdout", "/proc/self/fd/1", "/dev/fd/1"] {
      for command in [
        "compose --model \"$MODEL\" $READING a.png", "infer \"$MODEL\" $READING a.png",
      ] {
        let outcome = try Shell.run("\"$VBG\" \(command) -o \(name) | cat", in: folder)
        #expect(try decodeImage(Array(outcome.output)).width == 40, "\(name) \(outcome.errors)")
      }
    }
  }
}
