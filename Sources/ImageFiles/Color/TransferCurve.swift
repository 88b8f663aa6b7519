import Glibc

/// Curve from a color's coded level to its light: both 0...1.
public enum TransferCurve: Sendable, Hashable {
  /// IEC 61966-2-1.
  case sRGB
  /// A power.
  case gamma(Double)
  /// The perceptual quantizer of SMPTE ST 2084, with white at 203 cd/m2 (ITU-R BT.2408); brighter light
  /// is cut.
  case perceptualQuantizer
  /// Hybrid log-gamma of ITU-R BT.2100, with white at a level of 0.75; brighter light is cut.
  case hybridLogGamma

  /// The curve that a number of ITU-T H.273 names (table 3); nil for those that pictures don't have.
  ///
  /// Levels coded by a camera's curve (BT.709 and its like) are shown as sRGB, as browsers do.
  init?(code: Int) {
    switch code {
    case 1, 6, 13, 14, 15: self = .sRGB
    case 4: self = .gamma(2.2)
    case 5: self = .gamma(2.8)
    case 8: self = .gamma(1)
    case 16: self = .perceptualQuantizer
    case 18: self = .hybridLogGamma
    default: return nil
    }
  }

  /// The light of a level, 0...1.
  func light(_ level: Double) -> Double {
    switch self {
    case .sRGB: return level <= 0.04045 ? level / 12.92 : pow((level + 0.055) / 1.055, 2.4)
    case .gamma(let exponent): return pow(level, exponent)
    case .perceptualQuantizer:
      let root = pow(level, 32 / 2523.0)
      let ratio = max(root - 0.8359375, 0) / (18.8515625 - 18.6875 * root)
      return min(pow(ratio, 16384 / 2610.0) * 10_000 / 203, 1)
    case .hybridLogGamma:
      return min(Self.sceneLight(level) / Self.sceneLight(0.75), 1)
    }
  }

  /// BT.2100's inverse of the camera's curve, then the gamma of 1.2 of a display of 1000 cd/m2.
  private static func sceneLight(_ level: Double) -> Double {
    let scene =
      level <= 0.5 ? level * level / 3 : (exp((level - 0.55991073) / 0.17883277) + 0.28466892) / 12
    return pow(scene, 1.2)
  }
}
