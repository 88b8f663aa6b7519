import KernelInterface
import TestSupport

extension Reference {
  /// Pixels to planes of floats; see `UnpackArguments`.
  public static func unpack(_ arguments: UnpackArguments) {
    for x in 0..<arguments.count {
      var norm = 0.0
      for plane in 0..<3 {
        let value = channel(arguments.pixels[x], plane)
        arguments.planes[plane * arguments.planeStride + x] = Float(value)
        norm += value * value
      }
      arguments.planes[3 * arguments.planeStride + x] = Float(norm * Double(arguments.normFactor))
    }
  }

  /// Mask cells to pixels; see `ExpandArguments`.
  public static func expand(_ arguments: ExpandArguments) {
    for index in 0..<arguments.count {
      var cell = arguments.cell
      while Int(arguments.starts[cell + 1]) <= arguments.first + index { cell += 1 }
      arguments.output[index] = Float(arguments.values[cell])
    }
  }

  /// A frame on a background; see `BlendArguments`.
  public static func blend(_ operation: BlendOperation, _ arguments: BlendArguments) {
    let a = arguments
    for x in 0..<a.count {
      let mask = Double(a.mask[x])
      let t = min(max((mask - Double(a.lower)) * Double(a.slope), 0), 1)
      let share = a.isLinear ? t : t * t * (3 - 2 * t)
      if operation == .cutOut {
        let alpha = UInt32((share * 255).rounded(.toNearestOrEven))
        a.output[x] = alpha == 0 ? 0 : a.frame[x] & 0xff_ffff | alpha << 24
        continue
      }
      let fading = 1 - max(0, mask - Double(a.wrapStart)) * Double(a.wrapSlope)
      let strength = Double(a.wrapStrength) * (a.wrapShares.map { Double($0[x]) } ?? fading)
      var pixel: UInt32 = 0xff00_0000
      for index in 0..<3 {
        let frame = channel(a.frame[x], index)
        let background = channel(a.background[x], index)
        let light = strength * channel(a.wrap[x], index) / 255
        let front = frame + light * (operation == .screen ? 255 - frame : 255)
        let mixed = min(max(front * share + background * (1 - share), 0), 255)
        pixel |= UInt32(mixed.rounded(.toNearestOrEven)) << UInt32(8 * index)
      }
      a.output[x] = pixel
    }
  }

  /// Byte `index` of a pixel.
  private static func channel(_ pixel: UInt32, _ index: Int) -> Double {
    Double(pixel >> UInt32(8 * index) & 255)
  }
}

extension UnpackArguments: CheckedArguments {
  public static func failures(of kernel: Kernel<Self>) -> [String] {
    PixelChecks(lanes: kernel.lanes).unpack(kernel.run) { Reference.unpack($0.pointee) }
  }
}

extension ExpandArguments: CheckedArguments {
  public static func failures(of kernel: Kernel<Self>) -> [String] {
    PixelChecks(lanes: kernel.lanes).expand(kernel.run) { Reference.expand($0.pointee) }
  }
}

extension BlendArguments: CheckedArguments {
  public static func failures(of kernel: Kernel<Self>) -> [String] {
    let operation = BlendOperation.allCases.first { kernel.isOf(.blend($0)) }
    guard let operation else { return ["expected an operation, found '\(kernel.familyName)'"] }
    return PixelChecks(lanes: kernel.lanes).blend(operation, kernel.run) {
      Reference.blend(operation, $0.pointee)
    }
  }
}

/// The small kernels on pixels against the reference, between guard pages.
struct PixelChecks {
  let lanes: Int

  private let buffers = (0..<5).map { _ in GuardedValues<Float>(count: 1024) }
  private let result = GuardedValues<Float>(count: 1024)

  init(lanes: Int) { self.lanes = lanes }

  private var counts: [Int] { [0, 1, 2, lanes - 1, lanes, lanes + 1, 3 * lanes + 5] }

  func unpack(
    _ kernel: KernelFunction<UnpackArguments>, _ reference: KernelFunction<UnpackArguments>
  ) -> [String] {
    var failures: [String] = []
    var generator = SeededGenerator(state: 29)
    for count in counts {
      for atEnd in [false, true] {
        let pixels = randomPixels(0, count, atEnd: atEnd, &generator)
        func run(_ body: KernelFunction<UnpackArguments>) -> Canvas {
          let canvas = Canvas(count: 4 * (count + 3))
          canvas.write { planes in
            var arguments = UnpackArguments(
              pixels: pixels, planes: planes, planeStride: count + 3, normFactor: -0.37,
              count: count)
            body(&arguments)
          }
          return canvas
        }
        // Four roundings of numbers up to 3 * 255^2 * 0.37, and the reference's.
        let difference = run(kernel).difference(from: run(reference)) { _ in
          5 * 73_000 * ErrorBound.unit
        }
        if let difference { failures.append("\(count) pixels: \(difference)") }
      }
    }
    return failures
  }

