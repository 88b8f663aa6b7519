import Memory

/// Input of a model that is no three colors in one range: gray, colors with a normalization of their own each, or
/// colors and the mask of the frame before. Allocates nothing once it is made.
final class ConvertedInput {
  /// Values from black to white, channel by channel.
  struct Channel {
    let lower: Float
    let upper: Float
  }

  private let width: Int
  private let channels: [Channel]
  /// Colors in 0...1, three a pixel.
  private let picture: Plane<Float>
  /// The mask of the frame before, in 0...1, at the input's size; of nobody at first.
  private let previous: Plane<Float>

  /// - Parameter channels: 1, 3 or 4 of them.
  init(width: Int, height: Int, channels: [Channel]) {
    self.width = width
    self.channels = channels
    picture = Plane(width: width * 3, height: height, margin: 0)
    previous = Plane(width: width, height: channels.count == 4 ? height : 1, margin: 0)
  }

  /// Lends a row of colors to be written.
  func withPictureRow<Result>(_ y: Int, _ body: (inout MutableSpan<Float>) -> Result) -> Result {
    var span = MutableSpan(_unsafeStart: picture.rows.row(y), count: width * 3)
    return body(&span)
  }

  /// Writes a channel of the model's input, for all pixels.
  func writePlane(_ channel: Int, to plane: inout MutableSpan<Float>) {
    precondition(plane.count == width * picture.rows.height)
    for y in 0..<picture.rows.height {
      let colors = picture.rows.row(y)
      for x in 0..<width {
        let share =
          channels.count == 1
          ? Self.gray(colors + x * 3)
          : channel == 3 ? previous.rows.row(y)[x] : colors[x * 3 + channel]
        plane[y * width + x] = value(share, channel)
      }
    }
  }

  /// A gray of the weights of Rec. 601, as programs that make gray pictures have them.
  private static func gray(_ pixel: UnsafeMutablePointer<Float>) -> Float {
    0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2]
  }

  /// Writes a row of the model's input.
  func writeRow(_ y: Int, to row: inout MutableSpan<Float>) {
    precondition(row.count == width * channels.count)
    let colors = picture.rows.row(y)
    for x in 0..<width {
      let pixel = colors + x * 3
      if channels.count == 1 {
        row[x] = value(Self.gray(pixel), 0)
        continue
      }
      for channel in 0..<3 { row[x * channels.count + channel] = value(pixel[channel], channel) }
      if channels.count == 4 { row[x * 4 + 3] = value(previous.rows.row(y)[x], 3) }
    }
  }

  private func value(_ share: Float, _ channel: Int) -> Float {
    channels[channel].lower + (channels[channel].upper - channels[channel].lower) * share
  }

  /// Whether the model reads the mask of the frame before.
  var readsMask: Bool { channels.count == 4 }

  /// Takes in the mask of the frame, for the next one: of other sizes the nearest cell.
  ///
  /// - Parameter row: lends a row of coverage.
  func remember(
    maskHeight: Int, maskWidth: Int, row: (Int, UnsafeMutableBufferPointer<Float>) -> Void
  ) {
    let height = picture.rows.height
    withUnsafeTemporaryAllocation(of: Float.self, capacity: maskWidth) { cells in
      cells.initialize(repeating: 0)
      var last = -1
      for y in 0..<height {
        let source = (2 * y + 1) * maskHeight / (2 * height)
        if source != last { row(source, cells) }
        last = source
        let target = previous.rows.row(y)
        for x in 0..<width { target[x] = cells[(2 * x + 1) * maskWidth / (2 * width)] }
      }
    }
  }

  /// Forgets the mask: another picture follows.
  func forget() {
    previous.rows.row(0).update(repeating: 0, count: previous.rows.stride * previous.rows.height)
  }
}
