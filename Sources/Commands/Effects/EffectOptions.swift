import ArgumentParser
import Compositing

/// A group of options of the effect. `EffectArguments` lists all groups.
protocol EffectOptions: ParsableArguments {
  /// The options as keys of the configuration and of presets.
  static var settings: [Setting<Self>] { get }

  /// Puts what was asked for in the place of defaults.
  func apply(to options: inout CompositorOptions)
}

extension EffectOptions {
  /// Asks the compositor for nothing.
  func apply(to options: inout CompositorOptions) {}
}
