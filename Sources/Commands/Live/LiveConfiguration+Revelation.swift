import Compositing
import Devices
import Live

/// A configuration that shows more than the one in force, and doesn't say so.
struct UnsaidRevelation: Error, CustomStringConvertible {
  let path: String
  let settings: [String]

  var description: String {
    let names = settings.filter { $0 != SettingLayer.presetBlur }.map { "'\($0)'" }
      .joined(separator: ", ")
    return
      "\(path): expected \(names) to be set where more is to be seen than before, found nothing"
  }
}

extension LiveConfiguration {
  /// Checks that whatever shows more than before is said, by an option that was typed or a key of the
  /// file: what merely vanished from a file may have been lost. More is shown
  ///
  /// - behind the person by what `Revelation` calls more: a picture or color shows least, then blurs, the
  ///   strong before the weak, then none;
  /// - of the person by lower limits of the coverage, by a dropped region that is gone, and where regions
  ///   are dropped, by a picture that is mirrored otherwise; by what `MaskHygiene` hides no longer, or
  ///   shows.
  ///
  /// - Throws: `UnsaidRevelation`.
  func checkRevelation(
    since before: LiveConfiguration, mode: OutputMode
  ) throws(UnsaidRevelation) {
    let (options, optionsBefore) = (options, before.options)
    func revelation(_ options: CompositorOptions) -> Revelation {
      Revelation(options.background, width: mode.width, height: mode.height)
    }
    let (coverage, coverageBefore) = (options.coverage, optionsBefore.coverage)
    let hasLostRegion = !Set(optionsBefore.dropRegions).isSubset(of: options.dropRegions)
    let isTurned = options.mirror != optionsBefore.mirror && !optionsBefore.dropRegions.isEmpty
    // How strong a preset's blur is says nothing of whether there is one.
    var backgrounds = BackgroundArguments.choices.filter { $0 != "transparent" }
    if optionsBefore.background.isBlur { backgrounds.append(SettingLayer.presetBlur) }
    let revealing: [([String], Bool)] =
      [
        (backgrounds, revelation(options) > revelation(optionsBefore)),
        (
          ["coverage", "filter"],
          options.visibleAbove < optionsBefore.visibleAbove
            || coverage.upperBound < coverageBefore.upperBound
            || options.filter == optionsBefore.filter
              && coverage.lowerBound < coverageBefore.lowerBound
        ),
        (["drop-region"], hasLostRegion), (["mirror"], isTurned),
      ] + options.hygiene.settingsThatShowMore(than: optionsBefore.hygiene)
    for (settings, showsMore) in revealing where showsMore && said.isDisjoint(with: settings) {
      throw UnsaidRevelation(path: path ?? "", settings: settings)
    }
  }

  /// Returns what a person should know of the effect, if it shows the room.
  func warning(of effect: LiveEffect) -> String? {
    guard effect.revealsRoom else { return nil }
    if arguments.effect.none { return "--none: frames leave as they are" }
    return effect.revelation.isRecognizable
      ? "--blur: so weak that the room can be recognized" : "--keep-region: shows the room there"
  }

  private var options: CompositorOptions { arguments.effect.options(decontaminates: false) }
}
