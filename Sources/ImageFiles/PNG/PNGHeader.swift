import CPNG

/// Reads the first chunk of a PNG file, which must be IHDR, and the chunks that tell orientation and colors.
func pngHeader(_ bytes: [UInt8]) throws(ImageError) -> ImageHeader {
  let reader = ByteReader(bytes: bytes[...], byteOrder: .bigEndian)
  guard
    let byteCount = reader.uint32(at: 8), let type = reader.uint32(at: 12),
    let width = reader.uint32(at: 16), let height = reader.uint32(at: 20)
  else { throw endsEarly(.png, bytes) }
  let imageHeaderType = 0x4948_4452
  guard byteCount == 13, type == imageHeaderType else {
    throw .damaged(.png, reason: "expected a header chunk (IHDR) first, found another")
  }
  let metadata = PNGMetadataChunks(bytes).metadata
  return ImageHeader(
    format: .png, storedWidth: width, storedHeight: height,
    orientation: metadata.exif?.orientation ?? .upright, metadata: metadata)
}

/// The chunks of a PNG file (third edition, section 11.3) that tell colors and orientation. A chunk whose
/// checksum is wrong is as good as none; texts are never looked into, however large they are.
struct PNGMetadataChunks {
  private var chunks: [String: ArraySlice<UInt8>] = [:]

  /// Finds them: `eXIf` anywhere, those of colors before the pixels, where they belong. Never reads beyond
  /// the file, however long chunks say that they are.
  init(_ bytes: [UInt8]) {
    let reader = ByteReader(bytes: bytes[...], byteOrder: .bigEndian)
    let signatureByteCount = 8
    var position = signatureByteCount
    var hasPixels = false
    while let byteCount = reader.uint32(at: position),
      let name = reader.slice(at: position + 4, count: 4),
      let payload = reader.slice(at: position + 8, count: byteCount),
      let checksum = reader.uint32(at: position + 8 + byteCount)
    {
      position += 12 + byteCount
      if name.elementsEqual("IDAT".utf8) { hasPixels = true }
      guard
        let known = Self.names.first(where: { name.elementsEqual($0.utf8) }), chunks[known] == nil,
        known == Self.exif || !hasPixels,
        checksum == Self.checksum(bytes[name.startIndex..<payload.endIndex])
      else { continue }
      chunks[known] = payload
    }
  }

  /// Metadata that they mean.
  var metadata: ImageMetadata {
    // Some writers put JPEG's prefix before it.
    let block = chunks[Self.exif].map { $0.starts(with: "Exif\0\0".utf8) ? $0.dropFirst(6) : $0 }
    var metadata = ImageMetadata(exif: block.map { ExifBlock(bytes: Array($0)) })
    do throws(ColorProfileError) {
      metadata.profile = try profile
    } catch {
      metadata.profileError = error
    }
    return metadata
  }

  /// The colors, by the order of precedence that the third edition gives (section 4.3).
  private var profile: ColorProfile? {
    get throws(ColorProfileError) {
      // Primaries, transfer, matrix (0: red, green and blue as they are), full range.
      if let codes = chunks["cICP"].map(Array.init), codes.count == 4, codes[2] == 0, codes[3] == 1,
        let profile = ColorProfile(primariesCode: Int(codes[0]), transferCode: Int(codes[1]))
      {
        return profile
      }
      if let chunk = chunks["iCCP"] { return .icc(try Self.expanded(chunk)) }
      if chunks["sRGB"] != nil { return nil }
      let gamma = chunks["gAMA"].flatMap {
        ByteReader(bytes: $0, byteOrder: .bigEndian).uint32(at: 0)
      }
      let primaries = chunks["cHRM"].flatMap(Self.primaries)
      guard gamma != nil || primaries != nil else { return nil }
      return .parametric(primaries ?? .sRGB, Self.transfer(gamma))
    }
  }

  /// The exponent 45455 of 100000 stands for sRGB's own curve, as the chunk `sRGB` says; no exponent
  /// does too.
  private static func transfer(_ gamma: Int?) -> TransferCurve {
    guard let gamma, gamma > 0, !(44_500...46_500).contains(gamma) else { return .sRGB }
    return .gamma(100_000 / Double(gamma))
  }

  /// White, red, green and blue, 100000 for 1.
  private static func primaries(_ chunk: ArraySlice<UInt8>) -> Primaries? {
    let reader = ByteReader(bytes: chunk, byteOrder: .bigEndian)
    let numbers = (0..<8).compactMap { reader.uint32(at: $0 * 4) }.map { Double($0) / 100_000 }
    guard numbers.count == 8 else { return nil }
    func point(_ index: Int) -> Chromaticity {
      Chromaticity(x: numbers[index * 2], y: numbers[index * 2 + 1])
    }
    return Primaries(red: point(1), green: point(2), blue: point(3), white: point(0))
  }

  /// The profile in an `iCCP` chunk: a name, a zero, the method 0, and a zlib stream.
  private static func expanded(_ chunk: ArraySlice<UInt8>) throws(ColorProfileError) -> [UInt8] {
    guard
      let nameEnd = chunk.prefix(80).firstIndex(of: 0), nameEnd + 1 < chunk.endIndex,
      chunk[nameEnd + 1] == 0
    else { throw .damaged(reason: "expected a name and a compressed profile, found neither") }
    var profile: [UInt8] = []
    let isWhole = chunk[(nameEnd + 2)...].withUnsafeBufferPointer { stream in
      withUnsafeMutablePointer(to: &profile) { profile in
        cpng_inflate(
          stream.baseAddress, stream.count, ICCProfile.largestByteCount,
          { context, bytes, byteCount in
            context?.assumingMemoryBound(to: [UInt8].self).pointee.append(
              contentsOf: UnsafeBufferPointer(start: bytes, count: byteCount))
          }, profile)
      }
    }
    guard isWhole else {
      throw .damaged(
        reason: "expected a compressed profile of at most \(ICCProfile.largestByteCount) bytes, "
          + "found a damaged or larger one")
    }
    return profile
  }

  private static func checksum(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.withUnsafeBufferPointer { Int(cpng_checksum($0.baseAddress, $0.count)) }
  }

  private static let exif = "eXIf"
  private static let names = [exif, "cICP", "iCCP", "sRGB", "gAMA", "cHRM"]
}
