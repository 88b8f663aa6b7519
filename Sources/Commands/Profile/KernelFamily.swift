import ArgumentParser
import Runtime

/// A family of kernels, as the command line names it.
enum KernelFamily: String, CaseIterable, ExpressibleByArgument {
  case convolution, depthwise, elementwise, windowMean, resize

  /// Shapes to race when none is given: sizes as MobileNets have them at 256x144.
  var usualShapes: [String] {
    switch self {
    case .convolution:
      ["9216x16 -> 16", "2304x24 -> 72", "576x96 -> 24", "144x128 -> 128", "36864x27 -> 16"]
    case .depthwise:
      ["72x128x16 k3 s1", "72x128x72 k3 s2", "36x64x96 k5 s1", "36x64x96 k5 s2", "33x33x96 k3 d2"]
    case .elementwise: ["36x64x24"]
    case .windowMean: ["36x64x72", "9x16x128"]
    case .resize: ["36x64x16 -> 72x128", "9x16x128 -> 18x32"]
    }
  }

  /// Reads what a shape means to this family; several works where it leaves the operation open.
  ///
  /// - Throws: `ValidationError`.
  func works(shape text: String) throws -> [KernelRaceWork] {
    guard let works = parsedWorks(text) else {
      throw ValidationError("expected --shape like '\(usualShapes[0])', found '\(text)'")
    }
    return works
  }

  private func parsedWorks(_ text: String) -> [KernelRaceWork]? {
    let halves = text.split(separator: "->", omittingEmptySubsequences: false)
    var words = (halves.first ?? "").split(separator: " ")
    guard let first = words.first, let sizes = sizes(first) else { return nil }
    words.removeFirst()
    let result = halves.count == 2 ? self.sizes(halves[1].filter { $0 != " " }) : nil
    guard (result != nil) == (halves.count == 2), halves.count <= 2 else { return nil }
    switch (self, sizes.count, result?.count ?? 0) {
    case (.convolution, 2, 1) where words.isEmpty:
      return [
        KernelRaceWork(
          text, .convolution(pixelCount: sizes[0], depth: sizes[1], channelCount: result?[0] ?? 0))
      ]
    case (.depthwise, 3, 0):
      guard let window = DepthwiseWindow(words) else { return nil }
      return [
        KernelRaceWork(
          text,
          .depthwise(
            height: sizes[0], width: sizes[1], channelCount: sizes[2],
            filterSize: window.filterSize, stride: window.stride, dilation: window.dilation))
      ]
    case (.elementwise, 3, 0) where words.count <= 1:
      let operations = KernelWork.elementwiseOperations.filter { operation in
        words.allSatisfy { $0 == "\(operation)" }
      }
      return operations.isEmpty
        ? nil
        : operations.map { operation in
          KernelRaceWork(
            "\(first) \(operation)",
            .elementwise(
              operation, height: sizes[0], width: sizes[1], channelCount: sizes[2]))
        }
    case (.windowMean, 3, 0) where words.isEmpty:
      return [
        KernelRaceWork(
          text, .windowMean(height: sizes[0], width: sizes[1], channelCount: sizes[2]))
      ]
    case (.resize, 3, 2) where words.isEmpty:
      return [
        KernelRaceWork(
          text,
          .resize(
            height: sizes[0], width: sizes[1], channelCount: sizes[2],
            outputHeight: result?[0] ?? 0, outputWidth: result?[1] ?? 0))
      ]
    default: return nil
    }
  }

  /// `72x128x16` as numbers of 1 ... 2^20; nil for anything else.
  private func sizes(_ text: some StringProtocol) -> [Int]? {
    let sizes = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    return sizes.allSatisfy { (1...1 << 20).contains($0) } ? sizes : nil
  }
}

/// `k5 s2 d1` in any order; what is missing is k3, s1 or d1.
private struct DepthwiseWindow {
  var filterSize = 3
  var stride = 1
  var dilation = 1

  init?(_ words: [Substring]) {
    for word in words {
      guard let value = Int(word.dropFirst()), (1...64).contains(value) else { return nil }
      switch word.first {
      case "k": filterSize = value
      case "s": stride = value
      case "d": dilation = value
      default: return nil
      }
    }
  }
}

/// Case that kernels race for, with its name.
struct KernelRaceWork {
  let title: String
  let work: KernelWork

  init(_ title: String, _ work: KernelWork) {
    self.title = title
    self.work = work
  }
}
