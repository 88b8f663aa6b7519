import ArgumentParser
import Compositing

/// Options of a picture: the background, and how the person is put on it.
@dynamicMemberLookup
struct EffectArguments: ParsableArguments {
  @OptionGroup(title: "Background") var backgrounds: BackgroundArguments
  @OptionGroup(title: "Person") var person: PersonArguments
  @OptionGroup(title: "Presets") var presets: PresetArguments
  @OptionGroup(title: "Mask") var hygiene: MaskHygieneArguments
  @OptionGroup(title: "Studio") var studio: StudioArguments
  @OptionGroup(title: "Expert options") var edge: EdgeArguments
  @OptionGroup(title: "Expert options") var light: LightWrapArguments

  /// The groups.
  private var groups: [any EffectOptions] { [backgrounds, person, hygiene, studio, edge, light] }

  /// The options of all groups as keys of the configuration and of presets, in the order of printing.
  static let settings: [Setting<EffectArguments>] =
    BackgroundArguments.settings.map { $0.part(\.backgrounds) }
    + EdgeArguments.settings.map { $0.part(\.edge) }
    + LightWrapArguments.settings.map { $0.part(\.light) }
    + PersonArguments.settings.map { $0.part(\.person) }
    + MaskHygieneArguments.settings.map { $0.part(\.hygiene) }
    + StudioArguments.settings.map { $0.part(\.studio) }

  func validate() throws {
    do throws(CompositingError) {
      try options(decontaminates: false).validate()
    } catch {
      throw ValidationError(inUnits(error))
    }
  }

  /// Checks that no color lets something through.
  ///
  /// - Parameter output: what has no place for alpha.
  /// - Throws: `ValidationError`.
  func checkOpaqueColor(for output: String) throws(ValidationError) {
    guard let color = backgrounds.color, !color.isOpaque else { return }
    throw ValidationError(
      "expected an opaque --color for \(output), found one of \(Int((color.alpha * 100).rounded())) % alpha"
    )
  }

  /// Returns what the compositor gets. A color with alpha is left out: the result is then
  /// transparent.
  ///
  /// - Parameters:
  ///   - decontaminates: what holds where the command line does not say.
  ///   - transparent: whether the person is to stand alone.
  func options(decontaminates: Bool, transparent: Bool = false) -> CompositorOptions {
    var options = CompositorOptions()
    options.background = backgrounds.effect(transparent: transparent)
    options.decontaminate = decontaminates
    for group in groups { group.apply(to: &options) }
    return options
  }

  subscript<Value>(dynamicMember path: KeyPath<BackgroundArguments, Value>) -> Value {
    backgrounds[keyPath: path]
  }

  subscript<Value>(dynamicMember path: KeyPath<PersonArguments, Value>) -> Value {
    person[keyPath: path]
  }

  subscript<Value>(dynamicMember path: KeyPath<EdgeArguments, Value>) -> Value {
    edge[keyPath: path]
  }
}

/// An option out of range, by its name on the command line and with its unit.
private func inUnits(_ error: CompositingError) -> String {
  guard case .range(let option, let range, let found) = error else { return "\(error)" }
  let units = [
    "blur": " % of the frame's height", "sigma space": " cells of the mask",
    "sigma color": " of a channel's whole range", "coverage": " of the mask's whole range",
    "light wrap": " of the background's light",
  ]
  let name = option.replacing(" ", with: "-")
  return "expected --\(name) from \(shortText(range.lowerBound)) to \(shortText(range.upperBound))"
    + "\(units[option] ?? ""), found \(shortText(found))"
}

/// Checks that an option's number, if there is one, lies in its range.
///
/// - Throws: `ValidationError`.
func check(
  _ option: String, _ value: Float?, _ range: ClosedRange<Float>, _ unit: String
) throws {
  guard let value, !range.contains(value) else { return }
  throw ValidationError(
    "expected \(option) from \(shortText(range.lowerBound)) to \(shortText(range.upperBound)) "
      + "\(unit), found \(shortText(value))")
}

/// A number without a fraction of nothing: `20` instead of `20.0`.
func shortText(_ value: Float) -> String {
  let text = "\(value)"
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
