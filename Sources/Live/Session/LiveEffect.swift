public import Compositing
public import Devices
import Imaging
public import Kernels

/// An effect prepared for a session's sizes: made on any thread, beside frames that flow, and then
/// given to the session, which uses it on its own.
///
/// `@unchecked Sendable`: handed over whole; whoever made it does not use it afterwards.
public final class LiveEffect: @unchecked Sendable {
  /// What is shown when no frame may be: no pixel of it comes from a camera.
  let slate: PictureMemory
  /// How much of the room shows behind the person.
  public let revelation: Revelation
  /// Whether the room can be recognized where the mask says that nobody is: the frame as it is, a blur
  /// that `Revelation.blur` calls weak, or kept regions.
  public let revealsRoom: Bool
  /// Whether frames are changed at all.
  let needsMask: Bool
  /// The least value of a mask's cell where the person shows.
  let visibleLevel: UInt8
  /// What settles which parts of a frame show.
  let visibility: EffectVisibility

  private let compositor: Compositor
  private let smoother: MaskSmoother
  /// Whether masks were taken since the last time that all were forgotten.
  private var hasMask = false

  /// Prepares an effect.
  ///
  /// - Parameters:
  ///   - smoothing: how masks are made steady.
  ///   - background: for `BackgroundEffect.image`: a picture of the output's size.
  ///   - mode: the output's.
  ///   - mask: cells a row and rows of the finder's masks.
  ///   - pool: the threads; shared with the finder.
  /// - Throws: `CompositingError` for options or sizes out of range.
  /// - Precondition: the effect is not `transparent`: a virtual camera has no transparency.
  public init(
    _ options: CompositorOptions, smoothing: MaskSmoothing = .standard, background: Frame?,
    mode: OutputMode, mask: (width: Int, height: Int), instructionSet: InstructionSet = .best,
    pool: ThreadPool
  ) throws(CompositingError) {
    precondition(options.background != .transparent, "expected an opaque effect")
    let compositor = try Compositor(
      width: mode.width, height: mode.height, maskWidth: mask.width, maskHeight: mask.height,
      options: options, instructionSet: instructionSet, pool: pool)
    if let background { compositor.setBackground(background) }
    self.compositor = compositor
    smoother = MaskSmoother(smoothing, width: mask.width, height: mask.height)
    needsMask = options.background != .none
    revelation = Revelation(options.background, width: mode.width, height: mode.height)
    revealsRoom = revelation.isRecognizable || !options.keepRegions.isEmpty
    visibleLevel = options.leastVisibleLevel
    visibility = EffectVisibility(options, smoothing)
    slate = try makeSlate(options.background, background, mode)
  }

  /// Takes the mask of a frame that passed, and makes it steady.
  ///
  /// - Parameters:
  ///   - isNew: whether it is another mask than that of the frame before.
  ///   - finder: what found it, for the picture beneath it.
  func takeMask(_ ledger: MaskLedger, isNew: Bool, from finder: any PersonFinder) {
    if isNew || !hasMask {
      for row in 0..<ledger.height {
        smoother.withMaskRow(row) { cells in
          cells.withUnsafeMutableBufferPointer { _ = $0.update(from: ledger.row(row)) }
        }
        guard smoother.needsPicture else { continue }
        smoother.withPictureRow(row) { finder.writePictureRow(row, to: &$0) }
      }
      smoother.smooth()
      hasMask = true
    } else if !smoother.repeatFrame() {
      return
    }
    for row in 0..<ledger.height {
      compositor.withMaskRow(row) { cells in
        smoother.writeRow(row, to: &cells)
        hideRoom(&cells, by: ledger, row)
      }
    }
  }

  /// Forgets the masks before.
  func forgetMasks() {
    smoother.reset()
    hasMask = false
  }

  /// Where the frame's own mask shows no person, older masks must not show one: a room that came to
  /// light behind somebody who moved. Smoothing can only take away there.
  private func hideRoom(_ cells: inout MutableSpan<UInt8>, by ledger: MaskLedger, _ row: Int) {
    let own = ledger.row(row)
    let visibleLevel = visibleLevel
    cells.withUnsafeMutableBufferPointer { cells in
      for x in 0..<min(cells.count, own.count) {
        cells[x] = own[x] < visibleLevel ? min(own[x], cells[x]) : cells[x]
      }
    }
  }

  /// Composites a frame by the mask that was set last. Allocates nothing.
  func compose(_ frame: FrameView, to output: MutableFrameView) {
    compositor.compose(frame, to: output)
  }
}

/// The background alone where it is a picture or a colour, else grey.
private func makeSlate(
  _ effect: BackgroundEffect, _ background: Frame?, _ mode: OutputMode
) throws(CompositingError) -> PictureMemory {
  let grey: UInt8 = 64
  let frame: Frame
  switch effect {
  case .image: frame = background ?? plain(mode, grey, grey, grey)
  case .color(let red, let green, let blue): frame = plain(mode, red, green, blue)
  case .blur, .transparent, .none: frame = plain(mode, grey, grey, grey)
  }
  do throws(FrameViewError) {
    let memory = try PictureMemory(
      width: mode.width, height: mode.height, format: mode.format, encoding: mode.encoding)
    let converter = FrameConverter(
      width: mode.width, height: mode.height, from: FrameConverter.Picture(.rgba),
      to: FrameConverter.Picture(mode.format, mode.encoding))
    frame.withView { converter.convert($0, to: memory.view) }
    return memory
  } catch {
    throw .size(what: "an output", width: mode.width, height: mode.height)
  }
}

private func plain(_ mode: OutputMode, _ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Frame {
  var pixels = [UInt8](repeating: 255, count: mode.width * mode.height * 4)
  for index in stride(from: 0, to: pixels.count, by: 4) {
    (pixels[index], pixels[index + 1], pixels[index + 2]) = (red, green, blue)
  }
  return Frame(width: mode.width, height: mode.height, pixels: pixels)
}
