import CPlatform
import Effects

/// The pictures that the page and the engine share, of one size: the frame that comes in, the result, and
/// the slate that stands in for it.
struct EnginePictures {
  /// Arrangement of the frames' bytes.
  let inputLayout: PixelLayout
  /// Arrangement of the results' bytes.
  let outputLayout: PixelLayout
  let width: Int
  let height: Int
  /// The frame.
  let input: Storage
  /// The result, or the slate.
  let output: Storage
  /// The slate; of no meaning before it was made.
  let slate: Storage

  /// Formats by the page's numbers.
  static let formats: [PixelFormat] = [.rgba, .bgra, .nv12, .i420, .i422, .i444, .yuyv, .gray]

  /// The most pixels of a frame: all of its bytes are counted in 32 bits.
  static let greatestPixelCount: Int64 = 1 << 28

  /// Checks a size.
  ///
  /// - Throws: `EngineError` for one that no frame can have.
  static func check(_ what: String, _ width: Int32, _ height: Int32) throws(EngineError) {
    let sides: ClosedRange<Int32> = 1...Int32(FrameView.greatestSize)
    guard sides.contains(width), sides.contains(height),
      Int64(width) * Int64(height) <= greatestPixelCount
    else {
      throw EngineError(
        .size,
        "expected \(what) of 1x1 to \(FrameView.greatestSize)x\(FrameView.greatestSize) pixels and at most "
          + "\(greatestPixelCount >> 20) megapixels, found \(width)x\(height)")
    }
  }

  /// Makes room.
  ///
  /// - Throws: `EngineError` when there is none.
  init(
    width: Int, height: Int, input: PixelLayout, output: PixelLayout
  ) throws(EngineError) {
    self.width = width
    self.height = height
    (inputLayout, outputLayout) = (input, output)
    do throws(StorageError) {
      self.input = try Storage(
        mappedByteCount: input.format.byteCount(width: width, height: height))
      let byteCount = output.format.byteCount(width: width, height: height)
      self.output = try Storage(mappedByteCount: byteCount)
      slate = try Storage(mappedByteCount: byteCount)
    } catch {
      throw EngineError(.memory, error.description)
    }
  }

  /// The frame.
  var inputView: FrameView? {
    view(UnsafeRawBufferPointer(input.bytes), inputLayout)
  }

  /// The result, as a picture or as a mask.
  func outputView(_ result: FrameEffectOptions.Result) -> MutableFrameView? {
    mutableView(output, result)
  }

  /// The slate, as a picture or as a mask.
  func slateView(_ result: FrameEffectOptions.Result) -> MutableFrameView? {
    mutableView(slate, result)
  }

  private func mutableView(
    _ storage: Storage, _ result: FrameEffectOptions.Result
  ) -> MutableFrameView? {
    let layout = result == .mask ? PixelLayout(.gray) : outputLayout
    do throws(FrameViewError) {
      return try MutableFrameView(
        width: width, height: height, format: layout.format, encoding: layout.encoding,
        bytes: storage.bytes)
    } catch { return nil }
  }

  private func view(_ bytes: UnsafeRawBufferPointer, _ layout: PixelLayout) -> FrameView? {
    do throws(FrameViewError) {
      return try FrameView(
        width: width, height: height, format: layout.format, encoding: layout.encoding, bytes: bytes
      )
    } catch { return nil }
  }
}
