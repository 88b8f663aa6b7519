import ArgumentParser

/// Shape that a blur makes of a point.
enum BlurShape: String, CaseIterable, ExpressibleByArgument {
  /// A bell, blurred in the colors as they are.
  case gaussian
  /// A disc of one brightness, blurred in linear light.
  case disc
}
