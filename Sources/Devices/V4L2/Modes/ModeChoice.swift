import CVideo4Linux
import Glibc
import Imaging

/// A mode that a camera offers.
struct OfferedMode {
  let fourCC: FourCC
  let content: StreamContent
  let width: Int
  let height: Int
  /// Nil when the driver doesn't tell.
  let interval: FrameInterval?

  /// Frames a second; nil when the driver doesn't tell.
  var framesPerSecond: Double? { interval?.framesPerSecond }
}

extension CaptureWish {
  /// Mode that is aimed at where nobody wishes another: the most that video calls send.
  static let usual = (width: 1280, height: 720, framesPerSecond: 30.0)

  /// Whether any size will do.
  private var isFreeOfSize: Bool { width == nil && height == nil }

  /// Width and height to aim at; the one that is not wished keeps 16:9.
  var aim: (width: Int, height: Int) {
    switch (width, height) {
    case (nil, nil): (Self.usual.width, Self.usual.height)
    case (let width?, nil): (width, width * 9 / 16)
    case (nil, let height?): (height * 16 / 9, height)
    case (let width?, let height?): (width, height)
    }
  }

  /// Ranks a mode by its distance from the wish, less is better. In this order: color; the size,
  /// where one is wished; a rate that reaches the wish (2 % less is the same: 29.97); the size; no
  /// JPEG, which has to be decoded; a rate not far above the wish; the format that costs least.
  func distance(of mode: OfferedMode) -> [Double] {
    let size =
      relation(mode.width, aim.width, isWished: width != nil || isFreeOfSize)
      + relation(mode.height, aim.height, isWished: height != nil || isFreeOfSize)
    let wish = framesPerSecond ?? Self.usual.framesPerSecond
    let rate = mode.framesPerSecond ?? wish
    let shortfall = rate >= wish * 0.98 ? 0 : wish - rate
    return [
      mode.content.hasColors ? 0 : 1, isFreeOfSize ? 0 : size, shortfall, size,
      mode.content == .jpeg ? 1 : 0, max(0, rate - wish), Double(mode.content.place),
    ]
  }

  /// Octaves between two lengths; what is not wished only breaks ties.
  private func relation(_ found: Int, _ aim: Int, isWished: Bool) -> Double {
    guard found != aim else { return 0 }
    let ratio = Double(max(found, 1)) / Double(max(aim, 1))
    return abs(log2(ratio)) * (isWished ? 1 : 1e-3)
  }

  /// The nearest of the modes; the first of equals.
  func nearest(of modes: [OfferedMode]) -> OfferedMode? {
    modes.map { ($0, distance(of: $0)) }
      .min { $0.1.lexicographicallyPrecedes($1.1) }?.0
  }
}

extension OpenDevice {
  /// The modes of formats that vbg reads, or of one, for each size and rate; of ranges, the one
  /// nearest to the wish.
  func modes(for wish: CaptureWish, _ onlyFormat: FourCC?) -> [OfferedMode] {
    formats(V4L2_BUF_TYPE_VIDEO_CAPTURE).flatMap { format -> [OfferedMode] in
      guard let content = StreamContent(format.fourCC),
        (onlyFormat ?? format.fourCC) == format.fourCC
      else { return [] }
      let sizes = sizes(format.fourCC)
      let aims =
        sizes.isEmpty
        ? [triedSize(format.fourCC, wish.aim)].compactMap { $0 }
        : sizes.map {
          ($0.width.nearest(to: wish.aim.width), $0.height.nearest(to: wish.aim.height))
        }
      return aims.flatMap { width, height in
        intervals(format.fourCC, width: width, height: height)
          .offered(wish.framesPerSecond ?? CaptureWish.usual.framesPerSecond)
          .map {
            OfferedMode(
              fourCC: format.fourCC, content: content, width: width, height: height, interval: $0)
          }
      }
    }
  }

  /// Asks what the driver would make of a size; nil when it doesn't say.
  private func triedSize(_ format: FourCC, _ aim: (width: Int, height: Int)) -> (Int, Int)? {
    var answer = v4l2_format()
    answer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
    answer.fmt.pix.width = UInt32(clamping: aim.width)
    answer.fmt.pix.height = UInt32(clamping: aim.height)
    answer.fmt.pix.pixelformat = format.code
    guard control(CVIDEO_TRY_FMT, &answer) == 0, answer.fmt.pix.pixelformat == format.code else {
      return nil
    }
    return (Int(answer.fmt.pix.width), Int(answer.fmt.pix.height))
  }
}

extension FrameIntervals {
  /// All of a list, nil for an empty one; of a range, the interval nearest to the wished rate.
  fileprivate func offered(_ framesPerSecond: Double) -> [FrameInterval?] {
    switch self {
    case .list(let intervals): intervals.isEmpty ? [nil] : intervals
    case .range(let shortest, let longest):
      framesPerSecond >= shortest.framesPerSecond
        ? [shortest]
        : framesPerSecond <= longest.framesPerSecond
          ? [longest] : [FrameInterval(framesPerSecond: framesPerSecond)]
    }
  }
}
