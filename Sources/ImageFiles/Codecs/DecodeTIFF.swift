import CImageLibraries
import Glibc
import Imaging
import Synchronization

/// Decodes the first whole picture of a TIFF file by libtiff.
///
/// Gray, RGB, both with or without alpha, and four inks, of 8 and 16 bits a sample, are read as they are;
/// all else that libtiff can (palettes, YCbCr, CIELab, separate planes) comes as 8-bit RGBA.
///
/// - Parameter descriptor: the file, open for reading.
func decodeTIFF(_ descriptor: Int32, _ check: SizeCheck) throws(PictureError) -> StoredPicture {
  let tiff = try TIFFLibrary()
  tiff.keepMessages()
  guard let file = tiff.open(descriptor, "picture", "r") else { throw tiffFailure() }
  try tiff.findWholePicture(file)
  guard let width = tiff.number32(file, .width), let height = tiff.number32(file, .height),
    width > 0, height > 0, width <= UInt32(Int32.max), height <= UInt32(Int32.max)
  else { throw tiffFailure() }
  try check(Int(width), Int(height))

  let layout = TIFFLayout(tiff, file, width: Int(width), height: Int(height))
  var picture: StoredPicture
  let content: StoredPicture.Content?
  if let layout, layout.isReadAsStored {
    picture = try tiff.samples(file, layout)
    content = layout.content
  } else {
    picture = try tiff.rgba(file, width: Int(width), height: Int(height))
    content = layout?.convertedContent
  }
  picture.orientation = tiff.orientation(file)
  if let content {
    picture.content = content
    picture.profile = tiff.profile(file)
  }
  return picture
}

/// Message that libtiff gave last; its handlers know no context, and a process reads one file.
private let tiffMessage = Mutex("")

private func tiffFailure() -> PictureError {
  let message = tiffMessage.withLock(\.self)
  return .damaged(.tiff, reason: message.isEmpty ? "no reason given" : message)
}

/// TIFF 6.0's numbers of the fields that are read.
enum TIFFField: UInt32 {
  case subfileType = 254
  case width = 256
  case height = 257
  case bitsPerSample = 258
  case photometric = 262
  case orientation = 274
  case samplesPerPixel = 277
  case planarConfiguration = 284
  case tileWidth = 322
  case tileHeight = 323
  case extraSamples = 338
  case sampleFormat = 339
  case profile = 34675
}

/// The functions of libtiff that are called.
struct TIFFLibrary {
  let open: tiff_open_descriptor
  let isTiled: tiff_call
  let readRow: tiff_read_row
  let tileByteCount: tiff_size
  let rowByteCount: tiff_size
  let readTile: tiff_read_tile
  private let getField: tiff_get_field
  private let nextDirectory: tiff_call
  private let isReadable: tiff_is_readable
  private let readRGBA: tiff_read_rgba
  private let setErrorHandler: tiff_set_handler
  private let setWarningHandler: tiff_set_handler

  fileprivate init() throws(PictureError) {
    let library = try DynamicLibrary(
      "libtiff.so.6", "libtiff.so.5", package: "libtiff6", for: .tiff)
    open = try library.function("TIFFFdOpen", as: tiff_open_descriptor.self)
    isTiled = try library.function("TIFFIsTiled", as: tiff_call.self)
    readRow = try library.function("TIFFReadScanline", as: tiff_read_row.self)
    tileByteCount = try library.function("TIFFTileSize", as: tiff_size.self)
    rowByteCount = try library.function("TIFFScanlineSize", as: tiff_size.self)
    readTile = try library.function("TIFFReadTile", as: tiff_read_tile.self)
    getField = try library.function("TIFFGetFieldDefaulted", as: tiff_get_field.self)
    nextDirectory = try library.function("TIFFReadDirectory", as: tiff_call.self)
    isReadable = try library.function("TIFFRGBAImageOK", as: tiff_is_readable.self)
    readRGBA = try library.function("TIFFReadRGBAImageOriented", as: tiff_read_rgba.self)
    setErrorHandler = try library.function("TIFFSetErrorHandler", as: tiff_set_handler.self)
    setWarningHandler = try library.function("TIFFSetWarningHandler", as: tiff_set_handler.self)
  }

