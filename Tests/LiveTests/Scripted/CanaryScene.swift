import Imaging

@testable import Live

/// Small frames of an orange person, within a gray margin, before a room of canary colors: squares of
/// magenta and of green. Only a leak shows one of them: scaled, filtered or mixed along the person's
/// edge, the margin is all that can come near, and a strong blur makes them gray.
struct CanaryScene: Hashable {
  static let person: [UInt8] = [210, 120, 40]
  static let margin: [UInt8] = [128, 128, 128]
  static let magenta: [UInt8] = [255, 0, 255]
  static let green: [UInt8] = [0, 255, 0]

  /// The frame's size, in units of the plain size of 32x24.
  var scale: Int
  /// Whether there are an odd column and row more.
  let isOdd: Bool
  /// The person's upper left corner, in plain pixels.
  var x: Int
  var y: Int
  /// A change of every level, far below what a person sees.
  var offset = 0

  var width: Int { 32 * scale + (isOdd ? 1 : 0) }
  var height: Int { 24 * scale + (isOdd ? 1 : 0) }

  static let side = 9
  private static let marginWidth = 5

  /// Red, green and blue of a pixel.
  func color(atX pixelX: Int, y pixelY: Int) -> [UInt8] {
    let (column, row) = (pixelX / scale - x, pixelY / scale - y)
    let inner = 0..<Self.side
    let outer = -Self.marginWidth..<Self.side + Self.marginWidth
    if inner.contains(column) && inner.contains(row) { return Self.person }
    if outer.contains(column) && outer.contains(row) { return Self.margin }
    return (pixelX / (2 * scale) + pixelY / (2 * scale)) % 2 == 0 ? Self.magenta : Self.green
  }

  /// The frame.
  func frame() -> Frame {
    var pixels: [UInt8] = []
    pixels.reserveCapacity(width * height * 4)
    for y in 0..<height {
      for x in 0..<width {
        for value in color(atX: x, y: y) {
          pixels.append(UInt8(clamping: Int(value) + (value < 128 ? offset : -offset)))
        }
        pixels.append(255)
      }
    }
    return Frame(width: width, height: height, pixels: pixels)
  }

  /// Tells whether a pixel is a canary.
  static func isCanary(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Bool {
    let isMagenta = red > 175 && green < 80 && blue > 175
    let isGreen = red < 80 && green > 175 && blue < 80
    return isMagenta || isGreen
  }
}

/// Looks for canaries in the frames of one output.
final class CanaryDetector {
  private let converter: FrameConverter
  private let memory: PictureMemory

  init(width: Int, height: Int) throws {
    converter = FrameConverter(
      width: width, height: height, from: PixelLayout(.yuyv),
      to: PixelLayout(.rgba))
    memory = try PictureMemory(width: width, height: height, format: .rgba)
  }

  /// Counts how many canaries a frame has, and whether a person can be seen.
  func look(at view: FrameView) -> (canaries: Int, hasPerson: Bool) {
    converter.convert(view, to: memory.view)
    var (canaries, person) = (0, 0)
    for y in 0..<view.height {
      let row = memory.view.row(y)
      for x in 0..<view.width {
        let (red, green, blue) = (row[x * 4], row[x * 4 + 1], row[x * 4 + 2])
        if CanaryScene.isCanary(red, green, blue) { canaries += 1 }
        if red > 170 && green > 80 && green < 170 && blue < 90 { person += 1 }
      }
    }
    return (canaries, person > 8)
  }
}
