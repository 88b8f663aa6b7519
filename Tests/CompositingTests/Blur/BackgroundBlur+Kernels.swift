import KernelInterface
import Kernels

@testable import Compositing

extension BackgroundBlur {
  /// A blur by the kernels of a level.
  convenience init(
    width: Int, height: Int, strength: Double? = nil, instructionSet: InstructionSet = .best,
    threadCount: Int
  ) {
    self.init(
      width: width, height: height, strength: strength,
      kernels: BackgroundBlurKernels(KernelList(instructionSet)), threadCount: threadCount)
  }

  /// The picture behind each of the three rounds of the demo's filter.
  static func rounds(of picture: BackgroundBlurPicture, instructionSet: InstructionSet)
    -> [[UInt32]]
  {
    let record = RoundRecord()
    let kernels = BackgroundBlurKernels(KernelList(instructionSet)).recorded(by: record)
    let blur = BackgroundBlur(
      width: picture.frame.rows.width, height: picture.frame.rows.height, strength: nil,
      kernels: kernels, threadCount: 1)
    _ = blur.background(of: picture, on: ThreadPool(threadCount: 1))
    return record.pictures
  }
}

extension BackgroundBlurKernels {
  /// The same kernels where the first says of every group that it is mixed: nothing is skipped.
  var skippingNothing: BackgroundBlurKernels {
    BackgroundBlurKernels(
      source: { [source] arguments in
        source(arguments)
        arguments.pointee.kinds.update(
          repeating: BlurGroup.mixed, count: arguments.pointee.groupCount)
      }, shares: shares, round: round, blend: blend, shrink: shrink)
  }

  /// The same kernels where a record is told of each round.
  fileprivate func recorded(by record: RoundRecord) -> BackgroundBlurKernels {
    BackgroundBlurKernels(
      source: source, shares: shares,
      round: { [round] arguments in
        round(arguments)
        record.add(arguments.pointee)
      }, blend: blend, shrink: shrink)
  }
}

/// The picture behind each round, RGBA, from what its kernel left: rounds are known by their rings, and the
/// rows of each come in order.
///
/// `@unchecked Sendable`: one thread blurs.
private final class RoundRecord: @unchecked Sendable {
  private(set) var pictures: [[UInt32]] = []
  private var rings: [UnsafePointer<UInt16>] = []

  func add(_ block: BlurRoundArguments) {
    let round = rings.firstIndex(of: block.kept) ?? rings.count
    if round == rings.count {
      rings.append(block.kept)
      pictures.append([])
    }
    for row in 0..<block.rowCount {
      let slot = block.slots[row + 4]
      for x in 0..<block.width {
        let place = 3 * slot * block.planeStride + x
        let values: UnsafePointer<UInt16>
        switch block.kinds[slot * block.kindStride + x / BlurGroup.width] {
        case BlurGroup.mixed: values = UnsafePointer(block.outputColors)
        case BlurGroup.background: values = UnsafePointer(block.outputKept)
        default:
          // A person's pixels never change: they stay what the first round read.
          guard round == 0 else {
            pictures[round].append(pictures[0][pictures[round].count])
            continue
          }
          values = block.colors
        }
        pictures[round].append(
          (0..<3).reduce(0xff00_0000) { pixel, plane in
            pixel | UInt32(values[place + plane * block.planeStride] >> 7) << UInt32(8 * plane)
          })
      }
    }
  }
}
