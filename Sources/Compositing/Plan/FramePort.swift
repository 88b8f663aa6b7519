import Imaging
import Kernels
import Threads

/// Port where a frame comes in or goes out: in place where its memory holds RGBA pixels, else by
/// way of a plane of the port's own.
struct FramePort {
  /// The frame as RGBA pixels.
  private(set) var rows: Rows<UInt32>
  /// Whether an output still has to be converted.
  private(set) var needsWriting = false

  private let width, height: Int
  private let instructionSet: InstructionSet
  private var plane: Plane<UInt32>?
  private var converter: FrameConverter?
  private var source: FrameView?
  private var target: MutableFrameView?
  private var isMirrored = false

  init(width: Int, height: Int, instructionSet: InstructionSet) {
    self.width = width
    self.height = height
    self.instructionSet = instructionSet
    rows = Rows(base: Self.nowhere, stride: 0, width: width, height: height)
  }

  /// Takes a frame to be read.
  mutating func open(_ view: FrameView, isMirrored: Bool) {
    self.isMirrored = isMirrored
    if !isMirrored, let direct = directRows(view) {
      rows = direct
      return
    }
    let rgba = PixelLayout(.rgba)
    prepare(from: view.layout, to: rgba)
    source = view
  }

  /// Takes memory to be written.
  mutating func open(_ view: MutableFrameView) {
    if let direct = directRows(view.readOnly) {
      rows = direct
      return
    }
    let rgba = PixelLayout(.rgba)
    prepare(from: rgba, to: view.layout)
    target = view
    needsWriting = true
  }

  /// Lets go of the views.
  mutating func close() {
    source = nil
    target = nil
    needsWriting = false
  }

  /// One thread's part of bringing a frame to RGBA.
  func read(on context: ThreadContext) {
    guard let source, let converter else { return }
    let share = context.share(of: height)
    converter.convert(source, to: planeView, rows: share)
    guard isMirrored else { return }
    for y in share {
      let row = rows.row(y)
      for x in 0..<(width / 2) { swap(&row[x], &row[width - 1 - x]) }
    }
  }

  /// One thread's part of bringing the result to its format.
  func write(on context: ThreadContext) {
    guard let target, let converter else { return }
    converter.convert(
      planeView.readOnly, to: target, rows: context.share(of: height, grain: converter.rowGrain))
  }

  private mutating func prepare(
    from source: PixelLayout, to target: PixelLayout
  ) {
    if converter?.source != source || converter?.target != target {
      converter = FrameConverter(
        width: width, height: height, from: source, to: target, instructionSet: instructionSet)
    }
    let plane = self.plane ?? Plane(width: width, height: height)
    self.plane = plane
    rows = plane.rows
  }

  private var planeView: MutableFrameView { MutableFrameView(rows) }

  /// The view's own pixels, where they are RGBA and rows are whole pixels apart.
  private func directRows(_ view: FrameView) -> Rows<UInt32>? {
    guard view.format == .rgba else { return nil }
    let plane = view.plane(0)
    let start = UnsafeMutableRawPointer(mutating: plane.base)
    guard plane.bytesPerRow % 4 == 0, UInt(bitPattern: start) % 4 == 0 else { return nil }
    return Rows(
      base: start.assumingMemoryBound(to: UInt32.self), stride: plane.bytesPerRow / 4,
      width: width, height: height)
  }

  /// An address that is never read.
  private static var nowhere: UnsafeMutablePointer<UInt32> {
    UnsafeMutableRawPointer(bitPattern: 64).unsafelyUnwrapped.assumingMemoryBound(to: UInt32.self)
  }
}
