/// Meaning of a file's colors.
public enum ColorProfile: Sendable, Hashable {
  /// An ICC profile, as found: not checked.
  case icc([UInt8])
  /// Red, green and blue light of these primaries by one curve.
  case parametric(Primaries, TransferCurve)

  /// Adobe RGB (1998).
  public static let adobeRGB = ColorProfile.parametric(.adobeRGB, .gamma(563 / 256.0))

  /// The colors that numbers of ITU-T H.273 name, as PNG's `cICP` and HEIF's `nclx` have them; nil for
  /// those that pictures don't have.
  public init?(primariesCode: Int, transferCode: Int) {
    guard let primaries = Primaries(code: primariesCode),
      let curve = TransferCurve(code: transferCode)
    else { return nil }
    self = .parametric(primaries, curve)
  }

  /// Whether this is sRGB but for rounding. By numbers, not by names: there are dozens of sRGB profiles.
  public var isSRGB: Bool {
    switch self {
    case .icc(let bytes): ICCProfile(bytes)?.isSRGB ?? false
    case .parametric(let primaries, let curve): curve == .sRGB && primaries.isClose(to: .sRGB)
    }
  }
}

/// Reason for which a color profile is not used; the picture is read as sRGB then.
public enum ColorProfileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The profile is broken, or not one of the picture's kind.
  case damaged(reason: String)
  /// Little CMS is not installed.
  case missingLibrary

  public var description: String {
    switch self {
    case .damaged(let reason):
      "colors are taken for sRGB, as the color profile is not usable: \(reason)"
    case .missingLibrary:
      "colors are taken for sRGB, as the color profile needs Little CMS: expected "
        + "\(LittleCMS.fileName), found none (Debian and Ubuntu: apt install liblcms2-2)"
    }
  }
}
