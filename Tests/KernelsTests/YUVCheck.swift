import KernelInterface
import Kernels
import TestSupport

/// The sizes and encodings that the colour kernels are checked on.
enum YUVCases {
  static let counts = [0, 1, 2, 3, 15, 16, 17, 31, 32, 33, 34, 63, 64, 65, 97]

  static let tables = [(0.299, 0.114), (0.2126, 0.0722)].flatMap { weights in
    [false, true].map { isFullRange in
      YUVTable(
        ColourEquation(
          redWeight: weights.0, blueWeight: weights.1, isFullRange: isFullRange))
    }
  }

  static func lumaByteCount(_ layout: ChromaLayout, _ count: Int) -> Int {
    switch layout {
    case .packedLumaFirst, .packedChromaFirst: (count + 1) / 2 * 4
    case .interleaved, .halfPlanar, .fullPlanar, .none: count
    }
  }

  static func uByteCount(_ layout: ChromaLayout, _ count: Int) -> Int {
    switch layout {
    case .packedLumaFirst, .packedChromaFirst, .none: 0
    case .interleaved: (count + 1) / 2 * 2
    case .halfPlanar: (count + 1) / 2
    case .fullPlanar: count
    }
  }

  static func vByteCount(_ layout: ChromaLayout, _ count: Int) -> Int {
    layout == .interleaved ? 0 : uByteCount(layout, count)
  }

  static func noise(_ count: Int, _ generator: inout SeededGenerator) -> [UInt8] {
    (0..<count).map { _ in
      // Extremes are what limits are for.
      switch UInt8.random(in: 0..<4, using: &generator) {
      case 0: 0
      case 1: 255
      default: UInt8.random(in: 0...255, using: &generator)
      }
    }
  }

  /// The first byte that is not within `limit` of the reference's.
  static func difference(_ found: [UInt8], _ expected: [UInt8], limit: Int) -> String? {
    for (index, (found, expected)) in zip(found, expected).enumerated()
    where abs(Int(found) - Int(expected)) > limit {
      return "byte \(index): expected \(expected) +- \(limit), found \(found)"
    }
    return nil
  }
}

/// One kernel from YUV against the reference: rounding may differ by one level, as both are within 0.55
/// of the exact number.
final class YUVToRGBCheck {
  private let kernel: YUVToRGBKernel
  private let reference: YUVToRGBKernel
  private let buffers = (0..<4).map { _ in GuardedBytes(capacity: 1024) }

  init(kernel: @escaping YUVToRGBKernel, reference: @escaping YUVToRGBKernel) {
    self.kernel = kernel
    self.reference = reference
  }

  func failures() -> [String] {
    var generator = SeededGenerator(state: 23)
    var failures: [String] = []
    for layout in ChromaLayout.allCases {
      for count in YUVCases.counts {
        for (index, table) in YUVCases.tables.enumerated() {
          for atEnd in [false, true] {
            if let failure = check(layout, count, table, atEnd, &generator) {
              failures.append("\(layout), \(count) pixels, encoding \(index): \(failure)")
            }
          }
        }
      }
    }
    return failures
  }

  private func check(
    _ layout: ChromaLayout, _ count: Int, _ table: YUVTable, _ atEnd: Bool,
    _ generator: inout SeededGenerator
  ) -> String? {
    let inputs = [
      YUVCases.lumaByteCount(layout, count), YUVCases.uByteCount(layout, count),
      YUVCases.vByteCount(layout, count),
    ].map { YUVCases.noise($0, &generator) }
    func run(_ body: YUVToRGBKernel) -> [UInt8] {
      let output = buffers[3].bytes(count * 4, atEnd: atEnd)
      var arguments = YUVToRGBArguments(
        layout: layout, luma: buffers[0].copy(inputs[0], atEnd: atEnd),
        u: buffers[1].copy(inputs[1], atEnd: atEnd),
        v: buffers[2].copy(inputs[2], atEnd: atEnd), output: output, pixelCount: count,
        equation: table.equation, table: table.toRGB)
      body(&arguments)
      return Array(UnsafeBufferPointer(start: output, count: count * 4))
    }
    let expected = run(reference)
    let found = run(kernel)
    guard buffers.allSatisfy(\.isIntact) else { return "expected no write outside of the row" }
    let alphas = stride(from: 3, to: found.count, by: 4).map { found[$0] }
    guard alphas.allSatisfy({ $0 == 255 }) else { return "expected alpha 255 throughout" }
    return YUVCases.difference(found, expected, limit: 1)
  }
}

/// One kernel to YUV against the reference, with one row and with two that share chroma.
final class RGBToYUVCheck {
  private let kernel: RGBToYUVKernel
  private let reference: RGBToYUVKernel
  private let inputs = (0..<2).map { _ in GuardedBytes(capacity: 1024) }
  private let outputs = (0..<4).map { _ in GuardedBytes(capacity: 1024) }

  init(kernel: @escaping RGBToYUVKernel, reference: @escaping RGBToYUVKernel) {
    self.kernel = kernel
    self.reference = reference
  }

  func failures() -> [String] {
    var generator = SeededGenerator(state: 29)
    var failures: [String] = []
    for layout in ChromaLayout.allCases {
      let mayHaveBottom = layout == .interleaved || layout == .halfPlanar
      for count in YUVCases.counts {
        for (index, table) in YUVCases.tables.enumerated() {
          for hasBottom in mayHaveBottom ? [false, true] : [false] {
            for atEnd in [false, true] {
              if let failure = check(layout, count, table, hasBottom, atEnd, &generator) {
                failures.append(
                  "\(layout), \(count) pixels, bottom \(hasBottom), encoding \(index): \(failure)")
              }
            }
          }
        }
      }
    }
    return failures
  }

  private func check(
    _ layout: ChromaLayout, _ count: Int, _ table: YUVTable, _ hasBottom: Bool, _ atEnd: Bool,
    _ generator: inout SeededGenerator
  ) -> String? {
    let rows = inputs.map {
      $0.copy(YUVCases.noise(count * 4, &generator), atEnd: atEnd)
    }
    let byteCounts = [
      YUVCases.lumaByteCount(layout, count), hasBottom ? count : 0,
      YUVCases.uByteCount(layout, count), YUVCases.vByteCount(layout, count),
    ]
    func run(_ body: RGBToYUVKernel) -> [[UInt8]] {
      let places = zip(outputs, byteCounts).map { $0.bytes($1, atEnd: atEnd) }
      var arguments = RGBToYUVArguments(
        layout: layout, top: rows[0], bottom: hasBottom ? UnsafePointer(rows[1]) : nil,
        luma: places[0], bottomLuma: places[1], u: places[2], v: places[3], pixelCount: count,
        equation: table.equation, table: table.fromRGB)
      body(&arguments)
      return zip(places, byteCounts).map { Array(UnsafeBufferPointer(start: $0, count: $1)) }
    }
    let expected = run(reference)
    let found = run(kernel)
    guard (inputs + outputs).allSatisfy(\.isIntact) else {
      return "expected no write outside of the rows"
    }
    for (plane, (found, expected)) in zip(found, expected).enumerated() {
      if let difference = YUVCases.difference(found, expected, limit: 1) {
        return "row \(plane), \(difference)"
      }
    }
    return nil
  }
}
