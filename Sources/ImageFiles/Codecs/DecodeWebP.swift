import CImageLibraries
import Imaging

/// Decodes a WebP file by libwebp; of an animation the first frame, by libwebpdemux.
func decodeWebP(
  _ file: UnsafeRawBufferPointer, _ check: SizeCheck
) throws(PictureError) -> StoredPicture {
  let library = try DynamicLibrary("libwebp.so.7", package: "libwebp7", for: .webp)
  let features = try webPFeatures(file, library)
  let bytes = file.assumingMemoryBound(to: UInt8.self)
  let (width, height) = (Int(features.width), Int(features.height))
  try check(width, height)
  let pixels =
    features.has_animation != 0
    ? try firstFrame(of: file, byteCount: width * height * 4)
    : try still(bytes, width: width, height: height, library)
  var picture = StoredPicture(width: width, height: height, samples: .eight(pixels))
  for (name, payload) in webPChunks(file) {
    switch name {
    case "ICCP": picture.profile = picture.profile ?? .icc(Array(payload))
    case "EXIF": picture.orientation = orientation(ofExif: payload) ?? picture.orientation
    default: break
    }
  }
  return picture
}

/// Decodes all frames of an animated WebP file.
///
/// - Parameter body: gets the canvas's pixels, and the milliseconds at which the frame ends.
func decodeWebPAnimation(
  _ file: UnsafeRawBufferPointer, _ check: SizeCheck,
  _ body: (UnsafeRawBufferPointer, _ endMilliseconds: Int) -> Void
) throws(PictureError) {
  let library = try DynamicLibrary("libwebp.so.7", package: "libwebp7", for: .webp)
  let features = try webPFeatures(file, library)
  let (width, height) = (Int(features.width), Int(features.height))
  try check(width, height)
  let animation = try WebPAnimation(file)
  while let frame = animation.next() {
    body(
      UnsafeRawBufferPointer(start: frame.pixels, count: width * height * 4),
      frame.endMilliseconds)
  }
}

private func webPFeatures(
  _ file: UnsafeRawBufferPointer, _ library: DynamicLibrary
) throws(PictureError) -> webp_features {
  let getFeatures = try library.function("WebPGetFeaturesInternal", as: webp_get_features.self)
  var features = webp_features()
  let bytes = file.assumingMemoryBound(to: UInt8.self)
  let status = getFeatures(
    bytes.baseAddress, bytes.count, &features, Int32(WEBP_DECODER_ABI))
  guard status == 0, features.width > 0, features.height > 0 else {
    throw .damaged(.webp, reason: "expected the header of a picture, found none")
  }
  return features
}

private let cutOff = PictureError.damaged(
  .webp, reason: "expected a whole picture, found a damaged or cut-off one")

private func still(
  _ bytes: UnsafeBufferPointer<UInt8>, width: Int, height: Int, _ library: DynamicLibrary
) throws(PictureError) -> [UInt8] {
  let decode = try library.function("WebPDecodeRGBAInto", as: webp_decode_into.self)
  var isWhole = false
  let pixels = [UInt8](unsafeUninitializedCapacity: width * height * 4) { buffer, count in
    isWhole =
      decode(
        bytes.baseAddress, bytes.count, buffer.baseAddress, width * height * 4, Int32(width * 4))
      != nil
    count = isWhole ? width * height * 4 : 0
  }
  guard isWhole else { throw cutOff }
  return pixels
}

private func firstFrame(
  of file: UnsafeRawBufferPointer, byteCount: Int
) throws(PictureError) -> [UInt8] {
  let animation = try WebPAnimation(file)
  guard let canvas = animation.next() else { throw cutOff }
  return Array(UnsafeBufferPointer(start: canvas.pixels, count: byteCount))
}

/// Frames of an animated WebP file, by libwebpdemux.
final class WebPAnimation {
  private let library: DynamicLibrary
  private let decoder: UnsafeMutableRawPointer
  private let nextFrame: webp_animation_next
  private let delete: webp_animation_delete

  /// - Parameter file: must outlive this.
  init(_ file: UnsafeRawBufferPointer) throws(PictureError) {
    library = try DynamicLibrary("libwebpdemux.so.2", package: "libwebpdemux2", for: .webp)
    let new = try library.function("WebPAnimDecoderNewInternal", as: webp_animation_new.self)
    nextFrame = try library.function("WebPAnimDecoderGetNext", as: webp_animation_next.self)
    delete = try library.function("WebPAnimDecoderDelete", as: webp_animation_delete.self)
    var data = webp_data(
      bytes: file.assumingMemoryBound(to: UInt8.self).baseAddress, byte_count: file.count)
    guard let decoder = new(&data, nil, Int32(WEBP_DEMUX_ABI)) else { throw cutOff }
    self.decoder = decoder
  }

  deinit { delete(decoder) }

  /// The next frame's pixels, all of the canvas, and when it ends; nil behind the last.
  func next() -> (pixels: UnsafePointer<UInt8>, endMilliseconds: Int)? {
    var canvas: UnsafeMutablePointer<UInt8>?
    var milliseconds: Int32 = 0
    guard nextFrame(decoder, &canvas, &milliseconds) != 0, let canvas else { return nil }
    return (UnsafePointer(canvas), Int(milliseconds))
  }
}

/// The chunks of a RIFF file (name, then size, then payload, padded to even sizes), as far as they are
/// whole.
private func webPChunks(
  _ file: UnsafeRawBufferPointer
) -> [(name: String, payload: UnsafeRawBufferPointer)] {
  var chunks: [(name: String, payload: UnsafeRawBufferPointer)] = []
  var position = 12
  while position + 8 <= file.count {
    let name = String(decoding: file[position..<position + 4], as: UTF8.self)
    let size = Int(
      UInt32(littleEndian: file.loadUnaligned(fromByteOffset: position + 4, as: UInt32.self)))
    guard position + 8 + size <= file.count else { break }
    chunks.append(
      (name, UnsafeRawBufferPointer(rebasing: file[position + 8..<position + 8 + size])))
    position += 8 + size + size % 2
  }
  return chunks
}

/// The orientation that a WebP file's Exif tells; some programs begin it as JPEG's segment begins.
private func orientation(ofExif payload: UnsafeRawBufferPointer) -> Orientation? {
  let lead = Array("Exif\0\0".utf8)
  let bytes = Array(payload)
  return Orientation(exif: bytes.starts(with: lead) ? bytes.dropFirst(lead.count) : bytes[...])
}
