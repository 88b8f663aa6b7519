import Platform
import Threads

/// The background of a frame that passes through.
enum PassThroughBackdrop {
  /// The frame itself.
  case frame
  /// The background's bytes.
  case still
  /// The picture made of the frame, and how the frame is blended over it.
  case made(MadeBlend)
}

/// Puts the person on a background by a mask of the frame's size, in one packed format of YUV; see `PassThrough`.
/// Blocks of pixels where one thing alone shows are copied; only others, and those whose light changes, become
/// RGBA.
struct PassThroughMaskBlend {
  let backdrop: PassThroughBackdrop
  let pixelBlend: PixelBlend
  /// Light of the result; nil where it stays as it is.
  let grade: LightGrade?
  /// The mask.
  let mask: Rows<UInt8>
  /// A row of floats for each thread.
  let values: Rows<Float>
}

extension PassThrough {
  /// Makes the result: one thread's part.
  func blend(_ blend: PassThroughMaskBlend, on context: ThreadContext) {
    let scratch = scratches[context.index]
    for y in context.share(of: sizes.height) {
      let mask = blend.mask.row(y)
      scratch.forEachStretch({ blend.kind(y, $0, mask) }) { kind, run in
        compose(y, run, kind, blend, scratch, on: context)
      }
    }
  }

  @inline(__always)
  private func compose(
    _ y: Int, _ run: Range<Int>, _ kind: PassThroughScratch.Kind, _ blend: PassThroughMaskBlend,
    _ scratch: PassThroughScratch, on context: ThreadContext
  ) {
    let (x, count) = (run.lowerBound, run.count)
    let (mask, composed) = (blend.mask.row(y) + x, scratch.composed.rows.base)
    switch (kind, blend.backdrop) {
    case (.frame, _), (.background, .frame):
      let isPerson = kind == .frame
      guard let grade = blend.grade, isPerson ? grade.changesPerson : grade.changesBackground else {
        return result.copy(frame.bytes, y, run)
      }
      copyPixels(y, run, to: composed, scratch)
      if isPerson {
        grade.runPerson(composed, count: count)
      } else {
        grade.runBackground(composed, count: count)
      }
    case (.background, .still): return result.copy(background.rows, y, run)
    case (.background, .made(let madeBlend)):
      madeBlend.made.background(y, run, to: composed, on: context)
      blend.grade?.runBackground(composed, count: count)
    case (.mixed, .frame):
      copyPixels(y, run, to: composed, scratch)
      blend.grade?.run(composed, mask, count: count)
    case (.mixed, .made(let madeBlend)):
      madeBlend(
        y, run, frame: frame.pixels(run, ofRow: y, scratch: scratch.frame.rows.base), mask: mask,
        to: composed, on: context)
      blend.grade?.run(composed, mask, count: count)
    case (.mixed, .still):
      var first = x
      while first < run.upperBound {
        let part = first..<min(first + PixelBlend.longestRun, run.upperBound)
        let values = blend.values.row(context.index)
        for pixel in 0..<part.count { values[pixel] = Float(mask[first - x + pixel]) }
        blend.pixelBlend(
          y, part, mask: values,
          frame: frame.pixels(part, ofRow: y, scratch: scratch.frame.rows.base),
          to: composed + (first - x))
        first = part.upperBound
      }
      blend.grade?.run(composed, mask, count: count)
    }
    frame.conversion.write(count, from: bytes(composed), to: result.row(y) + 2 * x)
  }

  /// Copies pixels of the frame.
  @inline(__always)
  private func copyPixels(
    _ y: Int, _ run: Range<Int>, to pixels: UnsafeMutablePointer<UInt32>,
    _ scratch: PassThroughScratch
  ) {
    pixels.update(
      from: frame.pixels(run, ofRow: y, scratch: scratch.frame.rows.base), count: run.count)
  }

  /// Puts a picture before the person: one thread's part of its rows. Pairs of pixels that it does not cover stay
  /// as they are.
  func put(_ front: FrontPicture, on context: ThreadContext) {
    let pixels = scratches[context.index].composed.rows.base
    for y in front.rows.clamped(to: context.share(of: sizes.height)) {
      var x = 0
      while let visible = front.visibleStretch(ofRow: y, from: x) {
        let run = visible.lowerBound & ~1..<min((visible.upperBound + 1) & ~1, sizes.width)
        let row = PackedRows(bytes: result, conversion: frame.conversion)
        pixels.update(
          from: row.pixels(run, ofRow: y, scratch: scratches[context.index].frame.rows.base),
          count: run.count)
        front.blend(onRow: y, from: run.lowerBound, pixels, count: run.count)
        frame.conversion.write(
          run.count, from: bytes(pixels), to: result.row(y) + 2 * run.lowerBound)
        x = visible.upperBound
      }
    }
  }
}

extension PassThroughMaskBlend {
  /// The content of a block of pixels.
  @inline(__always)
  func kind(_ y: Int, _ run: Range<Int>, _ mask: UnsafeMutablePointer<UInt8>)
    -> PassThroughScratch.Kind
  {
    var (least, largest): (UInt8, UInt8) = (255, 0)
    for x in run {
      least = min(least, mask[x])
      largest = max(largest, mask[x])
    }
    let rule = pixelBlend.rule
    if Int(largest) <= rule.backgroundLimit { return .background }
    if Int(least) >= rule.frameLimit { return .frame }
    // Where no light falls only the mask counts.
    guard rule.share(Float(least)) >= 1, let band = pixelBlend.wrapBand, band.isDark(y, run) else {
      return .mixed
    }
    return .frame
  }
}

extension Rows<UInt8> {
  /// Copies pixels of two bytes.
  @inline(__always)
  func copy(_ source: Rows<UInt8>, _ y: Int, _ run: Range<Int>) {
    memcpy(row(y) + 2 * run.lowerBound, source.row(y) + 2 * run.lowerBound, 2 * run.count)
  }
}
