import Foundation
import Synchronization

@testable import Films

let tinyFormat: FilmFormat = {
  guard let base = Rational(1, 25) else { preconditionFailure("25 is a number") }
  return FilmFormat(
    width: 4, height: 2, pixelFormat: .gray, timeBase: base, frameRate: base.inverse)
}()

/// Numbered frames; it can fail at one, or wait for ever.
///
/// `@unchecked Sendable`: one reader; what `cancel` touches is atomic.
final class FakeSource: FrameSource, @unchecked Sendable {
  let format: FilmFormat
  let times: [Int]
  let failure: (index: Int, error: FilmError)?
  let waitsAt: Int?
  let maximumDelay: Int
  private var index = 0
  private let cancelled = DispatchSemaphore(value: 0)
  private let isCancelled = Atomic<Bool>(false)

  init(
    times: [Int], format: FilmFormat = tinyFormat, failure: (index: Int, error: FilmError)? = nil,
    waitsAt: Int? = nil, maximumDelay: Int = 0
  ) {
    self.times = times
    self.format = format
    self.failure = failure
    self.waitsAt = waitsAt
    self.maximumDelay = maximumDelay
  }

  func read(into frame: RawFrame) throws(FilmError) -> Bool {
    if maximumDelay > 0 { usleep(UInt32((index * 7) % maximumDelay)) }
    if index == waitsAt {
      cancelled.wait()
      cancelled.signal()
    }
    if isCancelled.load(ordering: .sequentiallyConsistent) { throw .cancelled }
    if let failure, failure.index == index { throw failure.error }
    guard index < times.count else { return false }
    for offset in frame.bytes.indices { frame.bytes[offset] = UInt8(index % 251) }
    frame.time = times[index]
    index += 1
    return true
  }

  func cancel() {
    isCancelled.store(true, ordering: .sequentiallyConsistent)
    cancelled.signal()
  }
}

/// Notes what it is given; it can fail at one frame, or at its end.
///
/// `@unchecked Sendable`: one caller at a time.
final class FakeSink: FrameSink, @unchecked Sendable {
  let format = tinyFormat
  let failure: (index: Int, error: FilmError)?
  let failsToFinish: Bool
  let maximumDelay: Int
  private(set) var frames: [(time: Int, value: UInt8)] = []
  private(set) var endings: [FilmEnding] = []

  init(
    failure: (index: Int, error: FilmError)? = nil, failsToFinish: Bool = false,
    maximumDelay: Int = 0
  ) {
    self.failure = failure
    self.failsToFinish = failsToFinish
    self.maximumDelay = maximumDelay
  }

  func write(_ frame: RawFrame) throws(FilmError) {
    if maximumDelay > 0 { usleep(UInt32((frames.count * 5) % maximumDelay)) }
    if let failure, failure.index == frames.count { throw failure.error }
    frames.append((frame.time, frame.bytes[0]))
  }

  func finish(_ ending: FilmEnding) throws(FilmError) {
    endings.append(ending)
    if failsToFinish { throw .noSpace(path: "sink", reason: "finish") }
  }
}
