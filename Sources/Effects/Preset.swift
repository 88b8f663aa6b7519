/// A named set of options: a table that commands, configurations, sessions and pages share.
///
/// What it does not name stays as it is. A built-in preset says how strong a blur is, not whether there
/// is one: a picture or a color that was chosen stays behind the person.
public struct Preset: Sendable, Equatable {
  /// An option and its value.
  public struct Setting: Sendable, Equatable {
    /// The option's name, without dashes.
    public let name: String
    /// The value as the command line takes it; nil: the default, whatever was chosen elsewhere.
    public let value: String?

    /// The option with a value.
    public init(_ name: String, _ value: String?) {
      self.name = name
      self.value = value
    }
  }

  /// Name that chooses it.
  public let name: String
  /// Purpose, in a few words.
  public let summary: String
  /// The options that it names, each once.
  public let settings: [Setting]

  /// A preset.
  public init(_ name: String, _ summary: String, _ settings: [Setting]) {
    self.name = name
    self.summary = summary
    self.settings = settings
  }

  /// The presets that are always there. Their names belong to nobody else.
  public static let builtIn: [Preset] = [.demo, .privacy]

  /// Settings and maths of the browser demo (Volcomix/virtual-background): `CompositorOptions.demo`. It
  /// names every option that the demo's pipeline depends on.
  public static let demo = Preset(
    "demo", "the browser demo's settings and maths",
    [
      Setting("blur", "demo"), Setting("filter", "exact"), Setting("sigma-space", "1"),
      Setting("sigma-color", "0.1"), Setting("coverage", "0.5,0.75"), Setting("light-wrap", nil),
      Setting("blend", "screen"), Setting("wrap-source", "sharp"),
      Setting("wrap-reach", "coverage"), Setting("decontaminate", "off"), Setting("matting", "off"),
      Setting("framing", "stretch"), Setting("blur-shape", "gaussian"),
      Setting("only-main-person", nil), Setting("min-area", nil), Setting("fill-holes", nil),
      Setting("grow", nil), Setting("shrink", nil), Setting("feather", nil),
      Setting("relight", nil), Setting("warmth", nil), Setting("dim-background", nil),
      Setting("desaturate-background", nil), Setting("opacity", nil), Setting("auto-frame", nil),
    ])

  /// A room of which only light and large shapes are left.
  public static let privacy = Preset(
    "privacy", "a blur that hides large writing and faces too", [Setting("blur", "16")])
}
