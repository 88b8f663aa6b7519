import Devices
import Foundation
import ImageFiles
import Imaging
import Testing

@testable import Commands

/// Tests of what happens to the files of a running `vbg live`: nothing that a file merely lost may
/// show more.
@Suite(.serialized) struct LiveSettingsFileTests {
  private let folder = ScratchFolder()

  /// Ways to lose a configuration that says `color = "red"`, and what is said of each.
  private static let losses: [(String, @Sendable (String) throws -> Void, String)] = [
    ("removed", { unlink($0) }, "found no such file"),
    (
      "folder moved", { rename(folderOf($0), folderOf($0) + "-away") },
      "found no such file"
    ),
    (
      "folder removed",
      { try FileManager.default.removeItem(atPath: folderOf($0)) },
      "found no such file"
    ),
    ("empty", { try put("", $0) }, "found none"),
    ("blank", { try put(" \n# red\n\n", $0) }, "found none"),
    ("a table alone", { try put("[live]\n", $0) }, "found none"),
    ("half", { try put("[live]\ncol", $0) }, "expected TOML"),
    ("another setting", { try put("[live]\nfit = \"contain\"\n", $0) }, "'color'"),
    ("the color removed", { try put("[live]\n# color = \"red\"\nmirror = true\n", $0) }, "'color'"),
    ("blur off", { try put("[live]\nblur = false\n", $0) }, "'color'"),
    ("none off", { try put("[live]\nnone = false\n", $0) }, "'color'"),
    (
      "bytes", { try Data([0xFF, 0xFE, 0, 1]).write(to: URL(fileURLWithPath: $0)) }, "expected TOML"
    ),
    ("too large", { try put(String(repeating: "#", count: 2 << 20), $0) }, "at most"),
    ("a dangling link", { try link("/nowhere/at/all", $0) }, "found no such file"),
    ("a link to itself", { try link($0, $0) }, "symbolic links"),
    (
      "a folder",
      {
        unlink($0)
        mkdir($0, 0o700)
      }, "found a folder"
    ),
    (
      "a pipe",
      {
        unlink($0)
        mkfifo($0, 0o600)
      }, "a device or a pipe"
    ),
    ("an endless device", { try link("/dev/zero", $0) }, "a device or a pipe"),
    ("the null device", { try link("/dev/null", $0) }, "found none"),
    // Can be opened, but its first page can't be read.
    ("input/output error", { try link("/proc/self/mem", $0) }, "Input/output error"),
  ]

  private static func folderOf(_ path: String) -> String {
    (path as NSString).deletingLastPathComponent
  }

