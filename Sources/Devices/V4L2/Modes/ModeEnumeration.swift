import CVideo4Linux
import Imaging

/// Format that a device offers, with its name.
struct OfferedFormat {
  let fourCC: FourCC
  /// The driver's words for it.
  let description: String
}

/// Most answers of one kind that are taken: a broken driver may have no last one.
private let answerLimit: UInt32 = 512

extension OpenDevice {
  /// The formats of a direction, in the driver's order.
  func formats(_ type: v4l2_buf_type) -> [OfferedFormat] {
    var found: [OfferedFormat] = []
    for index in 0..<answerLimit {
      var answer = v4l2_fmtdesc()
      answer.index = index
      answer.type = type.rawValue
      guard control(CVIDEO_ENUM_FMT, &answer) == 0 else { break }
      found.append(
        OfferedFormat(
          fourCC: FourCC(code: answer.pixelformat), description: text(answer.description)))
    }
    return found
  }

  /// The sizes of a format; none when the driver doesn't tell.
  func sizes(_ format: FourCC) -> [SizeRange] {
    var found: [SizeRange] = []
    for index in 0..<answerLimit {
      var answer = v4l2_frmsizeenum()
      answer.index = index
      answer.pixel_format = format.code
      guard control(CVIDEO_ENUM_FRAMESIZES, &answer) == 0 else { break }
      if answer.type == V4L2_FRMSIZE_TYPE_DISCRETE.rawValue {
        found.append(SizeRange(Int(answer.discrete.width), Int(answer.discrete.height)))
        continue
      }
      let range = answer.stepwise
      found.append(
        SizeRange(
          width: SteppedRange(
            least: range.min_width, greatest: range.max_width, step: range.step_width),
          height: SteppedRange(
            least: range.min_height, greatest: range.max_height, step: range.step_height)))
      break
    }
    return found
  }

  /// The rates of a format at a size; none when the driver doesn't tell.
  func intervals(_ format: FourCC, width: Int, height: Int) -> FrameIntervals {
    var found: [FrameInterval] = []
    for index in 0..<answerLimit {
      var answer = v4l2_frmivalenum()
      answer.index = index
      answer.pixel_format = format.code
      answer.width = UInt32(clamping: width)
      answer.height = UInt32(clamping: height)
      guard control(CVIDEO_ENUM_FRAMEINTERVALS, &answer) == 0 else { break }
      if answer.type == V4L2_FRMIVAL_TYPE_DISCRETE.rawValue {
        if let interval = FrameInterval(answer.discrete) { found.append(interval) }
        continue
      }
      guard let shortest = FrameInterval(answer.stepwise.min),
        let longest = FrameInterval(answer.stepwise.max),
        shortest.framesPerSecond >= longest.framesPerSecond
      else { break }
      return .range(shortest: shortest, longest: longest)
    }
    return .list(found)
  }
}

/// The rates that a device offers for a format and size.
enum FrameIntervals {
  /// These alone; none when the driver doesn't tell.
  case list([FrameInterval])
  /// All between two.
  case range(shortest: FrameInterval, longest: FrameInterval)
}
