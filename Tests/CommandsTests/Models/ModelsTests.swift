import Foundation
import ModelCatalogue
import TestSupport
import Testing

@testable import Commands

/// `vbg models`, without a network.
@Suite struct ModelsTests {
  let folder = ScratchFolder()

  /// A folder for `PATH` with a python3 of our own.
  private func fakePython(_ script: String) throws -> String {
    let bin = folder.path + "/bin"
    try FileManager.default.createDirectory(atPath: bin, withIntermediateDirectories: true)
    try makeProgram("#!/bin/sh\n\(script)\n", at: bin + "/python3")
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
        [ "$2" = -c ] && exit 0
        echo "WARNING: Retrying (Retry(total=1)) after connection broken by 'NewConnectionError'"
        echo "ERROR: No matching distribution found for mediapipe==0.10.14" >&2
        exit 1
        """, saying: "no network", "mediapipe 0.10.14")
  }

  @Test func fetchOfAnotherWheel() throws {
    try expectFailure(
      python: """
        [ "$2" = -c ] && exit 0
        echo "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE."
        exit 1
        """, saying: "SHA-256 a807328339e7356fda0bb14df12fedbf1d33bdf81649c5f8666b0026b1cc30b4")
  }

  @Test func fetchOfAnotherMember() throws {
    try expectFailure(
      python: """
        [ "$3" = "import pip" ] && exit 0
        for option; do case $option in --dest=*) : > "${option#--dest=}/a.whl"; exit 0; esac; done
        echo other > "$6"
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
    for environment in [[:], ["HOME": ""], ["HOME": "me", "XDG_DATA_HOME": "data"]] {
      let none = ModelFolders { environment[$0] }
      #expect(none.fetched == nil && none.photos == nil && none.searched.isEmpty)
    }
  }

  /// A folder that is needed and not named is an error, not the current folder.
  @Test(arguments: [nil, "", "relative", "."])
  func withoutHome(_ home: String?) throws {
    for arguments in [
      ["models", "fetch"], ["models", "fetch", "--sample-photo"], ["models", "path", "--folder"],
      ["models", "path"], ["models", "verify"], ["compose", "a.png", "-o", "b.png"],
    ] {
      let outcome = try Program.vbg.run(
        arguments, in: folder, environment: ["HOME": home, "XDG_DATA_HOME": home])
      #expect(outcome.exitCode == 1 && outcome.errors.contains("HOME"), "\(outcome.errors)")
      #expect(outcome.errors.contains("XDG_DATA_HOME") && folder.names.isEmpty)
    }
  }

  private static let hasPip =
    (try? Shell.run("python3 -I -c 'import pip'", in: ScratchFolder()).exitCode) == 0

  /// Modules and programs that lie around are not run.
  @Test(.enabled(if: hasPip, "skipped: no python3 with pip"))
  func nothingOfTheCurrentFolderIsRun() throws {
    let trap = "open('\(folder.path)/trapped', 'w')\n"
    for name in ["pip.py", "zipfile.py", "sitecustomize.py", "usercustomize.py", "sys.py"] {
      try folder.write(Array(trap.utf8), name)
    }
    let script =
      "mkdir pip; cp pip.py pip/__init__.py; cp pip.py pip/__main__.py; "
      + "printf '#!/bin/sh\\ntouch \(folder.path)/trapped\\n' > python3; chmod 755 python3; "
      + "PATH=\":.::$PATH:\" \"$VBG\" models fetch"
    // No index is there, so that the test needs no network.
    let outcome = try Shell.run(
      script, in: folder,
      environment: [
        "PYTHONPATH": folder.path, "PYTHONSTARTUP": folder.path + "/pip.py", "PYTHONHOME": nil,
        "PYTHONUSERBASE": folder.path, "PIP_PYTHON": "./python3", "PIP_RETRIES": "0",
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple", "XDG_DATA_HOME": folder.path + "/data",
      ])
    #expect(outcome.exitCode == 1 && outcome.saysOneLine, "\(outcome.errors)")
    #expect(outcome.errors.contains("mediapipe"), "\(outcome.errors)")
    #expect(!folder.names.contains("trapped") && !folder.names.contains("data"))
  }

  @Test func ffmpegOfTheCurrentFolderIsNotRun() throws {
    let outcome = try Shell.run(
      "for name in ffmpeg ffprobe; do printf '#!/bin/sh\\ntouch trapped\\n' > $name; "
        + "chmod 755 $name; done; : > in.mkv; "
        + "PATH=.: \"$VBG\" video --model \"$MODEL\" $READING in.mkv out.mkv", in: folder)
    #expect(outcome.exitCode == 1 && outcome.saysOneLine && outcome.errors.contains("ffmpeg"))
    #expect(!folder.names.contains("trapped"))
  }

  @Test func pythonGetsAnEnvironmentOfItsOwn() {
    let found = PythonProgram.environment(
      from: [
        "PATH=:/usr/bin:.:bin:/bin:", "PYTHONPATH=/x", "PIP_PYTHON=x", "PIP_TARGET=x", "HOME=/h",
        "PIP_INDEX_URL=https://mirror/simple", "https_proxy=p", "TMPDIR=/t", "PIP_CONFIG_FILE=/c",
        "LD_LIBRARY_PATH=:/lib", "A=b=c",
      ], temporaryFolder: "/own")
    #expect(
      found == [
        "PATH=/usr/bin:/bin", "HOME=/h", "PIP_INDEX_URL=https://mirror/simple", "https_proxy=p",
        "PIP_CONFIG_FILE=/c", "LD_LIBRARY_PATH=/lib", "A=b=c", "TMPDIR=/own",
        "PIP_REQUIRE_VIRTUALENV=0",
      ])
  }

  /// Nothing is left of an interrupted fetch: no folder, no python3, no file.
  @Test(arguments: ["INT", "TERM", "HUP"]) func interruptedFetch(_ signal: String) throws {
    let bin = try fakePython("[ \"$2\" = -c ] && exit 0; trap '' INT TERM HUP; sleep 60; sleep 60")
    try FileManager.default.createDirectory(
      atPath: folder.path + "/tmp", withIntermediateDirectories: true)
    let outcome = try Program.vbg.runToSignal(
      ["models", "fetch"], in: folder,
      environment: ["PATH": bin + ":/usr/bin:/bin", "TMPDIR": folder.path + "/tmp"], signal: signal)
    #expect(outcome.errors == "vbg: interrupted\n")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/tmp").isEmpty)
    let rest = try Shell.run("pgrep -f '\(bin)/[p]ython3'", in: folder)
    #expect(rest.output.isEmpty && !folder.names.contains("data"))
  }
}
