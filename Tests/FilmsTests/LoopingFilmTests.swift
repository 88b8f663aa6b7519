import Foundation
import Testing

@testable import Films

/// The frame of a time, round after round, from memory and decoded again.
@Suite struct LoopingFilmTests {
  /// Returns which frame is shown at each of these times.
  private func shown(_ film: LoopingFilm, at seconds: [Double]) throws -> [Int] {
    try seconds.map { Int(try film.frame(at: $0).bytes[0]) }
  }

  @Test(arguments: [1 << 20, 0, 8, 16])
  func roundsFollowEachOther(cacheByteCount: Int) throws {
    // 25 ticks a second: frames at 0, 2, 3; the last is shown as long as the one before, one tick.
    var openCount = 0
    let film = try LoopingFilm(cacheByteCount: cacheByteCount) { () throws(FilmError) in
      openCount += 1
      return FakeSource(times: [0, 2, 3])
    }
    let seconds = (0..<12).map { Double($0) / 25 }
    #expect(try shown(film, at: seconds) == [0, 0, 1, 2, 0, 0, 1, 2, 0, 0, 1, 2])
    // Three rounds, and the first frame of the fourth, which tells when the last one ends.
    #expect(openCount == (cacheByteCount > 24 ? 1 : 4))
    #expect(film.fault == nil)
  }

  @Test func timesMayJumpAndBeginLate() throws {
    let film = try LoopingFilm { () throws(FilmError) in FakeSource(times: [10, 11, 12, 13]) }
    #expect(try shown(film, at: [0, 0, 0.08, 0.16, 4.04]) == [0, 0, 2, 0, 1])
  }

  /// A frame whose time lies before the last one's is shown at once, and the round is no shorter for it.
  @Test func timesMayJumpBack() throws {
    let film = try LoopingFilm { () throws(FilmError) in FakeSource(times: [0, 5, 2]) }
    let seconds = (0..<12).map { Double($0) / 25 }
    #expect(try shown(film, at: seconds) == [0, 0, 0, 0, 0, 2, 2, 2, 2, 2, 0, 0])
  }

  @Test func aStatedDurationHoldsTheLastFrame() throws {
    let film = try LoopingFilm(duration: 0.2) { () throws(FilmError) in FakeSource(times: [0, 1]) }
    #expect(try shown(film, at: (0..<7).map { Double($0) / 25 }) == [0, 1, 1, 1, 1, 0, 1])
  }

  /// Containers that say too little of their length: every frame has its time all the same.
  @Test(arguments: [0, 0.04, 0.08]) func aStatedDurationCutsNoFrame(seconds: Double) throws {
    let film = try LoopingFilm(duration: seconds) { () throws(FilmError) in
      FakeSource(times: [0, 1, 2])
    }
    #expect(try shown(film, at: (0..<7).map { Double($0) / 25 }) == [0, 1, 2, 0, 1, 2, 0])
  }

  /// A file that was emptied while it goes round: its last frame stays, and it is not opened for ever.
  @Test func whatGivesNothingAnyMoreStays() throws {
    var openCount = 0
    let film = try LoopingFilm(cacheByteCount: 0) { () throws(FilmError) in
      openCount += 1
      return FakeSource(times: openCount == 1 ? [0, 1] : [])
    }
    #expect(
      try shown(film, at: (0..<50).map { Double($0) / 25 }) == [0] + [Int](repeating: 1, count: 49))
    #expect(openCount == 2)
  }

  @Test func aSingleFrameStays() throws {
    let film = try LoopingFilm { () throws(FilmError) in FakeSource(times: [5]) }
    #expect(try shown(film, at: [0, 1, 100]) == [0, 0, 0])
  }

  @Test(arguments: [0, 1 << 20])
  func whatCouldBeReadGoesRound(cacheByteCount: Int) throws {
    let error = FilmError.damaged(path: "b", frameCount: 2, reason: "cut off")
    let film = try LoopingFilm(cacheByteCount: cacheByteCount) { () throws(FilmError) in
      FakeSource(times: [0, 1, 2], failure: (2, error))
    }
    #expect(try shown(film, at: (0..<5).map { Double($0) / 25 }) == [0, 1, 0, 1, 0])
    #expect(film.fault == error)
  }

  @Test func noFrameIsAnError() {
    let error = FilmError.noFrames(path: "b")
    #expect(throws: error) {
      try LoopingFilm { () throws(FilmError) in FakeSource(times: [], failure: (0, error)) }
    }
    #expect(throws: FilmError.self) {
      try LoopingFilm { () throws(FilmError) in FakeSource(times: []) }
    }
  }

  @Test(.enabled(if: Films.areThere, Films.reason)) func animatedGIF() throws {
    let films = try Films()
    let path = try films.moving("a.gif", rate: "10", seconds: 0.5, "-c:v gif")
    let probe = try films.probe(path)
    let film = try LoopingFilm(probe, pixelFormat: .rgba, ffmpeg: films.ffmpeg)
    let first = try films.decoded(path, "rgba")
    let byteCount = film.format.byteCount
    for index in [0, 1, 4, 5, 7, 10, 14] {
      let frame = try film.frame(at: Double(index) / 10)
      let offset = index % 5 * byteCount
      #expect(Array(frame.bytes) == Array(first[offset..<(offset + byteCount)]), "frame \(index)")
    }
  }
}
