import ArgumentParser

/// `vbg studio`
struct StudioCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "studio",
    abstract: "Show and steer a session on a page in the browser.",
    usage: "vbg studio [--camera <device>|--photo <file>|--film <file>] [<options>]",
    discussion: """
      Examples:
        vbg studio                            the session that runs (vbg live)
        vbg studio --camera /dev/video0       one of its own, seen on the page alone
        vbg studio --camera /dev/video0 --output pipewire
        vbg studio --photo me.jpg --blur 12   tries settings on a photo
        vbg studio --camera browser           the camera that the browser has

      The page shows what leaves, and has a control for each setting of the effect, the presets, the pictures \
      behind the person and figures. It is served on 127.0.0.1 alone, to whoever has the address that is \
      printed: it ends in a secret. While no page is open nothing is sent, and a session of its own \
      closes its camera.

      With --camera, --photo or --film all options of vbg live count; Control-C ends the session, too.

      Exit codes: 0, 1 when there is no session, or a port, a device or a file can't be used, 2 for wrong usage.
      """)

  @OptionGroup(title: "Page") var page: PageArguments
  @OptionGroup var live: LiveArguments

  func validate() throws {
    let sources = [
      ("--camera", live.devices.camera), ("--photo", page.photo), ("--film", page.film),
    ]
    let named = sources.filter { $0.1 != nil }.map(\.0)
    if named.count > 1 {
      throw ValidationError(
        "expected one of \(named.joined(separator: ", ")), found \(named.count)")
    }
  }

  func run() throws {
    let typed = try typedBehindSubcommand()
    let words = StudioWords(typed)
    let hasSource = live.devices.camera != nil || page.photo != nil || page.film != nil
    guard hasSource else {
      if let other = words.others.first {
        throw ValidationError(
          "expected --camera, --photo or --film beside '\(other)', found none: the page changes what a running "
            + "session does")
      }
      return try runStudio(page, session: words.name)
    }
    try runStudio(page, ofOwn: words.rest, devices: .real)
  }
}

/// Options of the page.
struct PageArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp("The port of 127.0.0.1 (default: one that is free).", valueName: "number"))
  var port: Int?

  @Flag(help: "Do not open the browser.")
  var noOpen = false

  @Option(
    help: ArgumentHelp("A photo in place of a camera.", valueName: "file"), completion: .file())
  var photo: String?

  @Option(
    help: ArgumentHelp("A film in place of a camera; it goes round.", valueName: "file"),
    completion: .file())
  var film: String?

  func validate() throws {
    guard let port else { return }
    guard (0...65535).contains(port) else {
      throw ValidationError("expected --port from 0 to 65535, found \(port)")
    }
  }
}

/// Words that were typed behind `studio`, without what `vbg live` knows nothing of.
private struct StudioWords {
  /// For `vbg live`.
  private(set) var rest: [String] = []
  /// The name of a session.
  private(set) var name: String?

  init(_ typed: [String]) {
    var words = typed[...]
    while let word = words.popFirst() {
      let option = word.prefix { $0 != "=" }
      switch option {
      case "--no-open": continue
      case "--port", "--photo", "--film":
        if option.count == word.count { _ = words.popFirst() }
      case "--name":
        let value =
          option.count == word.count
          ? words.popFirst() : String(word.dropFirst(option.count + 1))
        name = value
        rest += ["--name=\(value ?? "")"]
      default: rest.append(word)
      }
    }
  }

  /// The options that make sense for a session of one's own alone.
  var others: [String] { rest.filter { !$0.hasPrefix("--name=") && $0 != "--quiet" } }
}
