import Compositing
import Devices
import Imaging

/// Brings a camera's frames out of the driver's memory, to the output's size, and to RGBA or a packed
/// format of YUV. Odd sizes lose their last column or row; other sizes are fitted, with black around
/// them. One owner.
final class FrameIntake {
  private let decoder: (any JPEGPictureDecoder)?
  private var converter: FrameConverter?
  private var packer: PackingConverter?
  private var fitter: (width: Int, height: Int, fitter: FrameFitter)?
  private var fitted: PictureMemory?

  init(decoder: (any JPEGPictureDecoder)?) { self.decoder = decoder }

  /// Writes a frame into `output`. Allocates when size or format are others than before.
  ///
  /// - Returns: whether there was a sound picture to be written.
  func write(_ frame: borrowing CapturedFrame, to output: MutableFrameView) -> Bool {
    if frame.isFlawed { return false }
    switch frame.picture {
    case .pixels(let view):
      write(view, to: output)
      return true
    case .jpeg(let file):
      guard let decoder else { return false }
      return decoder.decode(file) { write($0, to: output) }
    }
  }

  private func write(_ view: FrameView, to output: MutableFrameView) {
    let view = view.croppedToEven
    if view.width == output.width && view.height == output.height {
      convert(view, to: output)
    } else {
      let fitter = preparedFitter(for: view, output)
      convert(view, to: fitter.source)
      if output.format == .rgba {
        fitter.fit(to: output)
      } else if let fitted = preparedPicture(like: output) {
        fitter.fit(to: fitted)
        convert(fitted.readOnly, to: output)
      }
    }
  }

  private func convert(_ view: FrameView, to output: MutableFrameView) {
    if output.format.isPackedYUV {
      preparedPacker(for: view, output).convert(view, to: output)
    } else {
      preparedConverter(for: view).convert(view, to: output)
    }
  }

  private func preparedPacker(
    for view: FrameView, _ output: MutableFrameView
  ) -> PackingConverter {
    let source = view.layout
    if let packer, packer.source == source { return packer }
    let made = PackingConverter(
      width: output.width, height: output.height, from: source,
      to: output.layout)
    packer = made
    return made
  }

  private func preparedConverter(for view: FrameView) -> FrameConverter {
    let source = view.layout
    if let converter, converter.source == source, converter.width == view.width,
      converter.height == view.height
    {
      return converter
    }
    let made = FrameConverter(
      width: view.width, height: view.height, from: source, to: PixelLayout(.rgba))
    converter = made
    return made
  }

  private func preparedFitter(for view: FrameView, _ output: MutableFrameView) -> FrameFitter {
    if let fitter, fitter.width == view.width, fitter.height == view.height {
      return fitter.fitter
    }
    let made = FrameFitter(
      sourceWidth: view.width, sourceHeight: view.height, width: output.width,
      height: output.height)
    fitter = (view.width, view.height, made)
    return made
  }

  /// A picture of RGBA between fitting and packing.
  private func preparedPicture(like output: MutableFrameView) -> MutableFrameView? {
    if fitted == nil {
      fitted = try? PictureMemory(width: output.width, height: output.height, format: .rgba)
    }
    return fitted?.view
  }
}

extension FrameView {
  /// The picture without its last column or row where their number is odd, but never without any.
  var croppedToEven: FrameView {
    let (evenWidth, evenHeight) = (evenSide(width), evenSide(height))
    guard evenWidth != width || evenHeight != height else { return self }
    func bytes(_ index: Int) -> PlaneBytes? {
      guard index < format.planeCount else { return nil }
      let plane = plane(index)
      let byteCount =
        (format.rowCount(plane: index, height: evenHeight) - 1) * plane.bytesPerRow
        + format.rowByteCount(plane: index, width: evenWidth)
      return PlaneBytes(
        UnsafeRawBufferPointer(start: plane.base, count: byteCount), bytesPerRow: plane.bytesPerRow)
    }
    do {
      guard let first = bytes(0) else { return self }
      return try FrameView(
        width: evenWidth, height: evenHeight, format: format, encoding: encoding, first, bytes(1),
        bytes(2))
    } catch {
      preconditionFailure("a part of a picture is one: \(error)")
    }
  }
}

/// The greatest even number up to `side`, at least 2 but for a side of 1.
func evenSide(_ side: Int) -> Int { side < 2 ? side : side & ~1 }
