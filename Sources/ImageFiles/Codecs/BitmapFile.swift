import Glibc
import SystemSupport

/// A BMP file, which ffmpeg decodes; its header is read here for the size.
struct BitmapFile {
  let width, height: Int

  /// Reads the header: Windows' of 40 bytes or more, or the first of OS/2 with 12.
  ///
  /// - Throws: `PictureError.damaged`.
  init(_ file: UnsafeRawBufferPointer) throws(PictureError) {
    func number<Number: FixedWidthInteger>(_ offset: Int, _: Number.Type) -> Int? {
      guard offset + MemoryLayout<Number>.size <= file.count else { return nil }
      return Int(Number(littleEndian: file.loadUnaligned(fromByteOffset: offset, as: Number.self)))
    }
    let isShort = number(14, UInt32.self) == 12
    let columns = isShort ? number(18, UInt16.self) : number(18, Int32.self)
    let rows = isShort ? number(20, UInt16.self) : number(22, Int32.self)
    guard let columns, let rows else {
      throw .damaged(.bmp, reason: "expected a header, found the end of the file")
    }
    // A negative height is that of a picture whose top row comes first.
    guard columns > 0, rows != 0 else {
      throw .damaged(.bmp, reason: "expected a size of at least 1x1, found \(columns)x\(rows)")
    }
    width = columns
    height = abs(rows)
    // Compressed rows end at any byte: the file's own word is all there is to tell a cut-off one by.
    let compressions = 1...2
    if !isShort, let compression = number(30, UInt32.self), compressions.contains(compression),
      let size = number(2, UInt32.self), size > file.count
    {
      throw .damaged(.bmp, reason: "expected \(size) bytes, found \(file.count)")
    }
  }

  /// Turns this process into an ffmpeg that decodes standard input to RGBA on standard output.
  static func becomeDecoder(_ ffmpeg: String) -> Never {
    let arguments = [
      ffmpeg, "-nostdin", "-hide_banner", "-v", "error", "-xerror", "-threads", "1",
      "-protocol_whitelist", "pipe", "-f", "bmp_pipe", "-i", "pipe:0", "-frames:v", "1",
      "-f", "rawvideo", "-pix_fmt", "rgba", "pipe:1",
    ]
    var pointers = arguments.map { strdup($0) } + [nil]
    execv(ffmpeg, &pointers)
    _exit(EXIT_FAILURE)
  }

  /// ffmpeg in a folder of PATH.
  ///
  /// - Throws: `PictureError.lacksLibrary`.
  static func locateDecoder() throws(PictureError) -> String {
    if let path = findProgram("ffmpeg") { return path }
    throw .lacksLibrary(.bmp, library: "ffmpeg in PATH", package: "ffmpeg")
  }
}
