/// Converts pixels of a color profile to sRGB by Little CMS, with the perceptual intent, as browsers do.
public final class SRGBConverter {
  /// Layout of pixels in memory.
  public enum Layout: Sendable {
    /// Red, green, blue, alpha; a byte each. Converted in place, alpha stays.
    case rgba8
    /// The same of a gray picture, whose profile may be one of gray.
    case gray8
    /// Red, green, blue, alpha; 16 bits each in the machine's order, of which 8 are left.
    case rgba16
    /// The same of a gray picture.
    case gray16
    /// Cyan, magenta, yellow, black; a byte each, 255 for full ink. In place, alpha becomes 255.
    case cmyk8
    /// As `cmyk8`, 0 for full ink.
    case cmyk8Inverted
  }

  private let engine: LittleCMS
  private let transform: LittleCMS.Handle
  private let layout: Layout
  /// For a profile of gray: what each level becomes, in memory red, green, blue.
  private let grayTable: [UInt32]

  /// A converter for the pixels of a file; to be made once a file.
  ///
  /// - Throws: `ColorProfileError`: the library is missing, or the profile is broken or none of such
  ///   pixels.
  public convenience init(from profile: ColorProfile, _ layout: Layout) throws(ColorProfileError) {
    try self.init(from: profile, layout, engine: LittleCMS.installed)
  }

  init(
    from profile: ColorProfile, _ layout: Layout, engine: LittleCMS?
  ) throws(ColorProfileError) {
    guard let engine else { throw .missingLibrary }
    let source = try Self.open(profile, engine)
    defer { _ = engine.closeProfile(source) }
    let target = engine.makeSRGBProfile()
    defer { _ = engine.closeProfile(target) }
    let space = engine.colorSpace(source)
    let format = PixelFormatCode(layout, space: space)
    guard let format else {
      throw .damaged(
        reason: "expected a profile of \(layout.colors), found one of '\(Self.letters(space))'")
    }
    let perceptualIntent: UInt32 = 0
    let transform = engine.makeTransform(
      source, format.input, target, format.output, perceptualIntent, format.flags)
    guard let transform else {
      throw .damaged(reason: "expected tables or curves, found none of use")
    }
    self.engine = engine
    self.layout = layout
    self.transform = transform
    guard format.isGray else {
      grayTable = []
      return
    }
    let levels: [UInt16] =
      layout == .gray16 ? Array(0...65535) : (0...255).map { UInt16($0) * 257 }
    var table = [UInt32](repeating: 0, count: levels.count)
    engine.runTransform(transform, levels, &table, UInt32(levels.count))
    grayTable = table
  }

  deinit { engine.freeTransform(transform) }

  /// Converts pixels to RGBA of a byte each. Both may be the same memory, for layouts of a byte.
  ///
  /// - Precondition: both have room for as many pixels.
  public func convert(
    _ pixels: UnsafeRawBufferPointer, to output: UnsafeMutableRawBufferPointer, pixelCount: Int
  ) {
    precondition(pixels.count >= pixelCount * layout.byteCount && output.count >= pixelCount * 4)
    if !grayTable.isEmpty { return lookUp(pixels, output, pixelCount) }
    // Little CMS counts pixels in 32 bits.
    let most = 1 << 24
    for start in stride(from: 0, to: pixelCount, by: most) {
      let count = min(most, pixelCount - start)
      engine.runTransform(
        transform, pixels.baseAddress?.advanced(by: start * layout.byteCount),
        output.baseAddress?.advanced(by: start * 4), UInt32(count))
    }
    guard layout.isInk else { return }
    for pixel in 0..<pixelCount { output[pixel * 4 + 3] = 255 }
  }

  private func lookUp(
    _ pixels: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer, _ pixelCount: Int
  ) {
    for pixel in 0..<pixelCount {
      let (level, alpha): (Int, UInt8)
      if layout == .gray16 {
        level = Int(pixels.loadUnaligned(fromByteOffset: pixel * 8, as: UInt16.self))
        let deep = UInt32(pixels.loadUnaligned(fromByteOffset: pixel * 8 + 6, as: UInt16.self))
        alpha = UInt8(truncatingIfNeeded: (deep * 255 + 32895) >> 16)
      } else {
        (level, alpha) = (Int(pixels[pixel * 4]), pixels[pixel * 4 + 3])
      }
      output.storeBytes(of: grayTable[level], toByteOffset: pixel * 4, as: UInt32.self)
      output[pixel * 4 + 3] = alpha
    }
  }

