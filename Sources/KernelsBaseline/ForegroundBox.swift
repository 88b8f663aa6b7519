import KernelInterface

/// Colors of the person and of what is behind in one box of one level.
///
/// Pixels whose column is even and those whose column is odd lie apart, so that a half sweep, which
/// replaces every other pixel, fills all lanes: a pixel's neighbors above and below are in the
/// same half of their rows, those to its left and right in the other half of its own.
enum ForegroundBox {
  typealias Arguments = ForegroundBoxArguments

  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<ForegroundBoxArguments>) {
    let reach = 2 &* arguments.pointee.iterationCount
    let window = Window(arguments, reach: reach)
    load(arguments, window)
    for halfSweep in 0..<reach {
      // Rows beyond the box that later half sweeps still need.
      let left = reach &- halfSweep &- 1
      let first = max(window.top, arguments.pointee.top &- left)
      let end = min(window.bottom, arguments.pointee.bottom &+ left)
      for y in first..<end { window.relaxHalfRow(y, half: (halfSweep &+ y) & 1) }
    }
    store(arguments, window)
  }

  /// The pixels that are loaded: those of the box and those with influence on it.
  struct Window {
    /// Columns `left` ..< `right`, `left` even, and rows `top` ..< `bottom`, of the level.
    let left: Int
    let top: Int
    let right: Int
    let bottom: Int
    /// Whether the level ends there.
    let endsLeft: Bool
    let endsRight: Bool
    let endsTop: Bool
    let endsBottom: Bool
    let scratch: UnsafeMutablePointer<Float>

    @inline(__always)
    init(_ arguments: UnsafePointer<Arguments>, reach: Int) {
      left = max(0, arguments.pointee.left &- reach) & ~1
      top = max(0, arguments.pointee.top &- reach)
      // Whole vectors of both halves, where the level is wide enough: they are computed anyway.
      let grain = 2 &* NativeVector.lanes
      let width = (arguments.pointee.right &+ reach &- left &+ grain &- 1) & ~(grain &- 1)
      right = min(arguments.pointee.levelWidth, left &+ width)
      bottom = min(arguments.pointee.levelHeight, arguments.pointee.bottom &+ reach)
      endsLeft = left == 0
      endsRight = right == arguments.pointee.levelWidth
      endsTop = top == 0
      endsBottom = bottom == arguments.pointee.levelHeight
      scratch = arguments.pointee.scratch
    }

    /// Even columns.
    @inline(__always) var evenCount: Int { (right &- left &+ 1) &>> 1 }
    /// Odd columns.
    @inline(__always) var oddCount: Int { (right &- left) &>> 1 }

    /// The first pixel of a half of a row's alpha; the other quantities follow.
    @inline(__always)
    func halfRow(_ y: Int, _ half: Int) -> UnsafeMutablePointer<Float> {
      scratch
        + ((y &- top) &* Arguments.rowFloatCount &+ half &* Arguments.halfRowFloatCount
          &+ Arguments.halfRowStart)
    }

    /// Four half rows for words, behind all rows.
    @inline(__always) var words: UnsafeMutablePointer<UInt32> {
      UnsafeMutableRawPointer(
        scratch + (Arguments.scratchFloatCount &- 4 &* Arguments.halfRowFloatCount)
      ).assumingMemoryBound(to: UInt32.self)
    }
  }

  /// Floats from a quantity of a half row to the next.
  static var quantity: Int {
    @inline(__always) get { 2 &* Arguments.halfRowFloatCount }
  }
}

extension ForegroundBox.Window {
  /// The quantities of a half row, in their order.
  enum Quantity {
    static let color = 1
    static let foreground = 4
    static let background = 7
  }

