import Foundation
import SystemSupport
import Testing

@testable import Commands

/// Service of `vbg live`, put up and taken down.
@Suite struct LiveServiceTests {
  private let unit = "config/systemd/user/vbg-live.service"
  private let link = "config/systemd/user/default.target.wants/vbg-live.service"

  private func run(
    _ folder: ScratchFolder, _ options: [String], _ variables: [String: String?] = [:]
  ) throws -> Outcome {
    let environment: [String: String?] = [
      "XDG_CONFIG_HOME": folder.path + "/config", "XDG_RUNTIME_DIR": nil,
      "DBUS_SESSION_BUS_ADDRESS": nil, "VBG_MODELS": "models here",
    ]
    return try Program.vbg.run(
      ["live"] + options, in: folder, environment: environment.merging(variables) { $1 })
  }

  private func all(_ folder: ScratchFolder) -> [String] {
    (FileManager.default.subpaths(atPath: folder.path) ?? []).sorted()
  }

  @Test func `without a manager: one line, a unit and a link, and nothing of it afterwards`() throws
  {
    let folder = ScratchFolder()
    let options = ["--output", "/dev/video9", "--background", "my wall.jpg"]
    let outcome = try run(folder, options + ["--install-service"])
    #expect(outcome.exitCode == 0)
    #expect(outcome.text == folder.path + "/\(unit)\n")
    let said = outcome.errors.split(separator: "\n").filter { !$0.contains("a build") }
    #expect(
      said == ["vbg: no systemd manager runs for this user: the service starts at the next login"])
    let text = String(decoding: try folder.read(unit), as: UTF8.self)
    #expect(
      text.contains(
        #""live" "--output" "/dev/video9" "--background" "my wall.jpg""#))
    #expect(text.contains("ExecStart=:\"\(Program.vbg.path)\""))
    #expect(text.contains("WorkingDirectory=-\(try #require(resolvedPath(folder.path)))\n"))
    #expect(text.contains("Environment=\"VBG_MODELS=models here\""))
    #expect(
      try FileManager.default.destinationOfSymbolicLink(atPath: folder.path + "/" + link)
        == "../vbg-live.service")
    // Again, with other options: those count.
    #expect(try run(folder, ["--install-service", "--output", "/dev/video3"]).exitCode == 0)
    #expect(
      String(decoding: try folder.read(unit), as: UTF8.self).contains("\"/dev/video3\"\n"))
    let end = try run(folder, ["--uninstall-service"])
    #expect(end.exitCode == 0)
    #expect(end.errors.isEmpty)
    #expect(all(folder) == ["config"])
    let again = try run(folder, ["--uninstall-service"])
    #expect(again.exitCode == 0)
    #expect(again.errors == "vbg: no service is installed\n")
  }

  @Test func `other units stay`() throws {
    let folder = ScratchFolder()
    let others = [
      "config/systemd/user/other.service", "config/systemd/user/default.target.wants/x",
    ]
    for other in others {
      try FileManager.default.createDirectory(
        at: folder.url(other).deletingLastPathComponent(), withIntermediateDirectories: true)
      try folder.write([1], other)
    }
    let before = all(folder)
    #expect(try run(folder, ["--install-service"]).exitCode == 0)
    #expect(all(folder).count == before.count + 2)
    #expect(try run(folder, ["--uninstall-service"]).exitCode == 0)
    #expect(all(folder) == before)
  }

  @Test(arguments: ["--install-service", "--uninstall-service"])
  func `a unit of another's is left alone`(option: String) throws {
    let folder = ScratchFolder()
    try FileManager.default.createDirectory(
      at: folder.url(unit).deletingLastPathComponent(), withIntermediateDirectories: true)
    try folder.write(Array("[Service]\n".utf8), unit)
    let outcome = try run(folder, [option])
    #expect(outcome.exitCode == 1)
    #expect(outcome.saysOneLine)
    #expect(try folder.read(unit) == Array("[Service]\n".utf8))
  }

  @Test(arguments: [
    ["--install-service", "--uninstall-service"], ["--install-service", "--blur", "900"],
    ["--install-service", "--transparent"],
  ])
  func `options that no session takes make no service`(options: [String]) throws {
    let folder = ScratchFolder()
    let outcome = try run(folder, options)
    #expect(outcome.exitCode == 2)
    #expect(outcome.saysOneLine)
    #expect(all(folder).isEmpty)
  }

  @Test func `no folder for settings, or one that can't be made`() throws {
    let folder = ScratchFolder()
    let homeless = try run(folder, ["--install-service"], ["XDG_CONFIG_HOME": nil, "HOME": nil])
    #expect(homeless.exitCode == 1)
    #expect(homeless.errors.contains("expected HOME or XDG_CONFIG_HOME"))
    try folder.write([], "config")
    let blocked = try run(folder, ["--install-service"])
    #expect(blocked.exitCode == 1)
    #expect(blocked.errors.contains("config/systemd"))
  }

  @Test func `what a manager is asked for`() throws {
    let folder = ScratchFolder()
    try folder.write(Array("#!/bin/sh\necho \"$@\" >>\"\(folder.path)/calls\"\n".utf8), "systemctl")
    chmod(folder.path + "/systemctl", 0o755)
    let path = ["PATH": folder.path + ":/usr/bin:/bin"]
    #expect(try run(folder, ["--install-service"], path).exitCode == 0)
    #expect(try run(folder, ["--uninstall-service"], path).exitCode == 0)
    let calls = String(decoding: try folder.read("calls"), as: UTF8.self)
      .replacing("--user --no-ask-password --quiet ", with: "")
    #expect(
      calls == """
        daemon-reload
        reset-failed vbg-live.service
        restart vbg-live.service
        stop vbg-live.service
        daemon-reload
        reset-failed vbg-live.service

        """)
  }

  @Test func `a manager that refuses, and one that never answers`() throws {
    let folder = ScratchFolder()
    try folder.write(Array("#!/bin/sh\necho Unit is masked >&2; exit 1\n".utf8), "refuses")
    try folder.write(Array("#!/bin/sh\nsleep 600\n".utf8), "hangs")
    for name in ["refuses", "hangs"] { chmod(folder.path + "/" + name, 0o755) }
    #expect(
      UserManager(program: folder.path + "/refuses").run(["x"]) == .failed("Unit is masked"))
    let hanging = UserManager(program: folder.path + "/hangs", patience: .milliseconds(200))
    #expect(hanging.run(["x"]) == .failed("systemctl did not answer in 0 s"))
    #expect(UserManager(program: folder.path + "/absent").run(["x"]) == .noManager)
    #expect(UserManager(program: nil).run(["x"]) == .noManager)
  }

  private static let realManager: Bool =
    geteuid() == 0
    && ["/lib/systemd/systemd", "/usr/bin/systemctl", "/usr/bin/unshare"].allSatisfy {
      FileManager.default.isExecutableFile(atPath: $0)
    }
    && (try? Shell.run("unshare -m mount -t tmpfs tmpfs /run", in: ScratchFolder()).exitCode) == 0
  private static let managerReason: Comment =
    "skipped: a systemd manager of our own takes root, systemd and mount namespaces"

  /// A user's manager in a mount namespace of its own runs the unit, whose program tells what it got and what
  /// it may.
  @Test(.enabled(if: realManager, managerReason)) func `under a manager of systemd's`() throws {
    let folder = ScratchFolder()
    let program = """
      #!/usr/bin/python3
      import json, os, socket, sys
      def outcome(call):
          try:
              call()
              return "may"
          except OSError as error:
              return error.strerror
      json.dump({
          "arguments": [os.fsencode(word).hex() for word in sys.argv[1:]],
          "folder": os.getcwd(), "models": os.environ.get("VBG_MODELS"),
          "network": outcome(lambda: socket.socket(socket.AF_INET)),
          "local": outcome(lambda: socket.socket(socket.AF_UNIX)),
          "privileges": [line.split()[1] for line in open("/proc/self/status") if line.startswith("NoNewPrivs")][0],
          "runtime": oct(os.stat(os.environ["XDG_RUNTIME_DIR"] + "/vbg").st_mode & 0o777),
      }, open("\(folder.path)/got.new", "w"))
      os.rename("\(folder.path)/got.new", "\(folder.path)/got")
      """
    let path = folder.path + "/a vbg 100%"
    try Data(program.utf8).write(to: URL(fileURLWithPath: path))
    chmod(path, 0o755)
    let words = ServiceUnitTests.awkwardWords
    let unit = ServiceUnit(
      program: path, arguments: words, folder: folder.path, variables: [("VBG_MODELS", "/a b%c")])
    // The real unit writes nothing outside of its folders; this one's answer has to get out.
    let text = try unit.text().replacing(
      "ProtectHome=read-only", with: "ProtectHome=read-only\nReadWritePaths=\(folder.path)"
    ).replacing("PrivateTmp=yes\n", with: "")
    try folder.write(Array(text.utf8), "vbg-live.service")
    let outcome = try Shell.run(
      """
      unshare -m --propagation private sh -c '
        mount -t tmpfs tmpfs /run && mkdir -p -m 700 /run/systemd/system /run/user/0
        export XDG_RUNTIME_DIR=/run/user/0 XDG_CONFIG_HOME="$PWD/config"
        mkdir -p config/systemd/user && cp vbg-live.service config/systemd/user
        /lib/systemd/systemd --user >manager.log 2>&1 & manager=$!
        for i in $(seq 300); do [ -S /run/user/0/systemd/private ] && break; sleep .1; done
        systemctl --user start vbg-live.service
        for i in $(seq 200); do [ -f got ] && break; sleep .1; done
        systemctl --user status vbg-live.service >status 2>&1
        kill -9 $manager'
      cat manager.log status >&2
      """, in: folder)
    let data = try? Data(contentsOf: folder.url("got"))
    let got = try #require(
      data.flatMap { try? JSONSerialization.jsonObject(with: $0) as? [String: Any] },
      "\(outcome.errors)")
    #expect(
      got["arguments"] as? [String]
        == (["live"] + words).map { $0.utf8.map { String(format: "%02x", $0) }.joined() })
    #expect(got["folder"] as? String == resolvedPath(folder.path))
    #expect(got["models"] as? String == "/a b%c")
    #expect(got["network"] as? String == "Address family not supported by protocol")
    #expect(got["local"] as? String == "may")
    #expect(got["privileges"] as? String == "1")
    #expect(got["runtime"] as? String == "0o700")
  }
}
