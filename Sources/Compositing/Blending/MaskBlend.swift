import Threads

/// Puts the person on a background by a mask of the frame's size.
struct MaskBlend {
  /// Pixels that are looked at together.
  private static let groupLength = 16

  /// Blender of runs.
  let blender: RunBlender
  /// The mask, one byte a pixel.
  let mask: Rows<UInt8>
  /// `[width + 16]` floats of the thread's own.
  let values: UnsafeMutablePointer<Float>

  /// Blends one thread's rows. Groups where only the background or only the frame shows are copied.
  func run(on context: ThreadContext) {
    for y in context.share(of: mask.height) { blendRow(y) }
  }

  private func blendRow(_ y: Int) {
    let row = mask.row(y)
    let width = mask.width
    var first = 0
    var work = Self.work(row, 0, width, blender.rule)
    var x = 0
    while x < width {
      x = min(x + Self.groupLength, width)
      let next = x < width ? Self.work(row, x, width, blender.rule) : work
      guard x == width || next != work else { continue }
      let run = first..<x
      switch work {
      case .background: blender.copyBackground(y, run)
      case .frame: blender.copyFrame(y, run)
      case .constant, .filter:
        var start = run.lowerBound
        while start < run.upperBound {
          let part = start..<min(start + PixelBlend.longestRun, run.upperBound)
          for pixel in part { values[pixel - start] = Float(row[pixel]) }
          blender.blend(y, part, mask: values)
          start = part.upperBound
        }
      }
      (first, work) = (x, next)
    }
  }

  @inline(__always)
  private static func work(
    _ row: UnsafeMutablePointer<UInt8>, _ x: Int, _ width: Int, _ rule: BlendRule
  ) -> BlendRule.Work {
    var least: UInt8 = 255
    var largest: UInt8 = 0
    for pixel in x..<min(x + groupLength, width) {
      least = min(least, row[pixel])
      largest = max(largest, row[pixel])
    }
    let work = rule.work(least: least, largest: largest)
    return work == .constant ? .filter : work
  }
}