  /// The handle of a profile.
  private static func open(
    _ profile: ColorProfile, _ engine: LittleCMS
  ) throws(ColorProfileError) -> LittleCMS.Handle {
    switch profile {
    case .icc(let bytes):
      guard ICCProfile(bytes) != nil, let handle = engine.openProfile(bytes, UInt32(bytes.count))
      else { throw .damaged(reason: "expected an ICC profile, found \(bytes.count) other bytes") }
      return handle
    case .parametric(let primaries, let curve):
      let table = (0..<4096).map { UInt16((curve.light(Double($0) / 4095) * 65535).rounded()) }
      let handle = engine.makeTableCurve(nil, UInt32(table.count), table)
      defer { engine.freeCurve(handle) }
      func numbers(_ point: Chromaticity) -> [Double] { [point.x, point.y, 1] }
      let colors = [primaries.red, primaries.green, primaries.blue].flatMap(numbers)
      guard handle != nil,
        let made = engine.makeRGBProfile(
          numbers(primaries.white), colors, [handle, handle, handle])
      else { throw .damaged(reason: "expected primaries that span colors, found others") }
      return made
    }
  }

  /// The four letters of a color space.
  private static func letters(_ space: UInt32) -> String {
    String(
      decoding: [24, 16, 8, 0].map { shift in
        let letter = UInt8(truncatingIfNeeded: space >> UInt32(shift))
        return (0x20..<0x7F).contains(letter) ? letter : UInt8(ascii: "?")
      }, as: UTF8.self)
  }
}

extension SRGBConverter.Layout {
  /// Bytes of a pixel.
  var byteCount: Int { self == .rgba16 || self == .gray16 ? 8 : 4 }

  fileprivate var isInk: Bool { self == .cmyk8 || self == .cmyk8Inverted }

  fileprivate var colors: String {
    switch self {
    case .rgba8, .rgba16: "red, green and blue"
    case .gray8, .gray16: "grey"
    case .cmyk8, .cmyk8Inverted: "cyan, magenta, yellow and black"
    }
  }
}

/// Little CMS's numbers for layouts of pixels.
private struct PixelFormatCode {
  let input: UInt32
  let output: UInt32
  let flags: UInt32
  let isGray: Bool

  /// The numbers for pixels of a profile's color space; nil when it is not theirs.
  init?(_ layout: SRGBConverter.Layout, space: UInt32) {
    func code(_ space: UInt32, channels: UInt32, extra: UInt32, bytes: UInt32) -> UInt32 {
      space << 16 | extra << 7 | channels << 3 | bytes
    }
    let (graySpace, rgbSpace, cmykSpace): (UInt32, UInt32, UInt32) = (3, 4, 6)
    let isInverted: UInt32 = 1 << 13
    let withAlpha: UInt32 = 0x0400_0000
    // Tables of 33 steps stand in for formulas otherwise, 15 levels off.
    let withoutTables: UInt32 = 0x0100
    output = code(rgbSpace, channels: 3, extra: 1, bytes: 1)
    isGray = space == fourLetters("GRAY")
    switch (layout, space) {
    case (.rgba8, fourLetters("RGB ")), (.gray8, fourLetters("RGB ")):
      input = code(rgbSpace, channels: 3, extra: 1, bytes: 1)
      flags = withAlpha
    case (.rgba16, fourLetters("RGB ")), (.gray16, fourLetters("RGB ")):
      input = code(rgbSpace, channels: 3, extra: 1, bytes: 2)
      flags = withAlpha | withoutTables
    case (.gray8, fourLetters("GRAY")), (.gray16, fourLetters("GRAY")):
      input = code(graySpace, channels: 1, extra: 0, bytes: 2)
      flags = withoutTables
    case (.cmyk8, fourLetters("CMYK")):
      input = code(cmykSpace, channels: 4, extra: 0, bytes: 1)
      flags = 0
    case (.cmyk8Inverted, fourLetters("CMYK")):
      input = code(cmykSpace, channels: 4, extra: 0, bytes: 1) | isInverted
      flags = 0
    default: return nil
    }
  }
}

private func fourLetters(_ letters: StaticString) -> UInt32 {
  letters.withUTF8Buffer { $0.reduce(0) { $0 << 8 | UInt32($1) } }
}
