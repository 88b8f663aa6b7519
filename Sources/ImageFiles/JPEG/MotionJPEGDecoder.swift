import CJPEG
public import Imaging
import Memory

/// Decodes the frames of a camera that sends JPEG files (Motion JPEG) to planes of luma and chroma
/// as they are coded: 4:2:0, 4:2:2, 4:4:4 or gray. Nothing goes through red, green and blue.
///
/// Frames may lack Huffman tables (the standard's are meant then) and change their size. A frame
/// that is cut off or damaged is refused as a whole, as far as its coding shows that.
public final class MotionJPEGDecoder {
  /// The most pixels that a frame may have.
  public let maxPixelCount: Int

  private var memory = Storage(byteCount: 0)

  /// A decoder without memory yet: the first frame and each larger one get theirs, of at most three
  /// bytes a pixel and the rest of its blocks.
  public init(maxPixelCount: Int = 64_000_000) {
    precondition(maxPixelCount > 0, "expected a positive limit, found \(maxPixelCount)")
    self.maxPixelCount = maxPixelCount
  }

  /// The picture in a file, BT.601 in full range, which is valid until the next call or the end of
  /// the decoder. Allocates nothing but what libjpeg allocates and frees, unless the frame is the
  /// largest so far.
  ///
  /// - Throws: `ImageError.damaged`; the memory of the last picture may be overwritten then.
  public func decode(_ file: UnsafeRawBufferPointer) throws(ImageError) -> FrameView {
    var planes = cjpeg_planes()
    var outcome = CJPEG_DAMAGED
    var failure = run(file, &planes, &outcome)
    if outcome == CJPEG_NEEDS_MEMORY {
      memory = Storage(byteCount: planes.byte_count)
      failure = run(file, &planes, &outcome)
    }
    guard outcome == CJPEG_DECODED else {
      throw .damaged(.jpeg, reason: failure ?? "no reason given")
    }
    do throws(FrameViewError) {
      return try view(planes)
    } catch {
      throw .damaged(.jpeg, reason: "\(error)")
    }
  }

  /// Decodes into the memory that there is; returns libjpeg's words when it fails.
  private func run(
    _ file: UnsafeRawBufferPointer, _ planes: inout cjpeg_planes, _ outcome: inout cjpeg_outcome
  ) -> String? {
    codecMessage { message, capacity in
      outcome = cjpeg_decode_planes(
        file.baseAddress?.assumingMemoryBound(to: UInt8.self), file.count, maxPixelCount,
        memory.base.assumingMemoryBound(to: UInt8.self), memory.byteCount, &planes, message,
        capacity)
      return outcome != CJPEG_DAMAGED
    }
  }

  private func view(_ planes: cjpeg_planes) throws(FrameViewError) -> FrameView {
    let format: PixelFormat =
      switch planes.sampling {
      case CJPEG_444: .i444
      case CJPEG_422: .i422
      case CJPEG_420: .i420
      default: .gray
      }
    let hasChroma = planes.plane_count == 3
    return try FrameView(
      width: Int(planes.width), height: Int(planes.height), format: format,
      encoding: ColorEncoding(.bt601, .full),
      plane(planes.offsets.0, planes.bytes_per_row.0, planes.rows.0),
      hasChroma ? plane(planes.offsets.1, planes.bytes_per_row.1, planes.rows.1) : nil,
      hasChroma ? plane(planes.offsets.2, planes.bytes_per_row.2, planes.rows.2) : nil)
  }

  private func plane(_ offset: Int, _ bytesPerRow: Int, _ rows: Int) -> FrameView.PlaneBytes {
    FrameView.PlaneBytes(
      UnsafeRawBufferPointer(rebasing: memory.bytes[offset..<offset + bytesPerRow * rows]),
      bytesPerRow: bytesPerRow)
  }
}
