import KernelInterface
import Kernels
import ModelCatalogue

/// Turns rows of a model's output into person coverage. Allocates nothing once it is made.
struct MaskDecoder: Sendable {
  let decoding: OutputDecoding
  private let channelCount: Int
  private let kernel: KernelFunction<MaskDecodingArguments>

  /// - Precondition: rows are read as they are, by one channel or by the softmax of 2 or 21.
  init(_ decoding: OutputDecoding, instructionSet: InstructionSet) {
    precondition(decoding != .softmax && decoding != .labels)
    self.decoding = decoding
    channelCount = decoding.channelCount ?? 1
    kernel = KernelList(instructionSet)[.maskDecoding].run
  }

  /// Coverages in 0...1 of a row `[width, channelCount]`; 0 for a value that is not a number. No
  /// exponential overflows, however large the logits.
  ///
  /// - Precondition: `coverages` holds `width` floats from index `first` on.
  func decode(_ row: Span<Float>, to coverages: inout MutableSpan<Float>, from first: Int = 0) {
    let count = row.count / channelCount
    checkRoom(for: count, from: first, in: coverages.count)
    coverages.withUnsafeMutableBufferPointer { floats in
      guard let base = floats.baseAddress else { return }
      decode(row, count, floats: base + first, bytes: nil)
    }
  }

  /// The same as bytes: floor(255 m + 1/2) of a coverage m.
  func decode(_ row: Span<Float>, to coverages: inout MutableSpan<UInt8>) {
    let count = row.count / channelCount
    checkRoom(for: count, from: 0, in: coverages.count)
    coverages.withUnsafeMutableBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return }
      decode(row, count, floats: nil, bytes: base)
    }
  }

  private func checkRoom(for count: Int, from first: Int, in available: Int) {
    precondition(
      first >= 0 && available - first >= count,
      "expected room for \(count) coverages, found \(available - first)")
  }

  private func decode(
    _ row: Span<Float>, _ count: Int, floats: UnsafeMutablePointer<Float>?,
    bytes: UnsafeMutablePointer<UInt8>?
  ) {
    guard let kind else {
      for pixel in 0..<count {
        let coverage = softmaxCoverage21(of: row, pixel: pixel)
        floats?[pixel] = coverage
        bytes?[pixel] = UInt8(coverage * 255 + 0.5)
      }
      return
    }
    row.withUnsafeBufferPointer { row in
      guard let base = row.baseAddress else { return }
      var arguments = MaskDecodingArguments(
        kind: kind, input: base, floats: floats, bytes: bytes, count: count)
      kernel(&arguments)
    }
  }

  /// The kernel's formula; nil where there is none.
  private var kind: MaskDecodingArguments.Kind? {
    switch decoding {
    case .identity: .identity
    case .sigmoid: .sigmoid
    case .softmax2: .softmax2
    case .softmax21, .softmax, .labels: nil
    }
  }
}
