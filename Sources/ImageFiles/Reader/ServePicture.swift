import Glibc
import Imaging
import SystemSupport

/// The name that a reader's process is started under.
let readerName = "vbg-picture-reader"

/// Serves as a reader of one picture where this process was started as one (see `PictureReader`):
/// reads it, and ends the process; else does nothing. To be called before anything else.
public func servePictureReader() {
  let arguments = processArguments
  guard arguments.first == readerName else { return }
  guard arguments.count == 8, let format = PictureFormat(rawValue: arguments[1]),
    let maxPixelCount = Int(arguments[2]), let limits = ReaderLimits(arguments[4...])
  else { exit(2) }
  ReaderLimits.isolate()
  let service = ReaderService(
    format: format, maxPixelCount: maxPixelCount, convertsColors: arguments[3] == "colors",
    limits: limits, mapped: mappedByteCount())
  do throws(PictureError) {
    if arguments[3] == AnimationReader.word {
      try service.runAnimation()
    } else {
      try service.run()
    }
  } catch {
    service.send(ReaderReply(error).bytes)
  }
  // Libraries' threads and destructors are of no use any more.
  _exit(EXIT_SUCCESS)
}

/// A reader's work, in its own process: the file is its standard input, replies are its standard output.
private struct ReaderService {
  let format: PictureFormat
  let maxPixelCount: Int
  let convertsColors: Bool
  let limits: ReaderLimits
  let mapped: Int

  /// Sends all frames of an animated WebP file, as they are asked for: each has the time at which it ends as its
  /// text. One of no pixels is the end.
  func runAnimation() throws(PictureError) {
    let most = limits.grown(pixelCount: maxPixelCount)
    limits.enforce(most: most, mapped: mapped)
    var size = (width: 0, height: 0)
    var grown = limits
    try decodeWebPAnimation(mapInput()) { width, height throws(PictureError) in
      size = (width, height)
      try begin(width, height, most)
      grown = limits.grown(pixelCount: width * height)
    } _: { pixels, end in
      send(ReaderReply(.pixels, width: size.width, height: size.height, text: String(end)).bytes)
      send(pixels)
      // Each frame is worth as much time as a picture of its own.
      grown.seconds += 1 + limits.secondsPerMegapixel * (size.width * size.height / 1_000_000)
      grown.enforce(most: most, mapped: mapped)
    }
    send(ReaderReply(.pixels).bytes)
  }

  /// Tells a picture's size, and takes what it is worth of time and memory.
  private func begin(_ width: Int, _ height: Int, _ most: ReaderLimits) throws(PictureError) {
    let (pixelCount, overflows) = width.multipliedReportingOverflow(by: height)
    guard !overflows, pixelCount <= maxPixelCount else {
      throw .tooManyPixels(width: width, height: height, maxPixelCount: maxPixelCount)
    }
    send(ReaderReply(.size, width: width, height: height).bytes)
    limits.grown(pixelCount: pixelCount).enforce(most: most, mapped: mapped)
  }

  func run() throws(PictureError) {
    let most = limits.grown(pixelCount: maxPixelCount)
    limits.enforce(most: most, mapped: mapped)
    let file = try mapInput()
    let check: SizeCheck = { width, height throws(PictureError) in
      try begin(width, height, most)
    }
    let picture =
      switch format {
      case .png, .jpeg: throw PictureError.unknownFormat(found: "one that needs no reader")
      case .webp: try decodeWebP(file, check)
      case .avif, .heic: try decodeHEIF(file, format, check)
      case .tiff: try decodeTIFF(STDIN_FILENO, check)
      case .gif: try decodeGIF(STDIN_FILENO, check)
      case .bmp: try becomeBitmapDecoder(file, check)
      }
    let upright = picture.upright(convertsColors: convertsColors)
    let frame = upright.frame
    send(ReaderReply(pixelsOf: frame, upright.profileError).bytes)
    frame.withPixels { $0.withUnsafeBytes { send($0) } }
  }

  private func becomeBitmapDecoder(
    _ file: UnsafeRawBufferPointer, _ check: SizeCheck
  ) throws(PictureError) -> StoredPicture {
    let bitmap = try BitmapFile(file)
    let ffmpeg = try BitmapFile.locateDecoder()
    try check(bitmap.width, bitmap.height)
    send(ReaderReply(.pixels, width: bitmap.width, height: bitmap.height).bytes)
    BitmapFile.becomeDecoder(ffmpeg)
  }

  private func mapInput() throws(PictureError) -> UnsafeRawBufferPointer {
    var status = stat()
    guard fstat(STDIN_FILENO, &status) == 0, status.st_size > 0,
      let bytes = mmap(nil, Int(status.st_size), PROT_READ, MAP_PRIVATE, STDIN_FILENO, 0),
      bytes != MAP_FAILED
    else { throw .readerFailed(format, reason: "its bytes can't be mapped") }
    return UnsafeRawBufferPointer(start: bytes, count: Int(status.st_size))
  }

  func send(_ bytes: [UInt8]) { bytes.withUnsafeBytes { send($0) } }

  private func send(_ bytes: UnsafeRawBufferPointer) {
    var rest = bytes
    while !rest.isEmpty {
      let count = write(STDOUT_FILENO, rest.baseAddress, rest.count)
      if count < 0 && errno != EINTR { _exit(EXIT_FAILURE) }
      rest = UnsafeRawBufferPointer(rebasing: rest[max(0, count)...])
    }
  }
}
