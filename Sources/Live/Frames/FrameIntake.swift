import Compositing
import Imaging
import Video

/// Brings a camera's frames out of the driver's memory and to the output's size: as RGBA, or as they are
/// where the picture can hold that. Odd sizes lose their last column or row; other sizes are fitted, with
/// black around them. One owner.
final class FrameIntake {
  private let width: Int
  private let height: Int
  private let decoder: (any JPEGPictureDecoder)?
  private var converter: FrameConverter?
  private var fitter: (width: Int, height: Int, fitter: FrameFitter)?

  init(width: Int, height: Int, decoder: (any JPEGPictureDecoder)?) {
    self.width = width
    self.height = height
    self.decoder = decoder
  }

  /// Writes a frame into a picture of the intake's size. Allocates when size or format are others than
  /// before.
  ///
  /// - Returns: whether there was a sound picture to be written.
  func write(_ frame: borrowing CapturedFrame, to picture: CapturedPicture) -> Bool {
    if frame.isFlawed { return false }
    switch frame.picture {
    case .pixels(let view):
      write(view, to: picture)
      return true
    case .jpeg(let file):
      guard let decoder else { return false }
      return decoder.decode(file) { write($0, to: picture) }
    }
  }

  private func write(_ view: FrameView, to picture: CapturedPicture) {
    let view = view.croppedToEven
    guard view.width == width && view.height == height else {
      let fitter = preparedFitter(for: view)
      convert(view, to: fitter.source)
      return fitter.fit(to: picture.becomeRGBA())
    }
    if let output = picture.become(FrameConverter.Picture(view.format, view.encoding)) {
      output.copy(view)
    } else {
      convert(view, to: picture.becomeRGBA())
    }
  }

  private func convert(_ view: FrameView, to output: MutableFrameView) {
    let source = FrameConverter.Picture(view.format, view.encoding)
    if let converter, converter.source == source, converter.width == view.width,
      converter.height == view.height
    {
      return converter.convert(view, to: output)
    }
    let made = FrameConverter(
      width: view.width, height: view.height, from: source, to: FrameConverter.Picture(.rgba))
    converter = made
    made.convert(view, to: output)
  }

  private func preparedFitter(for view: FrameView) -> FrameFitter {
    if let fitter, fitter.width == view.width, fitter.height == view.height {
      return fitter.fitter
    }
    let made = FrameFitter(
      sourceWidth: view.width, sourceHeight: view.height, width: width, height: height)
    fitter = (view.width, view.height, made)
    return made
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