  /// Replaces F and B of a row's even (`half` 0) or odd pixels. Lanes behind the last pixel compute
  /// what nothing reads.
  @inline(__always)
  func relaxHalfRow(_ y: Int, half: Int) {
    let own = halfRow(y, half)
    let other = halfRow(y, 1 &- half)
    let above = endsTop && y == top ? own : halfRow(y &- 1, half)
    let below = endsBottom && y == bottom &- 1 ? own : halfRow(y &+ 1, half)
    let count = half == 0 ? evenCount : oddCount
    var i = 0
    while i < count {
      // The left neighbor of even pixel i is odd pixel i - 1, that of odd pixel i is even pixel i.
      let left = UnsafePointer(other + (i &+ half &- 1))
      relax(own + i, left, left + 1, UnsafePointer(above + i), UnsafePointer(below + i))
      i &+= NativeVector.lanes
    }
    extendBorders(y, from: ForegroundBox.Window.Quantity.foreground, count: 6)
  }

  /// One vector of pixels; see `ForegroundBoxArguments`.
  @inline(__always)
  private func relax(
    _ own: UnsafeMutablePointer<Float>, _ left: UnsafePointer<Float>,
    _ right: UnsafePointer<Float>, _ above: UnsafePointer<Float>, _ below: UnsafePointer<Float>
  ) {
    let alpha = NativeVector.load(own)
    let leftWeight = weight(alpha, left)
    let rightWeight = weight(alpha, right)
    let aboveWeight = weight(alpha, above)
    let belowWeight = weight(alpha, below)
    let sum = (leftWeight + rightWeight) + (aboveWeight + belowWeight)
    let behind = NativeVector.broadcast(1) - alpha
    let total = (sum + alpha * alpha).multiplyAdd(behind, behind)
    // One division for both reciprocals.
    let inverse = NativeVector.broadcast(1) / (sum * total)
    let inverseSum = inverse * total
    let inverseTotal = inverse * sum
    let l = leftWeight * inverseSum
    let r = rightWeight * inverseSum
    let a = aboveWeight * inverseSum
    let b = belowWeight * inverseSum
    for channel in 0..<3 {
      let f = (Quantity.foreground &+ channel) &* ForegroundBox.quantity
      let g = (Quantity.background &+ channel) &* ForegroundBox.quantity
      let foreground = (l * .load(left + f)).multiplyAdd(r, .load(right + f))
        .multiplyAdd(a, .load(above + f)).multiplyAdd(b, .load(below + f))
      let background = (l * .load(left + g)).multiplyAdd(r, .load(right + g))
        .multiplyAdd(a, .load(above + g)).multiplyAdd(b, .load(below + g))
      let color = NativeVector.load(own + (Quantity.color &+ channel) &* ForegroundBox.quantity)
      let residual = (color - alpha * foreground - behind * background) * inverseTotal
      let zero = NativeVector.broadcast(0)
      let most = NativeVector.broadcast(255)
      foreground.multiplyAdd(alpha, residual).maximum(zero).minimum(most).store(own + f)
      background.multiplyAdd(behind, residual).maximum(zero).minimum(most).store(own + g)
    }
  }

  /// 1e-5 + |alpha - a neighbor's alpha|
  @inline(__always)
  private func weight(_ alpha: NativeVector, _ neighbor: UnsafePointer<Float>) -> NativeVector {
    let other = NativeVector.load(neighbor)
    return (alpha - other).maximum(other - alpha) + .broadcast(1e-5)
  }

  /// Copies `count` quantities of the pixels at the level's left and right borders to their
  /// neighbors beyond.
  @inline(__always)
  func extendBorders(_ y: Int, from first: Int, count: Int) {
    let even = halfRow(y, 0) + first &* ForegroundBox.quantity
    let odd = halfRow(y, 1) + first &* ForegroundBox.quantity
    for index in 0..<count {
      let offset = index &* ForegroundBox.quantity
      if endsLeft { odd[offset &- 1] = even[offset] }
      if endsRight {
        if evenCount == oddCount {
          even[offset &+ evenCount] = odd[offset &+ oddCount &- 1]
        } else {
          odd[offset &+ oddCount] = even[offset &+ evenCount &- 1]
        }
      }
    }
  }
}
