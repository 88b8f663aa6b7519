import Glibc
import KernelInterface
import TestSupport

extension Reference {
  /// A model's output to coverage; see `MaskDecodingArguments`.
  public static func maskDecoding(_ arguments: MaskDecodingArguments) {
    for index in 0..<arguments.count {
      let value: Double
      switch arguments.kind {
      case .identity:
        value = Double(arguments.input[index])
      case .sigmoid:
        value = 1 / (1 + exp(-Double(arguments.input[index])))
      case .softmax2:
        let background = Double(arguments.input[2 * index])
        value = 1 / (1 + exp(background - Double(arguments.input[2 * index + 1])))
      }
      let coverage = value > 0 ? min(value, 1) : 0
      arguments.floats?[index] = Float(coverage)
      arguments.bytes?[index] = nearestByte(coverage * 255)
    }
  }
}

extension MaskDecodingArguments: CheckedArguments {
  public static func failures(of kernel: Kernel<Self>) -> [String] {
    MaskDecodingCheck(
      lanes: kernel.lanes, kernel: kernel.run, reference: { Reference.maskDecoding($0.pointee) }
    ).failures()
  }
}

/// One decoding kernel against the reference: floats within 1e-6, bytes the rounding of a number
/// within 1e-6 of the exact one.
final class MaskDecodingCheck {
  private let lanes: Int
  private let kernel: KernelFunction<MaskDecodingArguments>
  private let reference: KernelFunction<MaskDecodingArguments>
  private let input = GuardedValues<Float>(count: 1024)
  private let bytes = GuardedBytes(capacity: 1024)

  init(
    lanes: Int, kernel: @escaping KernelFunction<MaskDecodingArguments>,
    reference: @escaping KernelFunction<MaskDecodingArguments>
  ) {
    self.lanes = lanes
    self.kernel = kernel
    self.reference = reference
  }

  func failures() -> [String] {
    var generator = SeededGenerator(state: 41)
    var failures: [String] = []
    for kind in MaskDecodingArguments.Kind.allCases {
      for count in [0, 1, lanes - 1, lanes, lanes + 1, 31, 32, 33, 64, 200] {
        for isSpecial in [false, true] {
          for atEnd in [false, true] {
            if let failure = check(kind, count, isSpecial, atEnd, &generator) {
              failures.append("\(kind), \(count) values: \(failure)")
            }
          }
        }
      }
    }
    return failures
  }

  private func check(
    _ kind: MaskDecodingArguments.Kind, _ count: Int, _ isSpecial: Bool, _ atEnd: Bool,
    _ generator: inout SeededGenerator
  ) -> String? {
    let valueCount = count * kind.channelCount
    let values =
      isSpecial
      ? CheckValues.special(valueCount, &generator)
      : (0..<valueCount).map { _ in Float.random(in: -6..<6, using: &generator) }
    let pointer = input.copy(values, atEnd: atEnd)
    func run(_ body: KernelFunction<MaskDecodingArguments>, floats: Bool, bytes hasBytes: Bool) -> (
      Canvas, [UInt8]
    ) {
      let canvas = Canvas(count: count)
      let place = bytes.bytes(count, atEnd: atEnd)
      canvas.write { output in
        var arguments = MaskDecodingArguments(
          kind: kind, input: pointer, floats: floats ? output : nil, bytes: hasBytes ? place : nil,
          count: count)
        body(&arguments)
      }
      return (canvas, Array(UnsafeBufferPointer(start: place, count: count)))
    }
    let expected = run(reference, floats: true, bytes: true)
    let both = run(kernel, floats: true, bytes: true)
    guard bytes.isIntact else { return "expected no write outside of the bytes" }
    guard expected.0.writtenCount == count else { return "the reference's writes" }
    if let difference = both.0.difference(from: expected.0, bound: { _ in 1e-6 }) {
      return difference
    }
    for (index, byte) in both.1.enumerated() {
      let coverage = both.0.elements[Canvas.margin + index]
      let rounded = UInt8((coverage * 255 + 0.5).rounded(.down))
      guard byte == rounded else {
        return "byte \(index): expected \(rounded) for \(coverage), found \(byte)"
      }
    }
    let floatsAlone = run(kernel, floats: true, bytes: false)
    let bytesAlone = run(kernel, floats: false, bytes: true)
    guard floatsAlone.0.elements.map(\.bitPattern) == both.0.elements.map(\.bitPattern),
      bytesAlone.1 == both.1, bytesAlone.0.writtenCount == 0
    else { return "expected each output alone to be as with both" }
    return nil
  }
}