  private static func put(_ text: String, _ path: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  private static func link(_ target: String, _ path: String) throws {
    unlink(path)
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
  }

  @Test(.timeLimit(.minutes(2))) func aLostConfigurationShowsNothing() throws {
    let stay = "the settings stay as they were"
    try folder.configure("color = \"red\"")
    let rehearsal = try Rehearsal(folder, [])
    try rehearsal.wait { $0.contains(Shade.red) }
    for (count, (name, lose, expected)) in Self.losses.enumerated() {
      let before = rehearsal.errors.count
      try lose(folder.configurationPath)
      rehearsal.send(SIGHUP)
      try rehearsal.waitForErrors(stay, count: count + 1)
      // Asked again, it is not said again.
      rehearsal.send(SIGHUP)
      try rehearsal.waitForFrames(30)
      let said = String(rehearsal.errors.dropFirst(before))
      #expect(said.contains(expected), "\(name): \(said)")
      #expect(said.components(separatedBy: stay).count == 2, "\(name): \(said)")
      try? FileManager.default.removeItem(atPath: folder.configurationPath)
      try folder.configure("color = \"red\"")
      rehearsal.send(SIGHUP)
      try rehearsal.waitForErrors("read the settings again", count: count + 1)
    }
    #expect(rehearsal.frames().allSatisfy { $0 == Shade.red })
    // What is explicit is taken.
    try folder.configure("color = \"blue\"")
    try rehearsal.wait { $0.last == Shade.blue }
    rehearsal.send(SIGTERM)
    #expect(rehearsal.end() == 0)
  }

  @Test(
    .timeLimit(.minutes(1)),
    .enabled(
      if: geteuid() != 0, "root may read every file: a file without rights is tried as another"))
  func aConfigurationWithoutRightsShowsNothing() throws {
    try folder.configure("color = \"red\"")
    let rehearsal = try Rehearsal(folder, [])
    try rehearsal.wait { $0.contains(Shade.red) }
    chmod(folder.configurationPath, 0)
    rehearsal.send(SIGHUP)
    try rehearsal.waitForErrors("Permission denied: the settings stay as they were")
    try rehearsal.waitForFrames(60)
    #expect(rehearsal.frames().allSatisfy { $0 == Shade.red })
    rehearsal.send(SIGTERM)
    #expect(rehearsal.end() == 0)
  }

  /// Settings of a file, what comes after them, and the key without which that shows more; nil where the
  /// change is taken.
  @Test(
    .timeLimit(.minutes(1)),
    arguments: [
      ("color = \"red\"", "none = true", nil), ("color = \"red\"", "blur = 3", nil),
      ("color = \"red\"", "blur = true", nil), ("none = true", "", "found none"),
      ("none = true", "mirror = true", nil), ("blur = 0.1", "mirror = true", nil),
      ("blur = 10", "blur = 1", nil),
      ("coverage = [0.6, 0.9]", "mirror = true", "'coverage'"),
      ("coverage = [0.5, 0.9]", "mirror = true", "'coverage'"),
      ("coverage = [0.3, 0.4]", "mirror = true", "'coverage'"),
      ("coverage = [0.0, 0.4]", "mirror = true", nil),
      ("only-main-person = true", "mirror = true", "'only-main-person'"),
      ("min-area = 2", "min-area = 1", nil), ("shrink = 3", "mirror = true", "'grow', 'shrink'"),
      ("shrink = 3", "grow = 1", nil), ("feather = 3", "mirror = true", "'feather'"),
      ("fill-holes = 2", "mirror = true", nil),
      ("coverage = [0.6, 0.9]", "coverage = [0.1, 0.2]", nil),
      ("drop-region = [\"0,0,9,9\"]", "fit = \"tile\"", "'drop-region'"),
      ("drop-region = [\"0,0,9,9\"]", "drop-region = []", nil),
      ("drop-region = [\"0,0,9,9\"]", "drop-region = [\"0,0,9,9\", \"1,1,2,2\"]", nil),
      (
        "mirror = true\ndrop-region = [\"0,0,9,9\"]", "drop-region = [\"0,0,9,9\"]", "'mirror'"
      ),
      (
        "mirror = true\ndrop-region = [\"0,0,9,9\"]",
        "mirror = false\ndrop-region = [\"0,0,9,9\"]", nil
      ),
      ("keep-region = [\"0,0,9,9\"]", "mirror = true", nil),
      ("preset = \"privacy\"", "mirror = true", "'blur'"),
      ("preset = \"privacy\"", "preset = \"demo\"", nil),
      ("preset = \"privacy\"\ncolor = \"red\"", "preset = \"privacy\"", "'color'"),
      ("preset = \"own\"\n[presets.own]\ncolor = \"red\"", "preset = \"own\"", "expected a preset"),
      (
        "preset = \"own\"\n[presets.own]\ncolor = \"red\"",
        "preset = \"own\"\n[presets.own]\nmirror = true", "'color'"
      ),
      (
        "preset = \"own\"\n[presets.own]\ncolor = \"red\"",
        "preset = \"own\"\n[presets.own]\nblur = 3", nil
      ),
    ] as [(String, String, String?)])
  func whatShowsMoreMustBeSaid(before: String, after: String, missing: String?) throws {
    try folder.configure(before)
    let rehearsal = try Rehearsal(folder, ["--size", "64x48"])
    try rehearsal.waitForFrames(5)
    try folder.configure(after)
    rehearsal.send(SIGHUP)
    if let missing {
      try rehearsal.waitForErrors("the settings stay as they were")
      #expect(rehearsal.errors.contains(missing), "\(rehearsal.errors)")
      #expect(!rehearsal.errors.contains("again"))
    } else {
      try rehearsal.waitForErrors("read the settings again")
      #expect(!rehearsal.errors.contains("stay"), "\(rehearsal.errors)")
    }
    rehearsal.send(SIGTERM)
    #expect(rehearsal.end() == 0)
  }

  /// The default blur is weaker than a strong one in frames of a camera's usual size.
  @Test func theDefaultBlurIsNoSubstituteForAStrongOne() throws {
    let mode = OutputMode(width: 1280, height: 720, framesPerSecond: 30)
    let configurations = try [["--blur=10"], [], ["--blur=demo"], ["--blur=0.5"]].map {
      try LiveConfiguration(typed: $0, path: nil)
    }
    #expect(throws: UnsaidRevelation.self) {
      try configurations[1].checkRevelation(since: configurations[0], mode: mode)
    }
    try configurations[2].checkRevelation(since: configurations[0], mode: mode)
    try configurations[1].checkRevelation(since: configurations[3], mode: mode)
  }

