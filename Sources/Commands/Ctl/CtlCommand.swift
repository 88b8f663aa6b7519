import ArgumentParser
import Glibc

/// `vbg ctl`
struct CtlCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ctl", abstract: "Steer a running vbg live.",
    discussion: """
      Examples:
        vbg ctl pause
        vbg ctl set background=wall.jpg
        vbg ctl snapshot now.png

      The session listens on the socket vbg/NAME.sock under $XDG_RUNTIME_DIR (its --name, camera without \
      one), which takes one line of JSON a request, such as {"command":"set","settings":{"blur":8}}.

      Exit codes: 0, 1 when no session answers or it can't do what is asked, 2 for wrong usage.
      """,
    subcommands: [
      StatusCommand.self, PauseCommand.self, ResumeCommand.self, ToggleCommand.self,
      SetCommand.self, PresetCommand.self, NextBackgroundCommand.self, SnapshotCommand.self,
      WatchCommand.self,
    ])

  /// The session that is meant.
  struct SessionArguments: ParsableArguments {
    @Option(help: "The session's name.")
    var name = LiveSteeringArguments.usualName

    func validate() throws {
      guard ControlPlace.isName(name) else {
        throw ValidationError(
          "expected --name of 1 to 40 letters, digits, - and _, found '\(name)'")
      }
    }

    /// Asks for something, and says the session's state afterwards.
    func ask(_ request: ControlRequest) throws {
      try saying {
        let reply = try ControlClient(session: name).ask(request)
        if let status = reply.status { note(status.sentence) }
      }
    }

    /// Does something and says what goes wrong.
    func saying(_ body: () throws -> Void) throws {
      do {
        try body()
      } catch {
        report("\(error)")
        throw ExitCode.failure
      }
    }
  }

  struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "status", abstract: "Tell what the session does.")
    @OptionGroup var session: SessionArguments
    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
      try session.saying {
        let reply = try ControlClient(session: session.name).ask(ControlRequest(.status))
        guard let status = reply.status else { return }
        if json { try printJSON(status) } else { try printLine(status.text) }
      }
    }
  }

  struct PauseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "pause", abstract: "Show the slate, and close the camera.")
    @OptionGroup var session: SessionArguments
    func run() throws { try session.ask(ControlRequest(.pause)) }
  }

  struct ResumeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "resume", abstract: "Show the camera again.")
    @OptionGroup var session: SessionArguments
    func run() throws { try session.ask(ControlRequest(.resume)) }
  }

  struct ToggleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "toggle", abstract: "Pause or resume, whichever it is not.")
    @OptionGroup var session: SessionArguments
    func run() throws { try session.ask(ControlRequest(.toggle)) }
  }

  struct SetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "set", abstract: "Change settings, as the configuration names them.")
    @OptionGroup var session: SessionArguments
    @Argument(help: ArgumentHelp("Such as blur=8 or background=wall.jpg.", valueName: "key=value"))
    var settings: [String]

    func run() throws {
      var values: [String: ConfigurationValue] = [:]
      for word in settings {
        guard let mark = word.firstIndex(of: "=") else {
          throw ValidationError("expected KEY=VALUE, such as blur=8, found '\(word)'")
        }
        let form: SettingForm
        do throws(ControlError) {
          form = try LiveChanges.form(String(word[..<mark]))
        } catch {
          throw ValidationError(error.description)
        }
        let text = String(word[word.index(after: mark)...])
        values[form.name] = try Self.value(text, of: form)
      }
      try session.ask(ControlRequest(.set, settings: values))
    }

    private static func value(
      _ text: String, of form: SettingForm
    ) throws -> ConfigurationValue {
      if ["background", "in-front"].contains(form.name) { return .text(absolutePath(text)) }
      guard form.kind == .flag else { return form.value(ofText: text) }
      if let isOn = ["true": true, "on": true, "false": false, "off": false][text] {
        return .boolean(isOn)
      }
      throw ValidationError("expected true or false for '\(form.name)', found '\(text)'")
    }
  }

  struct PresetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "preset", abstract: "Take a preset (see 'vbg presets').")
    @OptionGroup var session: SessionArguments
    @Argument(help: "Its name.")
    var preset: String
    func run() throws { try session.ask(ControlRequest(.preset, name: preset)) }
  }

  struct NextBackgroundCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "next-background",
      abstract: "Take the next picture of the folder of backgrounds.")
    @OptionGroup var session: SessionArguments
    func run() throws { try session.ask(ControlRequest(.nextBackground)) }
  }

  struct SnapshotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "snapshot", abstract: "Write the picture that leaves into a PNG file.")
    @OptionGroup var session: SessionArguments
    @Argument(help: ArgumentHelp("The file, - for standard output.", valueName: "file"))
    var file: String

    func run() throws {
      guard file == "-" || fileExtension(file)?.lowercased() == "png" else {
        throw ValidationError("expected a name that ends in .png, found '\(file)'")
      }
      try session.saying {
        let reply = try ControlClient(session: session.name).ask(ControlRequest(.snapshot))
        guard let png = reply.png else { throw ControlError("expected a picture, found none") }
        try writeFile(file, Array(png))
        if file != "-" { try printPath(file) }
      }
    }
  }

  struct WatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "watch", abstract: "Print statistics, a line of JSON a second, until control-C.")
    @OptionGroup var session: SessionArguments

    func run() throws {
      try session.saying {
        let client = try ControlClient(session: session.name)
        _ = try client.ask(ControlRequest(.watch))
        while let line = try client.nextLine() { try printLine(line) }
      }
    }
  }
}

extension ControlStatus {
  /// For people, in a line.
  var sentence: String { "\(state), camera \(cameraState)" }

  /// For people.
  var text: String {
    let devices = "\(camera) -> \(outputs.joined(separator: ", "))"
    let rate =
      framesPerSecond == framesPerSecond.rounded()
      ? "\(Int(framesPerSecond))" : "\(framesPerSecond)"
    let lines = settings.sorted { $0.key < $1.key }.compactMap { name, value in
      value.literal.map { "  \(name) = \($0)" }
    }
    let demand = onDemand ? ", on demand" : ""
    return (["\(sentence)\(demand)", "\(devices), \(width)x\(height), \(rate) fps"] + lines)
      .map { printable($0) }.joined(separator: "\n")
  }
}

/// A path that means the same to a program in another folder.
private func absolutePath(_ path: String) -> String {
  guard !isAbsolute(path), let folder = getcwd(nil, 0) else { return path }
  defer { free(folder) }
  return String(cString: folder) + "/" + path
}
