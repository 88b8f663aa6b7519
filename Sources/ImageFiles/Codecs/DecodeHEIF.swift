import CImageLibraries
import Imaging

/// Decodes the primary picture of a HEIC or AVIF file by libheif, which also turns it upright.
func decodeHEIF(
  _ file: UnsafeRawBufferPointer, _ format: PictureFormat, _ check: SizeCheck
) throws(PictureError) -> StoredPicture {
  let heif = try HEIFLibrary(format)
  if let initialize = heif.initialize { try heif.check(initialize(nil)) }
  guard let context = heif.allocateContext() else { throw heif.lackOfMemory }
  try heif.check(heif.read(context, file.baseAddress, file.count, nil))
  var handle: UnsafeMutableRawPointer?
  try heif.check(heif.primary(context, &handle))
  guard let handle else { throw heif.lackOfMemory }
  let (width, height) = (Int(heif.width(handle)), Int(heif.height(handle)))
  guard width > 0, height > 0 else {
    throw .damaged(format, reason: "expected a size of at least 1x1, found \(width)x\(height)")
  }
  try check(width, height)

  let isDeep = heif.bitDepth(handle) > 8
  var image: UnsafeMutableRawPointer?
  let chroma = isDeep ? HEIF_RGBA16_LITTLE_ENDIAN : HEIF_RGBA8
  try heif.check(
    heif.decode(handle, &image, Int32(HEIF_RGB), Int32(chroma), nil))
  let channel = Int32(HEIF_INTERLEAVED)
  var bytesPerRow: Int32 = 0
  guard let image, let plane = heif.plane(image, channel, &bytesPerRow),
    Int(heif.planeWidth(image, channel)) == width,
    Int(heif.planeHeight(image, channel)) == height,
    Int(bytesPerRow) >= width * (isDeep ? 8 : 4)
  else {
    throw .damaged(format, reason: "expected a picture of \(width)x\(height), found another")
  }
  var picture = StoredPicture(
    width: width, height: height,
    samples: isDeep
      ? .sixteen(
        deepRows(
          plane, Int(bytesPerRow), width: width, height: height,
          bitDepth: Int(heif.range(image, channel))))
      : .eight(rows(plane, Int(bytesPerRow), width: width, height: height)))
  if heif.isPremultiplied?(handle) == 1 { picture.removePremultiplication() }
  picture.profile = try heif.profile(of: handle)
  return picture
}

private func rows(
  _ plane: UnsafePointer<UInt8>, _ bytesPerRow: Int, width: Int, height: Int
) -> [UInt8] {
  [UInt8](unsafeUninitializedCapacity: width * height * 4) { buffer, count in
    for y in 0..<height {
      UnsafeMutableBufferPointer(rebasing: buffer[y * width * 4..<(y + 1) * width * 4])
        .baseAddress?.update(from: plane + y * bytesPerRow, count: width * 4)
    }
    count = width * height * 4
  }
}

/// Samples of 9 to 16 bits, brought to the whole range of 16.
private func deepRows(
  _ plane: UnsafePointer<UInt8>, _ bytesPerRow: Int, width: Int, height: Int, bitDepth: Int
) -> [UInt16] {
  let full = UInt32(1) << UInt32(min(max(bitDepth, 1), 16)) - 1
  return [UInt16](unsafeUninitializedCapacity: width * height * 4) { buffer, count in
    for y in 0..<height {
      let row = UnsafeRawPointer(plane + y * bytesPerRow)
      for x in 0..<width * 4 {
        let value = UInt16(littleEndian: row.loadUnaligned(fromByteOffset: x * 2, as: UInt16.self))
        buffer[y * width * 4 + x] = UInt16(min(UInt32(value), full) * 65535 / full)
      }
    }
    count = width * height * 4
  }
}

/// The functions of libheif that are called.
private struct HEIFLibrary {
  let format: PictureFormat
  let initialize: heif_init?
  let allocateContext: heif_context_alloc
  let read: heif_context_read
  let primary: heif_context_primary
  let width, height, bitDepth: heif_handle_number
  let isPremultiplied: heif_handle_number?
  let decode: heif_decode
  let planeWidth, planeHeight, range: heif_image_number
  let plane: heif_image_plane
  let profileSize: heif_handle_profile_size
  let readProfile: heif_handle_profile
  let readNCLX: heif_handle_nclx

  init(_ format: PictureFormat) throws(PictureError) {
    let library = try DynamicLibrary("libheif.so.1", package: "libheif1", for: format)
    self.format = format
    initialize = library.optionalFunction("heif_init", as: heif_init.self)
    allocateContext = try library.function("heif_context_alloc", as: heif_context_alloc.self)
    read = try library.function(
      "heif_context_read_from_memory_without_copy", as: heif_context_read.self)
    primary = try library.function(
      "heif_context_get_primary_image_handle", as: heif_context_primary.self)
    width = try library.function("heif_image_handle_get_width", as: heif_handle_number.self)
    height = try library.function("heif_image_handle_get_height", as: heif_handle_number.self)
    bitDepth = try library.function(
      "heif_image_handle_get_luma_bits_per_pixel", as: heif_handle_number.self)
    isPremultiplied = library.optionalFunction(
      "heif_image_handle_is_premultiplied_alpha", as: heif_handle_number.self)
    decode = try library.function("heif_decode_image", as: heif_decode.self)
    planeWidth = try library.function("heif_image_get_width", as: heif_image_number.self)
    planeHeight = try library.function("heif_image_get_height", as: heif_image_number.self)
    range = try library.function(
      "heif_image_get_bits_per_pixel_range", as: heif_image_number.self)
    plane = try library.function("heif_image_get_plane_readonly", as: heif_image_plane.self)
    profileSize = try library.function(
      "heif_image_handle_get_raw_color_profile_size", as: heif_handle_profile_size.self)
    readProfile = try library.function(
      "heif_image_handle_get_raw_color_profile", as: heif_handle_profile.self)
    readNCLX = try library.function(
      "heif_image_handle_get_nclx_color_profile", as: heif_handle_nclx.self)
  }

  var lackOfMemory: PictureError { .readerFailed(format, reason: "there is no memory left") }

  /// Throws what libheif says, unless it says that all is well.
  func check(_ error: heif_error) throws(PictureError) {
    guard error.code != 0 else { return }
    if error.detail == Int32(HEIF_UNSUPPORTED_CODEC) {
      // Debian 13 and later have decoders in packages of their own.
      throw format == .avif
        ? .lacksLibrary(format, library: "a decoder of AV1", package: "libheif-plugin-dav1d")
        : .lacksLibrary(format, library: "a decoder of HEVC", package: "libheif-plugin-libde265")
    }
    throw .damaged(format, reason: error.message.map { String(cString: $0) } ?? "no reason given")
  }

  /// The ICC profile, or the colors that the file names by numbers.
  func profile(of handle: UnsafeMutableRawPointer) throws(PictureError) -> ColorProfile? {
    let size = profileSize(handle)
    if size > 0 {
      var bytes = [UInt8](repeating: 0, count: size)
      try check(readProfile(handle, &bytes))
      return .icc(bytes)
    }
    var nclx: UnsafeMutablePointer<heif_nclx>?
    guard readNCLX(handle, &nclx).code == 0, let nclx else { return nil }
    return ColorProfile(
      primariesCode: Int(nclx.pointee.primaries), transferCode: Int(nclx.pointee.transfer))
  }
}
