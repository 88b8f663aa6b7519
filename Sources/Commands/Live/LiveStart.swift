/// The beginning of `vbg live`: what was typed, and with `--remember` what the last session was left with.
struct LiveStart {
  /// The command line behind `live`.
  let typed: [String]
  /// Place where settings are kept; nil where they are not.
  let remembered: RememberedChanges?
  /// Settings of the last session.
  let changes: LiveChanges
  /// The settings that follow.
  let configuration: LiveConfiguration

  /// Reads the configuration.
  ///
  /// - Throws: what `LiveConfiguration` and `RememberedChanges` throw.
  init(typed: [String]) throws {
    self.typed = typed
    let plain = try LiveConfiguration(typed: typed)
    let steering = plain.arguments.steering
    remembered = steering.remember ? RememberedChanges(session: steering.name) : nil
    if steering.remember, remembered == nil {
      throw ControlError(
        "expected XDG_STATE_HOME or HOME to name a folder for --remember, found neither")
    }
    changes = try remembered?.read(typed: typed) ?? LiveChanges()
    guard changes != LiveChanges() else {
      configuration = plain
      return
    }
    do {
      _ = try LiveArguments.parse(changes.applied(to: typed))
    } catch {
      throw ControlError("\(remembered?.path ?? ""): \(LiveArguments.message(for: error))")
    }
    configuration = try LiveConfiguration(
      typed: changes.applied(to: typed), settled: changes.names)
  }
}