  /// Has what libtiff says kept instead of printed; the first error is the cause of the others.
  fileprivate func keepMessages() {
    _ = setWarningHandler { _, _, _ in }
    _ = setErrorHandler { _, format, arguments in
      guard let format, let arguments else { return }
      let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
        buffer.initialize(repeating: 0)
        vsnprintf(buffer.baseAddress, buffer.count, format, arguments)
        return buffer.baseAddress.map { String(cString: $0) } ?? ""
      }
      tiffMessage.withLock { if $0.isEmpty { $0 = text } }
    }
  }

  func number16(_ file: UnsafeMutableRawPointer, _ field: TIFFField) -> Int? {
    var value: UInt16 = 0
    return tiff_number16(getField, file, field.rawValue, &value) ? Int(value) : nil
  }

  func number32(_ file: UnsafeMutableRawPointer, _ field: TIFFField) -> UInt32? {
    var value: UInt32 = 0
    return tiff_number32(getField, file, field.rawValue, &value) ? value : nil
  }

  /// Returns what samples behind the colors mean: 1 premultiplied alpha, 2 straight alpha, 0
  /// anything else.
  func extraSamples(_ file: UnsafeMutableRawPointer) -> [UInt16] {
    var count: UInt16 = 0
    var values: UnsafePointer<UInt16>?
    guard tiff_numbers16(getField, file, TIFFField.extraSamples.rawValue, &count, &values),
      let values
    else { return [] }
    return Array(UnsafeBufferPointer(start: values, count: Int(count)))
  }

  fileprivate func orientation(_ file: UnsafeMutableRawPointer) -> Orientation {
    number16(file, .orientation).flatMap(Orientation.init(rawValue:)) ?? .upright
  }

  fileprivate func profile(_ file: UnsafeMutableRawPointer) -> ColorProfile? {
    var count: UInt32 = 0
    var bytes: UnsafePointer<UInt8>?
    guard tiff_bytes(getField, file, TIFFField.profile.rawValue, &count, &bytes), let bytes else {
      return nil
    }
    return .icc(Array(UnsafeBufferPointer(start: bytes, count: Int(count))))
  }

  /// Goes to the first page that is no preview of another: raw photos begin with such a one.
  fileprivate func findWholePicture(_ file: UnsafeMutableRawPointer) throws(PictureError) {
    let isPreview: UInt32 = 1
    while number32(file, .subfileType).map({ $0 & isPreview != 0 }) == true {
      guard nextDirectory(file) == 1 else {
        throw .damaged(
          .tiff, reason: "expected a picture, found only previews, as in a camera's raw photo")
      }
    }
  }

  /// Any picture by libtiff's own conversion, in the order of its rows and columns in the file.
  fileprivate func rgba(
    _ file: UnsafeMutableRawPointer, width: Int, height: Int
  ) throws(PictureError) -> StoredPicture {
    let reason = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1024) { message in
      message.initialize(repeating: 0)
      guard let text = message.baseAddress, isReadable(file, text) == 0 else { return String?.none }
      return String(cString: text)
    }
    if let reason { throw .readerFailed(.tiff, reason: reason) }
    var isWhole = false
    let pixels = [UInt8](unsafeUninitializedCapacity: width * height * 4) { buffer, count in
      let start = UnsafeMutableRawPointer(buffer.baseAddress)?.assumingMemoryBound(to: UInt32.self)
      // Asked for the order that the file has, libtiff turns nothing.
      let order = Int32(number16(file, .orientation) ?? 1)
      isWhole = readRGBA(file, UInt32(width), UInt32(height), start, order, 1) == 1
      count = isWhole ? width * height * 4 : 0
    }
    guard isWhole else { throw tiffFailure() }
    var picture = StoredPicture(width: width, height: height, samples: .eight(pixels))
    picture.removePremultiplication()
    return picture
  }

  /// A picture of gray or RGB samples, row by row or tile by tile.
  fileprivate func samples(
    _ file: UnsafeMutableRawPointer, _ layout: TIFFLayout
  ) throws(PictureError) -> StoredPicture {
    let count = layout.width * layout.height * 4
    var isWhole = false
    let samples: StoredPicture.Samples
    if layout.bitDepth == 8 {
      samples = .eight(
        [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
          isWhole = readPieces(file, layout, UInt8.self, to: buffer)
          initialized = isWhole ? count : 0
        })
    } else {
      let levels = [UInt16](unsafeUninitializedCapacity: count) { buffer, initialized in
        isWhole = readPieces(file, layout, UInt16.self, to: buffer)
        initialized = isWhole ? count : 0
      }
      samples = layout.content == .inks ? .eight(levels.map(rounded)) : .sixteen(levels)
    }
    guard isWhole else { throw tiffFailure() }
    var picture = StoredPicture(width: layout.width, height: layout.height, samples: samples)
    if layout.isPremultiplied { picture.removePremultiplication() }
    return picture
  }
}
