import CAllocationCounter
import Memory
import TestSupport
import Threads

@testable import Matting

/// Pixels with a mask, and what matting makes of them.
struct Scene {
  let width: Int
  let height: Int
  /// RGBA.
  var frame: [UInt32]
  var maskWidth: Int
  var maskHeight: Int
  var mask: [UInt8]
  /// The mask at the frame's size.
  var prior: [UInt8]

  /// A scene whose mask has the frame's size.
  init(
    width: Int, height: Int, mask: (_ x: Int, _ y: Int) -> UInt8,
    color: (_ x: Int, _ y: Int) -> (Double, Double, Double)
  ) {
    (self.width, self.height) = (width, height)
    func all<Value>(_ value: (Int, Int) -> Value) -> [Value] {
      (0..<width * height).map { value($0 % width, $0 / width) }
    }
    frame = all { x, y in
      let (red, green, blue) = color(x, y)
      func byte(_ value: Double) -> UInt32 { UInt32((max(0, min(1, value)) * 255).rounded()) }
      return byte(red) | byte(green) << 8 | byte(blue) << 16 | 255 << 24
    }
    prior = all(mask)
    (maskWidth, maskHeight, self.mask) = (width, height, prior)
  }

  /// The matte by a matting of the scene's sizes.
  func matte(_ matting: AlphaMatting, _ pool: ThreadPool) -> [UInt8] {
    var result = prior
    run(matting, pool, &result) { matting, frame, mask, matte, context in
      matting.run(frame: frame, mask: mask, matte: matte, on: context)
    }
    return result
  }

  /// The matte, by as many threads.
  func matte(step: Int? = nil, threadCount: Int = 1) -> [UInt8] {
    matte(matting(step: step, threadCount: threadCount), ThreadPool(threadCount: threadCount))
  }

  /// The matte of a trimap.
  func matte(trimap: [UInt8], step: Int? = nil) -> [UInt8] {
    var result = trimap
    run(matting(step: step, threadCount: 2), ThreadPool(threadCount: 2), &result) {
      matting, frame, _, matte, context in
      matting.run(frame: frame, trimap: matte, on: context)
    }
    return result
  }

  func matting(step: Int?, threadCount: Int) -> AlphaMatting {
    AlphaMatting(
      width: width, height: height, maskWidth: maskWidth, maskHeight: maskHeight, step: step,
      threadCount: threadCount)
  }

  /// Allocations of the runs after the first, on one thread.
  func allocationCount(_ matting: AlphaMatting) -> Int {
    let pool = ThreadPool(threadCount: 1)
    let counter = new_allocation_counter()
    var (result, count) = (prior, 0)
    run(matting, pool, &result, counter: counter, counted: { count = $0 }) {
      matting, frame, mask, matte, context in
      matting.run(frame: frame, mask: mask, matte: matte, on: context)
    }
    return count
  }

  private func run(
    _ matting: AlphaMatting, _ pool: ThreadPool, _ result: inout [UInt8],
    counter: Int32? = nil, counted: (Int) -> Void = { _ in },
    _ body: @escaping (AlphaMatting, Rows<UInt32>, Rows<UInt8>, Rows<UInt8>, ThreadContext) -> Void
  ) {
    var (frame, mask) = (frame, mask)
    frame.withUnsafeMutableBufferPointer { frame in
      mask.withUnsafeMutableBufferPointer { mask in
        result.withUnsafeMutableBufferPointer { result in
          let frame = Rows(base: frame.baseAddress!, stride: width, width: width, height: height)
          let mask = Rows(
            base: mask.baseAddress!, stride: maskWidth, width: maskWidth, height: maskHeight)
          let matte = Rows(base: result.baseAddress!, stride: width, width: width, height: height)
          let task = ClosureTask { body(matting, frame, mask, matte, $0) }
          pool.run(task)
          guard let counter else { return }
          count_allocations_of_this_thread(counter)
          for _ in 0..<3 { pool.run(task) }
          count_allocations_of_this_thread(0)
          counted(counted_allocations(counter))
        }
      }
    }
  }
}

/// A closure that a pool runs.
final class ClosureTask: ThreadPoolTask, @unchecked Sendable {
  private let body: (ThreadContext) -> Void

  init(_ body: @escaping (ThreadContext) -> Void) { self.body = body }

  func run(on context: ThreadContext) { body(context) }
}
