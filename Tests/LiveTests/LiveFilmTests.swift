import Compositing
import Films
import Foundation
import Imaging
import Synchronization
import Testing

@testable import Live

/// A film behind a session, with sources that are scripted.
@Suite struct LiveFilmTests {
  /// Frames of a gray each, 50 a second; it counts what is read.
  private final class Source: FrameSource {
    let format: FilmFormat
    let count: Int
    let readCount: CountBox
    private let index = Atomic<Int>(0)

    init(_ count: Int, _ readCount: CountBox, width: Int = 8, height: Int = 6) throws(FilmError) {
      guard let base = Rational(1, 50) else { throw .cancelled }
      format = FilmFormat(
        width: width, height: height, pixelFormat: .gray, timeBase: base, frameRate: base.inverse,
        color: ColorTags(range: .full))
      (self.count, self.readCount) = (count, readCount)
    }

    func read(into frame: RawFrame) throws(FilmError) -> Bool {
      let number = index.add(1, ordering: .relaxed).oldValue
      guard number < count else { return false }
      readCount.value.add(1, ordering: .relaxed)
      frame.bytes.initializeMemory(as: UInt8.self, repeating: UInt8(number % 200))
      frame.time = number
      return true
    }

    func cancel() {}
  }

  private final class CountBox: Sendable {
    let value = Atomic<Int>(0)
    var now: Int { value.load(ordering: .relaxed) }
  }

  private final class Lines: Sendable {
    let told = Mutex<[String]>([])
  }

  private func film(
    _ count: Int, _ reads: CountBox, _ lines: Lines = Lines(), failing: FilmError? = nil
  ) throws -> LiveFilm {
    let opens = CountBox()
    return try LiveFilm(
      "a", width: 8, height: 6, fit: .cover,
      tell: { line in lines.told.withLock { $0.append(line) } }
    ) { _ throws(FilmError) in
      FilmRounds(duration: Double(count) / 50) { () throws(FilmError) in
        if opens.value.add(1, ordering: .relaxed).oldValue > 0, let failing { throw failing }
        return try Source(count, reads)
      }
    }
  }

  private func level(_ film: LiveFilm) -> Int {
    film.latest.map { Int($0.plane(0).row(0)[0]) } ?? -1
  }

  @Test func itKeepsItsOwnPace() throws {
    let reads = CountBox()
    let film = try film(5000, reads)
    #expect(film.first?.pixels.prefix(4).elementsEqual([0, 0, 0, 255]) == true)
    let clock = MonotonicClock()
    let start = clock.now
    var levels: [Int] = []
    while clock.now - start < .seconds(1) {
      if film.fetch() { levels.append(level(film)) }
      usleep(2000)
    }
    // Frames in their order, each of its time; a machine that is busy loses some.
    #expect(levels == levels.sorted() && Set(levels).count == levels.count)
    #expect(levels.count > 5 && (levels.last ?? 0) <= 51, "\(levels)")
  }

  /// Nobody asks: nothing is decoded; somebody asks: it goes on where it was.
  @Test func itRestsWhileNobodyAsks() throws {
    let reads = CountBox()
    let film = try film(100_000, reads)
    for _ in 0..<10 {
      _ = film.fetch()
      usleep(10_000)
    }
    usleep(2_500_000)
    let resting = reads.now
    #expect(resting < 90)
    usleep(500_000)
    #expect(reads.now == resting)
    for _ in 0..<2000 where reads.now < resting + 3 {
      _ = film.fetch()
      usleep(5000)
    }
    #expect(reads.now >= resting + 3)
    // It did not run on behind our back.
    #expect(level(film) < resting + 60)
  }

  @Test func oneFrameIsAPicture() throws {
    let reads = CountBox()
    let film = try film(1, reads)
    for _ in 0..<50 where !film.fetch() { usleep(10_000) }
    #expect(film.latest != nil)
    #expect(!film.fetch() && film.latest != nil)
    #expect(reads.now == 1)
  }

  /// What can't be opened at all is an error; what can't be opened again is told, and its last frame stays.
  @Test func whatCannotBeOpened() throws {
    let error = FilmError.noFrames(path: "a")
    #expect(throws: error) {
      try LiveFilm("a", width: 8, height: 6, fit: .cover, tell: { _ in }) {
        _ throws(FilmError) in throw error
      }
    }
    let lines = Lines()
    // Frames of 4 MB, so that the film is not kept in memory.
    let opens = CountBox()
    let film = try LiveFilm(
      "a", width: 8, height: 6, fit: .cover,
      tell: { line in lines.told.withLock { $0.append(line) } }
    ) { _ throws(FilmError) in
      FilmRounds(duration: 0.8) { () throws(FilmError) in
        if opens.value.add(1, ordering: .relaxed).oldValue > 0 { throw error }
        return try Source(40, CountBox(), width: 2048, height: 2048)
      }
    }
    for _ in 0..<3000 where lines.told.withLock(\.isEmpty) {
      _ = film.fetch()
      usleep(10_000)
    }
    _ = film.fetch()
    #expect(lines.told.withLock { $0 } == ["background: \(error): its last frame stays"])
    let last = level(film)
    #expect(last > 0)
    usleep(300_000)
    #expect(!film.fetch() && level(film) == last)
  }

  @Test(arguments: [
    (Fit.cover, 3840, 2160, 1280, 720, Optional([1280, 720])),
    (.cover, 7680, 4320, 1280, 960, [1708, 960]), (.cover, 640, 360, 1280, 720, nil),
    (.cover, 640, 2000, 1280, 720, nil), (.contain, 3000, 3000, 1280, 720, [720, 720]),
    (.contain, 300, 300, 1280, 720, nil), (.stretch, 3000, 300, 1280, 720, [1280, 300]),
    (.tile, 3000, 300, 1280, 720, [1280, 300]), (.tile, 300, 300, 1280, 720, nil),
    (.cover, 16384, 1, 4, 4, nil), (.contain, 16384, 1, 4, 4, [4, 1]),
  ])
  func framesAreNoLargerThanNeeded(
    fit: Fit, width: Int, height: Int, across: Int, down: Int, expected: [Int]?
  ) {
    let reduction = FilmReduction(of: (width, height), for: fit, (across, down))
    #expect(reduction.map { [$0.width, $0.height] } == expected)
    #expect(reduction?.crops ?? false == (fit == .tile && expected != nil))
  }
}
