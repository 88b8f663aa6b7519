import Imaging
import Kernels
import Memory
import Threads

/// Place of a picture before the person.
public enum FrontPosition: String, Sendable, CaseIterable {
  case topLeft = "top-left"
  case top
  case topRight = "top-right"
  case left, center, right
  case bottomLeft = "bottom-left"
  case bottom
  case bottomRight = "bottom-right"

  /// Shares of the room that is left beside and above the picture.
  fileprivate var shares: (x: Double, y: Double) {
    let x =
      [Self.topLeft, .left, .bottomLeft].contains(self)
      ? 0
      : [Self.topRight, .right, .bottomRight].contains(self) ? 1 : 0.5
    let y =
      [Self.topLeft, .top, .topRight].contains(self)
      ? 0
      : [Self.bottomLeft, .bottom, .bottomRight].contains(self) ? 1 : 0.5
    return (x, y)
  }
}

/// Picture before the person: a logo, a lower third. In its own size, or smaller where the frame is, with a
/// margin of a thirtieth of the frame's height, but where it fills a side.
final class FrontPicture: Sendable {
  /// The columns and rows that it covers.
  let columns, rows: Range<Int>
  /// Red, green and blue times alpha, and alpha.
  private let pixels: [UInt32]

  /// - Parameters:
  ///   - width: pixels a row of the frames.
  ///   - height: rows of them.
  init(_ picture: Frame, at position: FrontPosition, width: Int, height: Int) {
    let scale = min(
      1, Double(width) / Double(picture.width), Double(height) / Double(picture.height))
    let (ownWidth, ownHeight) = (
      min(width, max(1, Int((Double(picture.width) * scale).rounded()))),
      min(height, max(1, Int((Double(picture.height) * scale).rounded())))
    )
    // What fills a side, as a lower third does, goes to the border.
    let margin = ownWidth == width || ownHeight == height ? 0 : height / 30
    func range(_ side: Int, _ own: Int, _ share: Double) -> Range<Int> {
      let margin = min((side - own) / 2, margin)
      let first = margin + Int((Double(side - own - 2 * margin) * share).rounded())
      return first..<first + own
    }
    columns = range(width, ownWidth, position.shares.x)
    rows = range(height, ownHeight, position.shares.y)
    pixels = Self.scaled(picture, ownWidth, ownHeight)
  }

  /// Puts it on this thread's share of a picture's rows.
  func blend(on output: Rows<UInt32>, _ context: ThreadContext) {
    pixels.withUnsafeBufferPointer { pixels in
      guard let base = pixels.baseAddress else { return }
      for y in rows.clamped(to: context.share(of: output.height)) {
        let target = output.row(y) + columns.lowerBound
        let source = base + (y - rows.lowerBound) * columns.count
        for x in 0..<columns.count { target[x] = Self.over(source[x], target[x]) }
      }
    }
  }

  /// Puts it on pixels of a row, the first of which lies in column `x`.
  func blend(
    onRow y: Int, from x: Int, _ pixels: UnsafeMutablePointer<UInt32>, count: Int
  ) {
    self.pixels.withUnsafeBufferPointer { own in
      guard let base = own.baseAddress else { return }
      let source = base + (y - rows.lowerBound) * columns.count - columns.lowerBound
      for column in columns.clamped(to: x..<x + count) {
        pixels[column - x] = Self.over(source[column], pixels[column - x])
      }
    }
  }

  /// The first stretch of pixels of a row, from column `x` on, that is not wholly transparent; nil behind the
  /// last. Short gaps are no end of it.
  func visibleStretch(ofRow y: Int, from x: Int) -> Range<Int>? {
    let first = (y - rows.lowerBound) * columns.count - columns.lowerBound
    guard
      var begin = (max(x, columns.lowerBound)..<max(x, columns.upperBound)).first(
        where: { pixels[first + $0] >> 24 != 0 })
    else { return nil }
    begin = max(columns.lowerBound, begin)
    var (end, last) = (begin + 1, begin)
    while end < columns.upperBound, end - last < 32 {
      if pixels[first + end] >> 24 != 0 { last = end }
      end += 1
    }
    return begin..<last + 1
  }

  /// A premultiplied pixel over a straight one.
  @inline(__always)
  private static func over(_ front: UInt32, _ back: UInt32) -> UInt32 {
    let alpha = front >> 24
    if alpha == 0 { return back }
    if alpha == 255 { return front }
    // The share of what is behind, of 255 * 255.
    let behind = (255 - alpha) * (back >> 24)
    let total = alpha * 255 + behind
    var result = ((total + 127) / 255) << 24
    for channel: UInt32 in 0..<3 {
      let shift = 8 * channel
      let sum = (front >> shift & 255) * 255 * 255 + (back >> shift & 255) * behind
      result |= min(255, (sum + total / 2) / total) << shift
    }
    return result
  }

  /// The picture in another size, its colors times its alpha.
  private static func scaled(_ picture: Frame, _ width: Int, _ height: Int) -> [UInt32] {
    let columns = ResamplingTaps.scaled(
      inputCount: picture.width, outputCount: width,
      step: Double(picture.width) / Double(width), largestStep: 1)
    let rows = ResamplingTaps.scaled(
      inputCount: picture.height, outputCount: height,
      step: Double(picture.height) / Double(height), largestStep: 1)
    var result: [UInt32] = []
    result.reserveCapacity(width * height)
    picture.withPixels { pixels in
      var sums = [SIMD4<Float>](repeating: .zero, count: picture.width)
      for y in 0..<height {
        for x in 0..<picture.width { sums[x] = .zero }
        for (tap, weight) in rows.weights[y].enumerated() {
          let first = (rows.starts[y] + tap) * picture.width * 4
          for x in 0..<picture.width {
            let pixel = first + x * 4
            let alpha = Float(pixels[pixel + 3])
            let color = SIMD4<Float>(
              Float(pixels[pixel]), Float(pixels[pixel + 1]), Float(pixels[pixel + 2]), 255)
            sums[x] += color * (alpha / 255 * Float(weight))
          }
        }
        for x in 0..<width {
          var sum = SIMD4<Float>.zero
          for (tap, weight) in columns.weights[x].enumerated() {
            sum += sums[columns.starts[x] + tap] * Float(weight)
          }
          var pixel: UInt32 = 0
          for channel in 0..<4 {
            pixel |= UInt32(min(max(sum[channel], 0), 255) + 0.5) << UInt32(channel * 8)
          }
          result.append(pixel)
        }
      }
    }
    return result
  }
}
