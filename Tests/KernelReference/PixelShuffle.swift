import KernelInterface
import TestSupport

extension Reference {
  /// Another order of bytes; see `PixelShuffleArguments`.
  public static func pixelShuffle(_ arguments: PixelShuffleArguments) {
    for pixel in 0..<arguments.pixelCount {
      switch arguments.kind {
      case .swapRedBlue:
        for (to, from) in [2, 1, 0, 3].enumerated() {
          arguments.output[4 * pixel + to] = arguments.input[4 * pixel + from]
        }
      case .addAlpha:
        for channel in 0..<3 {
          arguments.output[4 * pixel + channel] = arguments.input[3 * pixel + channel]
        }
        arguments.output[4 * pixel + 3] = 255
      case .dropAlpha:
        for channel in 0..<3 {
          arguments.output[3 * pixel + channel] = arguments.input[4 * pixel + channel]
        }
      }
    }
  }
}

extension PixelShuffleArguments: CheckedArguments {
  public static func failures(of kernel: Kernel<Self>) -> [String] {
    PixelShuffleCheck(kernel: kernel.run, reference: { Reference.pixelShuffle($0.pointee) })
      .failures()
  }
}

/// One shuffle against the reference.
final class PixelShuffleCheck {
  private let kernel: KernelFunction<PixelShuffleArguments>
  private let reference: KernelFunction<PixelShuffleArguments>
  private let input = GuardedBytes(capacity: 1024)
  private let output = GuardedBytes(capacity: 1024)

  init(
    kernel: @escaping KernelFunction<PixelShuffleArguments>,
    reference: @escaping KernelFunction<PixelShuffleArguments>
  ) {
    self.kernel = kernel
    self.reference = reference
  }

  func failures() -> [String] {
    var generator = SeededGenerator(state: 31)
    var failures: [String] = []
    for kind in PixelShuffleArguments.Kind.allCases {
      for count in Array(0...70) + [127, 128, 129, 200] {
        for atEnd in [false, true] {
          if let failure = check(kind, count, atEnd, &generator) {
            failures.append("\(kind), \(count) pixels: \(failure)")
          }
        }
      }
    }
    return failures
  }

  private func check(
    _ kind: PixelShuffleArguments.Kind, _ count: Int, _ atEnd: Bool,
    _ generator: inout SeededGenerator
  ) -> String? {
    let values = YUVCases.noise(count * (kind == .addAlpha ? 3 : 4), &generator)
    let byteCount = count * (kind == .dropAlpha ? 3 : 4)
    func run(_ body: KernelFunction<PixelShuffleArguments>) -> [UInt8] {
      let place = output.bytes(byteCount, atEnd: atEnd)
      var arguments = PixelShuffleArguments(
        kind: kind, input: input.copy(values, atEnd: atEnd), output: place, pixelCount: count)
      body(&arguments)
      return Array(UnsafeBufferPointer(start: place, count: byteCount))
    }
    let expected = run(reference)
    let found = run(kernel)
    guard input.isIntact, output.isIntact else { return "expected no write outside of the row" }
    return YUVCases.difference(found, expected, limit: 0)
  }
}
