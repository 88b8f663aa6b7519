import Effects
import Imaging

@testable import Live

/// Finds what is orange, on cells of 2x2 pixels; and fails as a script says.
final class ScriptedFinder: PersonFinder {
  enum Fault: CaseIterable {
    case loadThrows, throwing, notNumbers, everything, jump, stall
  }

  let maskWidth: Int
  let maskHeight: Int
  /// Fault of the next inference.
  var fault: () -> Fault? = { nil }
  /// Whether no frame is like the one that was inferred.
  var alwaysDiffers = false
  /// The value of a cell that is all person.
  var personLevel = 255
  /// The value of every cell of the masks, in place of what is seen.
  var plainMask: UInt8?
  /// Events elsewhere while an inference stalls.
  var onStall: () -> Void = {}
  private(set) var inferenceCount = 0
  /// Part of frames that is looked at.
  var framing: FrameFraming?

  private var input: [UInt8] = []
  private var inferred: [UInt8] = []
  private var pending: Fault?
  private var converter: FrameConverter?
  private var rgba: PictureMemory?

  init(width: Int = 32, height: Int = 24) {
    maskWidth = width / 2
    maskHeight = height / 2
  }

  func load(_ frame: FrameView) throws(InferenceFailure) {
    pending = fault()
    guard pending != .loadThrows, let rgba = try? pixels(of: frame) else {
      throw InferenceFailure()
    }
    input.removeAll(keepingCapacity: true)
    for y in 0..<maskHeight * 2 {
      let row = rgba.plane(0).row(y)
      for x in 0..<maskWidth * 2 {
        for channel in 0..<3 { input.append(row[x * 4 + channel]) }
      }
    }
  }

  var inputChange: Float {
    guard inferred.count == input.count, !alwaysDiffers else { return .infinity }
    return zip(input, inferred).reduce(0) { max($0, abs(Float($1.0) - Float($1.1))) }
  }

  private func pixels(of frame: FrameView) throws -> FrameView {
    let source = frame.layout
    if converter?.source != source {
      converter = FrameConverter(
        width: frame.width, height: frame.height, from: source, to: PixelLayout(.rgba))
    }
    let memory =
      try rgba ?? PictureMemory(width: frame.width, height: frame.height, format: .rgba)
    rgba = memory
    converter?.convert(frame, to: memory.view)
    return memory.view.readOnly
  }

  func run() throws(InferenceFailure) {
    inferenceCount += 1
    swap(&inferred, &input)
    switch pending {
    case .throwing: throw InferenceFailure()
    case .stall: onStall()
    default: break
    }
  }

  func outputIsFinite() -> Bool { pending != .notNumbers }

  func writeMaskRow(_ y: Int, to cells: inout MutableSpan<UInt8>) {
    for x in 0..<maskWidth {
      var count = 0
      for (column, row) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
        let start = ((2 * y + row) * maskWidth * 2 + 2 * x + column) * 3
        let isPerson = (0..<3).allSatisfy {
          abs(Int(inferred[start + $0]) - Int(CanaryScene.person[$0])) < 40
        }
        count += isPerson ? 1 : 0
      }
      let level = plainMask ?? UInt8(count * personLevel / 4)
      cells[x] =
        switch pending {
        case .everything: 255
        case .jump where 2 * (y * maskWidth + x) + 1 < maskWidth * maskHeight: 255
        case .stall: 255 - level
        default: level
        }
    }
  }

  func writePictureRow(_ row: Int, to levels: inout MutableSpan<UInt8>) {
    for x in levels.indices {
      levels[x] = inferred[(2 * row * maskWidth * 2 + 2 * x) * 3 + 1]
    }
  }
}
