import Graphs

/// Places of pixels and channels in a model's output: which of its dimensions are rows, columns and channels.
struct OutputLayout: Hashable, Sendable {
  let height: Int
  let width: Int
  let channels: Int
  /// Elements from a row, a pixel, a channel to the next.
  let rowStride: Int
  let pixelStride: Int
  let channelStride: Int

  /// Whether it is `[1, height, width, channels]` in row-major order.
  var isInterleaved: Bool { channelStride == 1 && pixelStride == channels }

  /// The fewest rows and columns of a mask: less is no picture, but a few numbers.
  private static let leastSide = 4
  /// The largest stride of models that find where things are.
  private static let largestStride = 32

  private init(height: Int, width: Int, channels: Int, isPlanar: Bool) {
    self.height = height
    self.width = width
    self.channels = channels
    channelStride = isPlanar ? height * width : 1
    pixelStride = isPlanar ? 1 : channels
    rowStride = width * pixelStride
  }

  /// Finds the layout of an output; nil for one that is no picture.
  ///
  /// - Parameters:
  ///   - shape: the output's.
  ///   - inputHeight: of the picture that the model reads, whose shape tells a picture's sides from channels,
  ///     and flat outputs from others.
  init?(_ shape: Shape, inputHeight: Int, inputWidth: Int) {
    guard shape.elementCount > 0 else { return nil }
    var sizes = shape.dimensions
    if sizes.count == 4 {
      guard sizes[0] == 1 else { return nil }
      // [1, height, width, channels], or channels first where only that has the picture's shape.
      let isPlanar =
        !Self.hasShape(sizes[1], sizes[2], inputHeight, inputWidth)
        && Self.hasShape(sizes[2], sizes[3], inputHeight, inputWidth)
      let (height, width, channels) =
        isPlanar ? (sizes[2], sizes[3], sizes[1]) : (sizes[1], sizes[2], sizes[3])
      // One number for all pixels is no picture, unless the input is one pixel high or wide itself.
      guard height > 1 || inputHeight == 1, width > 1 || inputWidth == 1 else { return nil }
      self.init(height: height, width: width, channels: channels, isPlanar: isPlanar)
      return
    }
    while sizes.count > 1, sizes[0] == 1 { sizes.removeFirst() }
    while sizes.count > 2, sizes[sizes.count - 1] == 1 { sizes.removeLast() }
    switch sizes.count {
    case 1: self.init(pixels: sizes[0], channels: nil, inputHeight, inputWidth)
    case 2:
      if Self.hasShape(sizes[0], sizes[1], inputHeight, inputWidth) {
        self.init(height: sizes[0], width: sizes[1], channels: 1, isPlanar: false)
      } else {
        self.init(pixelsOrChannels: sizes[0], sizes[1], inputHeight, inputWidth)
      }
    case 3:
      if Self.hasShape(sizes[0], sizes[1], inputHeight, inputWidth) {
        self.init(height: sizes[0], width: sizes[1], channels: sizes[2], isPlanar: false)
      } else if Self.hasShape(sizes[1], sizes[2], inputHeight, inputWidth) {
        self.init(height: sizes[1], width: sizes[2], channels: sizes[0], isPlanar: true)
      } else {
        return nil
      }
    default: return nil
    }
  }

  /// `[pixels, channels]`, or `[channels, pixels]`.
  private init?(
    pixelsOrChannels first: Int, _ second: Int, _ inputHeight: Int, _ inputWidth: Int
  ) {
    if let sides = Self.sides(of: first, inputHeight, inputWidth) {
      self.init(height: sides.height, width: sides.width, channels: second, isPlanar: false)
    } else if let sides = Self.sides(of: second, inputHeight, inputWidth) {
      self.init(height: sides.height, width: sides.width, channels: first, isPlanar: true)
    } else {
      return nil
    }
  }

  /// All pixels in one dimension; some numbers a pixel where that alone gives a picture of the input's shape.
  private init?(pixels count: Int, channels: Int?, _ inputHeight: Int, _ inputWidth: Int) {
    for channels in [1, 2, 3, 21] where count % channels == 0 {
      guard let sides = Self.sides(of: count / channels, inputHeight, inputWidth) else { continue }
      self.init(height: sides.height, width: sides.width, channels: channels, isPlanar: false)
      return
    }
    return nil
  }

  /// Tells whether sides are those of the input, as far as whole numbers can be: enlarged or reduced alike.
  private static func hasShape(
    _ height: Int, _ width: Int, _ inputHeight: Int, _ inputWidth: Int
  ) -> Bool {
    guard height >= leastSide, width >= leastSide else { return false }
    let difference = abs(Double(height) * Double(inputWidth) - Double(width) * Double(inputHeight))
    return difference <= Double(max(inputWidth, inputHeight)) * 1.5
  }

  /// The sides of a picture of so many pixels, where they are the input's, whole times larger, or smaller by a
  /// stride.
  private static func sides(
    of count: Int, _ inputHeight: Int, _ inputWidth: Int
  ) -> (height: Int, width: Int)? {
    for stride in 1...largestStride {
      let height = (inputHeight + stride - 1) / stride
      let width = (inputWidth + stride - 1) / stride
      if height >= leastSide, width >= leastSide, saturatingProduct(height, width) == count {
        return (height, width)
      }
      if saturatingProduct(inputHeight, inputWidth, stride, stride) == count {
        return (inputHeight * stride, inputWidth * stride)
      }
    }
    return nil
  }
}