  func expand(
    _ kernel: KernelFunction<ExpandArguments>, _ reference: KernelFunction<ExpandArguments>
  ) -> [String] {
    var failures: [String] = []
    var generator = SeededGenerator(state: 31)
    for widths in [[1], [5, 5, 5, 5], [0, 3, 0, 0, 40, 1], [2, 1, 2, 1, 2, 1, 17]] {
      let total = widths.reduce(0, +)
      let values = widths.map { _ in UInt8.random(in: 0...255, using: &generator) }
      var starts: [Int32] = [0]
      for width in widths { starts.append(starts[starts.count - 1] + Int32(width)) }
      for first in 0..<min(total, 7) {
        let count = total - first
        let cell = (0..<widths.count).first { Int(starts[$0 + 1]) > first } ?? 0
        func run(_ body: KernelFunction<ExpandArguments>) -> [Float] {
          var output = [Float](repeating: -1, count: count + ExpandArguments.overhang)
          output.withUnsafeMutableBufferPointer { output in
            var arguments = ExpandArguments(
              values: values, starts: starts, cell: cell, first: first, count: count,
              output: output.baseAddress!)
            body(&arguments)
          }
          return Array(output.prefix(count))
        }
        let (found, expected) = (run(kernel), run(reference))
        if found != expected {
          failures.append("cells of \(widths) from \(first): expected \(expected), found \(found)")
        }
      }
    }
    return failures
  }

  func blend(
    _ operation: BlendOperation, _ kernel: KernelFunction<BlendArguments>,
    _ reference: KernelFunction<BlendArguments>
  ) -> [String] {
    var failures: [String] = []
    var generator = SeededGenerator(state: 37)
    let rules: [(lower: Float, slope: Float, start: Float, fade: Float, strength: Float)] = [
      (127.5, 1 / 63.75, 191.25, 1 / 63.75, 0.3), (0, 1 / 255, 255, 0, 1),
      (76.5, 1 / 153, 229.5, 1 / 25.5, 0.6), (100.5, 0x1p20, 100.5, 1 / 154.5, 0),
    ]
    for count in counts {
      for (index, rule) in (rules + rules).enumerated() {
        let atEnd = index % 2 == 0
        let pixels = (0..<3).map { randomPixels($0, count, atEnd: atEnd, &generator) }
        let mask = buffers[3].copy(
          (0..<count).map { _ in Float(UInt8.random(in: 0...255, using: &generator)) },
          atEnd: atEnd)
        let shares = buffers[4].copy(
          (0..<count).map { _ in Float.random(in: 0...1, using: &generator) }, atEnd: atEnd)
        func run(_ body: KernelFunction<BlendArguments>) -> [UInt32] {
          let output = result.part(count, atEnd: true)
          let words = UnsafeMutableRawBufferPointer(output).bindMemory(to: UInt32.self)
          words.initialize(repeating: 0xdead_beef)
          guard let start = words.baseAddress else { return [] }
          var arguments = BlendArguments(
            frame: pixels[0], background: pixels[1], wrap: pixels[2], mask: mask,
            wrapShares: index % 3 == 1 ? UnsafePointer(shares) : nil, output: start, count: count,
            lower: rule.lower, slope: rule.slope,
            wrapStart: rule.start, wrapSlope: rule.fade, wrapStrength: rule.strength,
            isLinear: index >= rules.count)
          body(&arguments)
          return Array(words)
        }
        for (x, (found, expected)) in zip(run(kernel), run(reference)).enumerated() {
          // A result half way between two bytes may round either way.
          let isNear = (0..<4).allSatisfy { channel in
            let shift = UInt32(8 * channel)
            return abs(Int(found >> shift & 255) - Int(expected >> shift & 255)) <= 1
          }
          if !isNear {
            failures.append("\(count) pixels, rule \(index), pixel \(x): \(expected), \(found)")
          }
        }
      }
    }
    return failures
  }

  private func randomPixels(
    _ buffer: Int, _ count: Int, atEnd: Bool, _ generator: inout SeededGenerator
  ) -> UnsafePointer<UInt32> {
    let floats = buffers[buffer].part(count, atEnd: atEnd)
    let words = UnsafeMutableRawBufferPointer(floats).bindMemory(to: UInt32.self)
    for index in words.indices { words[index] = .random(in: 0...(.max), using: &generator) }
    return UnsafePointer(words.baseAddress!)
  }
}
