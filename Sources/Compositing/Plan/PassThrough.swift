import Imaging
import Kernels
import Platform
import Threads

/// The way of frames that come in and go out in one packed format of YUV: where the person alone shows,
/// or the background alone, bytes are copied as they are. Only what filters and blends read becomes
/// RGBA, in the caches, and only what they write comes back from it.
///
/// So most of a frame is read once and written once, in half the bytes, and what shows of the camera is
/// not rounded twice. Prepared for one size and format; runs allocate nothing.
///
/// `@unchecked Sendable`: opened and closed between runs; within one, threads write disjoint rows.
final class PassThrough: @unchecked Sendable {
  /// The format and encoding of frames and results.
  let picture: PixelLayout
  /// The frame, mirrored where that is wanted, while there is one.
  private(set) var frame: PackedRows

  let sizes: CompositorSizes
  private let conversion: PackedPixels
  let scratches: [PassThroughScratch]
  /// The background's bytes.
  let background: Plane<UInt8>
  /// The state of the backdrop that `background` was made from.
  private var backgroundVersion: Int?
  private(set) var result: Rows<UInt8>
  /// The frame as it came, if it is to be mirrored into `frame`.
  private var unmirrored: Rows<UInt8>?
  private var mirrored: Plane<UInt8>?

  /// - Parameter picture: of a packed format.
  init(_ picture: PixelLayout, _ sizes: CompositorSizes) {
    self.picture = picture
    self.sizes = sizes
    conversion = PackedPixels(picture, instructionSet: sizes.instructionSet)
    scratches = (0..<sizes.threadCount).map { _ in PassThroughScratch(sizes) }
    background = Plane(width: 2 * sizes.width, height: sizes.height)
    frame = PackedRows(bytes: background.rows, conversion: conversion)
    result = background.rows
  }

  /// Tells whether frames can be taken this way: pairs of pixels in one format on both sides.
  static func isPossible(_ frame: FrameView, _ result: MutableFrameView) -> Bool {
    frame.format.isPackedYUV && frame.format == result.format && frame.encoding == result.encoding
      && frame.width % 2 == 0
  }

  /// Takes a frame and where its result goes. Allocates for the first frame that is to be mirrored.
  func open(_ frame: FrameView, _ result: MutableFrameView, isMirrored: Bool) {
    var rows = packedRows(frame)
    if isMirrored {
      let plane = mirrored ?? Plane(width: 2 * sizes.width, height: sizes.height)
      mirrored = plane
      unmirrored = rows
      rows = plane.rows
    }
    self.frame = PackedRows(bytes: rows, conversion: conversion)
    self.result = packedRows(result.readOnly)
  }

  /// Lets go of both.
  func close() {
    frame = PackedRows(bytes: background.rows, conversion: conversion)
    result = background.rows
    unmirrored = nil
  }

  /// Mirrors the frame, if that is wanted: one thread's part.
  func readFrame(on context: ThreadContext) {
    guard let unmirrored else { return }
    for y in context.share(of: sizes.height) {
      mirror(unmirrored.row(y), to: frame.bytes.row(y))
    }
  }

  /// Pairs in reverse order, and the two lumas of each.
  private func mirror(_ source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>) {
    let pairCount = sizes.width / 2
    let last = UnsafeRawPointer(source) + 4 * (pairCount - 1)
    let lumaShift = UInt32(8 * picture.format.descriptor.firstLuma)
    let luma: UInt32 = 0xff << lumaShift
    for pair in 0..<pairCount {
      let word = UInt32(littleEndian: (last - 4 * pair).loadUnaligned(as: UInt32.self))
      let swapped = word & ~(luma | luma << 16) | (word & luma) << 16 | word >> 16 & luma
      UnsafeMutableRawPointer(target + 4 * pair).storeBytes(
        of: swapped.littleEndian, as: UInt32.self)
    }
  }

  /// Copies the frame as it is: one thread's part.
  func copyFrame(on context: ThreadContext) {
    for y in context.share(of: sizes.height) {
      memcpy(result.row(y), frame.bytes.row(y), 2 * sizes.width)
    }
  }

  /// Makes the background's bytes, if there are none of this state of the backdrop: one thread's part.
  ///
  /// - Parameter grade: light of what is behind the person.
  func readBackground(
    _ rows: Rows<UInt32>, version: Int, grade: LightGrade? = nil, on context: ThreadContext
  ) {
    guard backgroundVersion != version else { return }
    let pixels = scratches[context.index].composed.rows.base
    for y in context.share(of: sizes.height) {
      var row = rows.row(y)
      if let grade, grade.changesBackground {
        pixels.update(from: row, count: sizes.width)
        grade.runBackground(pixels, count: sizes.width)
        row = pixels
      }
      conversion.write(sizes.width, from: bytes(row), to: background.rows.row(y))
    }
    context.synchronize()
    if context.index == 0 { backgroundVersion = version }
  }

  /// Returns what puts runs of pixels on the background, on the calling thread.
  func composer(_ blend: PixelBlend, on context: ThreadContext) -> PassThroughComposer {
    PassThroughComposer(
      pixelBlend: blend, frame: frame, background: background.rows, output: result,
      scratch: scratches[context.index])
  }

  /// Blends the frame over a background that was made of it: one thread's part.
  ///
  /// - Parameter mask: of the frame's size.
  func blend(
    _ blend: MadeBlend, mask: Rows<UInt8>, filter: SparseMaskFilter, rule: BlendRule,
    on context: ThreadContext
  ) {
    let scratch = scratches[context.index]
    let (frame, result) = (frame, result)
    let composed = scratch.composed.rows.base
    for group in stride(from: context.index, to: filter.groupCount, by: context.count) {
      let rows = filter.rows(ofGroup: group)
      guard !rows.isEmpty else { continue }
      scratch.forEachStretch(group, of: filter, rule) { kind, range in
        // Rows of a part follow each other: means of colors are enlarged once for all of them.
        GridEnlargement.forEachPart(range) { part in
          let x = part.lowerBound
          for y in rows {
            switch kind {
            case .frame:
              memcpy(result.row(y) + 2 * x, frame.bytes.row(y) + 2 * x, 2 * part.count)
              continue
            case .background: blend.made.background(y, part, to: composed, on: context)
            case .mixed:
              blend(
                y, part, frame: frame.pixels(part, ofRow: y, scratch: scratch.frame.rows.base),
                mask: mask.row(y) + x, to: composed, on: context)
            }
            frame.conversion.write(part.count, from: bytes(composed), to: result.row(y) + 2 * x)
          }
        }
      }
    }
  }

  private func packedRows(_ view: FrameView) -> Rows<UInt8> {
    let plane = view.plane(0)
    return Rows(
      base: UnsafeMutablePointer(mutating: plane.base), stride: plane.bytesPerRow,
      width: 2 * sizes.width, height: sizes.height)
  }
}

/// Pixels as bytes.
@inline(__always)
func bytes(_ pixels: UnsafeMutablePointer<UInt32>) -> UnsafeMutablePointer<UInt8> {
  UnsafeMutableRawPointer(pixels).assumingMemoryBound(to: UInt8.self)
}
