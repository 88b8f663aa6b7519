import Foundation
import ModelCatalogue
import Testing

@testable import Commands

/// `vbg models`, without a network.
@Suite struct ModelsTests {
  let folder = ScratchFolder()

  /// A folder for `PATH` with a python3 of our own.
  private func fakePython(_ script: String) throws -> String {
    let bin = folder.path + "/bin"
    try FileManager.default.createDirectory(atPath: bin, withIntermediateDirectories: true)
    try Data("#!/bin/sh\n\(script)\n".utf8).write(to: folder.url("bin/python3"))
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: bin + "/python3")
    return bin
  }

  /// Runs fetch with a python3, and expects one line and nothing left behind.
  private func expectFailure(python: String?, saying words: String...) throws {
    let path = try python.map(fakePython) ?? folder.path
    try FileManager.default.createDirectory(
      atPath: folder.path + "/tmp", withIntermediateDirectories: true)
    let outcome = try Program.vbg.run(
      "models", "fetch", "--all", in: folder,
      environment: ["PATH": path + ":/usr/bin:/bin", "TMPDIR": folder.path + "/tmp"])
    #expect(outcome.exitCode == 1)
    #expect(outcome.saysOneLine && outcome.output.isEmpty, "\(outcome.errors)")
    for word in words { #expect(outcome.errors.contains(word), "\(outcome.errors)") }
    #expect(!folder.names.contains("data"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/tmp").isEmpty)
  }

  @Test func fetchWithoutPython() throws {
    let outcome = try Program.vbg.run(
      "models", "fetch", in: folder, environment: ["PATH": folder.path])
    #expect(outcome.exitCode == 1)
    #expect(outcome.saysOneLine && outcome.errors.contains("expected python3"))
  }

  @Test func fetchWithoutPip() throws {
    try expectFailure(python: "exit 1", saying: "expected pip", "python3-pip")
  }

  @Test func fetchWithoutNetwork() throws {
    try expectFailure(
      python: """
        [ "$1" = -c ] && exit 0
        echo "WARNING: Retrying (Retry(total=1)) after connection broken by 'NewConnectionError'"
        echo "ERROR: No matching distribution found for mediapipe==0.10.14" >&2
        exit 1
        """, saying: "no network", "mediapipe 0.10.14")
  }

  @Test func fetchOfAnotherWheel() throws {
    try expectFailure(
      python: """
        [ "$1" = -c ] && exit 0
        echo "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE."
        exit 1
        """, saying: "SHA-256 a807328339e7356fda0bb14df12fedbf1d33bdf81649c5f8666b0026b1cc30b4")
  }

  @Test func fetchOfAnotherMember() throws {
    try expectFailure(
      python: """
        [ "$2" = "import pip" ] && exit 0
        for option; do case $option in --dest=*) : > "${option#--dest=}/a.whl"; exit 0; esac; done
        echo other > "$5"
        """, saying: "selfie_segmentation", "expected", "found")
  }

  @Test func fetchByHandExplains() throws {
    let outcome = try Program.vbg.run("models", "fetch", "meet", in: folder)
    #expect(outcome.exitCode == 1)
    for word in [
      "Google Meet", "Apache-2.0",
      "4fa38a8d2e48e6e3a6fc59a8c88f8766147544947689dec299f654bfdb2b171e",
      folder.path + "/data/vbg/models",
    ] {
      #expect(outcome.errors.contains(word))
    }
  }

  @Test func verifyFindsWhatDiffers() throws {
    let none = try Program.vbg.run("models", "verify", in: folder)
    #expect(none.exitCode == 1 && none.saysOneLine)
    try folder.write([1, 2, 3], "selfie_segmentation.tflite")
    let altered = try Program.vbg.run(
      "models", "verify", in: folder, environment: ["VBG_MODELS": "/nowhere:" + folder.path])
    #expect(altered.exitCode == 1 && altered.saysOneLine)
    // The SHA-256 of the bytes 1, 2, 3.
    #expect(
      altered.errors.contains("039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81"))
  }

  @Test func pathFollowsTheFolders() throws {
    let folderOutcome = try Program.vbg.run("models", "path", "--folder", in: folder)
    #expect(folderOutcome.text == folder.path + "/data/vbg/models\n")
    let absent = try Program.vbg.run("models", "path", "mlkit", in: folder)
    #expect(absent.exitCode == 1 && absent.saysOneLine && absent.output.isEmpty)
    try folder.write([], "segm_lite_v681.tflite")
    let present = try Program.vbg.run(
      "models", "path", "meet-lite", in: folder, environment: ["VBG_MODELS": folder.path])
    #expect(present.exitCode == 0)
    #expect(present.text == folder.path + "/segm_lite_v681.tflite\n")
  }

  @Test func listNamesEveryModel() throws {
    let text = try Program.vbg.run("models", "list", in: folder)
    let json = try Program.vbg.run("models", "list", "--json", in: folder)
    let records = try #require(
      try JSONSerialization.jsonObject(with: json.output) as? [[String: Any]])
    #expect(text.lines.count == 8 && records.count == 7)
    for entry in Catalogue.entries { #expect(text.text.contains(entry.name)) }
    #expect(records.filter { $0["isDefault"] as? Bool == true }.count == 1)
    #expect(records.allSatisfy { ($0["sha256"] as? String)?.count == 64 })
  }

  @Test(arguments: [
    ["models", "fetch", "nope"], ["models", "fetch", "--all", "mlkit"], ["models", "nope"],
    ["models", "path", "mlkit", "--folder"], ["models", "list", "extra"], ["nope"],
  ])
  func wrongUsage(arguments: [String]) throws {
    let outcome = try Program.vbg.run(arguments, in: folder)
    #expect(outcome.exitCode == 2 && outcome.saysOneLine, "\(outcome.errors)")
  }

  @Test func foldersFromTheEnvironment() {
    let listed = ModelFolders { ["VBG_MODELS": "/a::b", "HOME": "/home/me"][$0] }
    #expect(listed.searched == ["/a", "b", "/home/me/.local/share/vbg/models"])
    let relative = ModelFolders { ["XDG_DATA_HOME": "data", "HOME": "/h"][$0] }
    #expect(relative.fetched == "/h/.local/share/vbg/models", "XDG wants absolute paths")
    let absolute = ModelFolders { ["XDG_DATA_HOME": "/data"][$0] }
    #expect(absolute.fetched == "/data/vbg/models")
  }
}
