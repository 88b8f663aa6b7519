/// Part of a frame that is shown, in shares of its sides: as wide as it is high.
public struct FrameWindow: Sendable, Hashable {
  /// The left and the upper edge.
  public var x, y: Float
  /// The side, 0.5...1.
  public var side: Float

  /// All of the frame.
  public static let whole = FrameWindow(x: 0, y: 0, side: 1)
}

/// Way of a window over a frame: it follows somebody's box smoothly, stands still while they move a little
/// or are gone, and never shows less than half of the frame's sides.
struct WindowPath {
  /// The window's side in those of the person's box.
  private static let room: (x: Float, y: Float) = (1.3, 1.25)
  /// The part of the window above them.
  private static let headroom: Float = 0.12
  /// Distance that the aim must have from where the window goes to before it goes elsewhere, in frame's sides.
  private static let deadZone: Float = 0.04
  /// Share of its way that the window goes in a frame, and the most, in frame's sides.
  private static let gain: Float = 0.06
  private static let largestStep: Float = 0.01

  private(set) var window = FrameWindow.whole
  private var goal = FrameWindow.whole
  private var isFirst = true

  /// Begins anew: the next box is gone to at once.
  mutating func reset() { self = WindowPath() }

  /// Takes the next frame's box in shares of its sides; nil for nobody.
  mutating func follow(_ box: (x: Range<Float>, y: Range<Float>)?) {
    guard let box else { return step() }
    let aim = Self.aim(at: box)
    if isFirst {
      (window, goal, isFirst) = (aim, aim, false)
      return
    }
    let distance = max(
      (aim.x - goal.x).magnitude, max((aim.y - goal.y).magnitude, (aim.side - goal.side).magnitude))
    if distance > Self.deadZone { goal = aim }
    step()
  }

  private mutating func step() {
    func moved(_ value: Float, _ goal: Float) -> Float {
      let way = (goal - value) * Self.gain
      return value + min(max(way, -Self.largestStep), Self.largestStep)
    }
    window.side = moved(window.side, goal.side)
    window.x = min(max(moved(window.x, goal.x), 0), 1 - window.side)
    window.y = min(max(moved(window.y, goal.y), 0), 1 - window.side)
  }

  private static func aim(at box: (x: Range<Float>, y: Range<Float>)) -> FrameWindow {
    let (width, height) = (
      box.x.upperBound - box.x.lowerBound, box.y.upperBound - box.y.lowerBound
    )
    let side = min(max(max(width * room.x, height * room.y), 0.5), 1)
    let middle = (box.x.lowerBound + box.x.upperBound) / 2
    return FrameWindow(
      x: min(max(middle - side / 2, 0), 1 - side),
      y: min(max(box.y.lowerBound - headroom * side, 0), 1 - side), side: side)
  }
}