  /// What was typed is explicit for ever: a file that vanishes takes nothing of it away.
  @Test(.timeLimit(.minutes(1))) func withoutAFileThereIsNothingToLose() throws {
    let rehearsal = try Rehearsal(folder, ["--color", "red"])
    try rehearsal.wait { $0.contains(Shade.red) }
    rehearsal.send(SIGHUP)
    try rehearsal.waitForErrors("read the settings again")
    try folder.configure("")
    try rehearsal.waitForErrors("read the settings again", count: 2)
    rehearsal.send(SIGTERM)
    #expect(rehearsal.end() == 0)
    #expect(!rehearsal.errors.contains("stay"))
  }

  /// A background that is gone, cut off or replaced by what can't be read leaves the old one.
  @Test(.timeLimit(.minutes(1))) func aLostBackgroundStays() throws {
    let path = folder.path + "/wall.png"
    func picture(_ red: UInt8, _ blue: UInt8) throws -> [UInt8] {
      try encodePNG(
        Frame(width: 64, height: 48, pixels: (0..<64 * 48).flatMap { _ in [red, 0, blue, 255] }))
    }
    try folder.write(try picture(255, 0), "wall.png")
    try folder.configure("background = \"\(path)\"\nlight-wrap = 0")
    let rehearsal = try Rehearsal(folder, [])
    try rehearsal.wait { $0.contains(Shade.red) }
    let losses: [() throws -> Void] = [
      {}, { mkfifo(path, 0o600) }, { mkdir(path, 0o700) },
      { try self.folder.write([], "wall.png") },
      { try self.folder.write(Array(try picture(255, 0).prefix(60)), "wall.png") },
      { try Self.link("/dev/zero", path) }, { try Self.link("/proc/self/mem", path) },
    ]
    for (count, lose) in losses.enumerated() {
      try? FileManager.default.removeItem(atPath: path)
      try lose()
      try rehearsal.waitForErrors("the settings stay as they were", count: count + 1)
    }
    #expect(rehearsal.frames().allSatisfy { $0 == Shade.red }, "\(rehearsal.errors)")
    unlink(path)
    try folder.write(try picture(0, 255), "wall.png")
    try rehearsal.wait { $0.last == Shade.blue }
    rehearsal.send(SIGTERM)
    #expect(rehearsal.end() == 0)
  }

  /// A configuration that is no file is refused at the start, and not waited for.
  @Test(.timeLimit(.minutes(1))) func aPipeIsNoConfiguration() throws {
    try FileManager.default.createDirectory(
      atPath: folder.path + "/vbg", withIntermediateDirectories: true)
    mkfifo(folder.configurationPath, 0o600)
    let rehearsal = try Rehearsal(folder, [])
    #expect(rehearsal.end() == 1)
    #expect(rehearsal.errors.contains("found a device or a pipe"))
    // The null device is a configuration without settings.
    unlink(folder.configurationPath)
    try Self.link("/dev/null", folder.configurationPath)
    let empty = try Rehearsal(folder, ["--color", "red"])
    try empty.wait { $0.contains(Shade.red) }
    empty.send(SIGTERM)
    #expect(empty.end() == 0)
  }

  /// Effects that show the room are named when they come into force, once.
  @Test(.timeLimit(.minutes(1))) func effectsThatShowTheRoomAreSaid() throws {
    try folder.configure("color = \"red\"")
    let rehearsal = try Rehearsal(folder, [])
    try rehearsal.wait { $0.contains(Shade.red) }
    try folder.configure("blur = 0")
    try rehearsal.waitForErrors("read the settings again")
    try folder.configure("blur = 0\nlight-wrap = 0.1")
    try rehearsal.waitForErrors("read the settings again", count: 2)
    try folder.configure("none = true")
    try rehearsal.waitForErrors("read the settings again", count: 3)
    rehearsal.send(SIGTERM)
    #expect(rehearsal.end() == 0)
    for said in [
      "--blur: so weak that the room can be recognized", "--none: frames leave as they are",
    ] {
      #expect(rehearsal.errors.components(separatedBy: said).count == 2, "\(rehearsal.errors)")
    }
  }
}
