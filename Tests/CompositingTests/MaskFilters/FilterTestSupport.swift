import CAllocationCounter
import Foundation
import ImageFiles
import Imaging
import TestSupport
import Testing

@testable import Compositing

/// Mask filters, regions, placement and scaling. Serialized: these tests share pools.
@Suite(.serialized) enum FilterTests {}

/// Runs a closure on all threads of a pool.
final class BodyTask: ThreadPoolTask {
  private let body: @Sendable (ThreadContext) -> Void

  init(_ body: @escaping @Sendable (ThreadContext) -> Void) { self.body = body }

  func run(on context: ThreadContext) { body(context) }
}

/// Pools of these many threads, all of which have begun.
let startedPools: [ThreadPool] = [1, 2, 3, 8].map { threadCount in
  let pool = ThreadPool(threadCount: threadCount)
  precondition(pool.awaitAllWorkers(), "expected all workers to begin")
  return pool
}

/// Allocations of ten runs, the first one aside.
func allocationCount(
  of pool: ThreadPool, _ body: @escaping @Sendable (ThreadContext) -> Void
) -> Int {
  // Made before threads are counted: making a task allocates.
  let task = BodyTask(body)
  let counter = new_allocation_counter()
  let start = BodyTask { _ in count_allocations_of_this_thread(counter) }
  let end = BodyTask { _ in count_allocations_of_this_thread(0) }
  pool.run(task)
  pool.run(start)
  let before = counted_allocations(counter)
  for _ in 0..<10 { pool.run(task) }
  let after = counted_allocations(counter)
  pool.run(end)
  return after - before
}

extension Plane {
  /// Elements row by row, in a plane whose rows are further apart.
  init(_ elements: [Element], width: Int) {
    self.init(width: width, height: elements.count / width, margin: 3)
    for (index, element) in elements.enumerated() {
      rows.row(index / width)[index % width] = element
    }
  }

  /// All elements, row by row.
  var elements: [Element] {
    (0..<rows.height).flatMap { y in (0..<rows.width).map { rows.row(y)[$0] } }
  }
}

/// Numbers for tests.
enum TestPixels {
  static func bytes(_ count: Int, seed: UInt32) -> [UInt8] {
    var generator = LinearCongruentialGenerator(seed: seed)
    return (0..<count).map { _ in UInt8(generator.nextState() >> 24) }
  }

  static func pixels(_ count: Int, seed: UInt32) -> [UInt32] {
    var generator = LinearCongruentialGenerator(seed: seed)
    return (0..<count).map { _ in
      generator.nextState() >> 16 | generator.nextState() & 0xffff_0000
    }
  }

  /// A mask as models give it: 0 and 255 with a seam between.
  static func disc(width: Int, height: Int) -> [UInt8] {
    (0..<(width * height)).map { index in
      let x = Double(index % width) - 0.4 * Double(width)
      let y = Double(index / width) - 0.6 * Double(height)
      let inside = 0.3 * Double(min(width, height)) - (x * x + y * y).squareRoot()
      return UInt8(min(max(128 + 60 * inside, 0), 255))
    }
  }

  /// A channel of a pixel, 0 red to 3 alpha.
  static func channel(_ pixel: UInt32, _ channel: Int) -> Double {
    Double(pixel >> UInt32(8 * channel) & 255)
  }
}

/// Pictures of the demo that this project follows, in the folder `VBG_FIXTURES`.
enum DemoFixtures {
  /// The picture, or nil, said by name, when this machine lacks it.
  static func frame(_ path: String) throws -> Frame? {
    let folder = ProcessInfo.processInfo.environment["VBG_FIXTURES"]
    guard let folder else { return try skip("\(path): VBG_FIXTURES is not set") }
    guard let bytes = try? Data(contentsOf: URL(filePath: folder).appending(path: path)) else {
      return try skip("\(path): not found")
    }
    return try decodeImage([UInt8](bytes))
  }

  private static func skip(_ reason: String) throws -> Frame? {
    print("skipped \(reason)")
    #if compiler(>=6.3)
      try Test.cancel("skipped \(reason)")
    #else
      return nil
    #endif
  }
}

extension Frame {
  /// All pixels, red in the low byte.
  var words: [UInt32] {
    withPixels { pixels in
      (0..<(width * height)).map { index in
        (0..<4).reduce(0) { $0 | UInt32(pixels[4 * index + $1]) << UInt32(8 * $1) }
      }
    }
  }

  /// One channel of all pixels.
  func channel(_ channel: Int) -> [UInt8] {
    words.map { UInt8(truncatingIfNeeded: $0 >> UInt32(8 * channel)) }
  }
}
