import SystemSupport
import Testing

@testable import Films

/// Streams written by hand, byte by byte as the format's description has them, and broken in one place.
@Suite struct NUTReaderTests {
  /// A stream of gray frames of 4x2 pixels, whose frame codes all mean: a coded time, a size, reserved
  /// fields.
  private struct Stream {
    var shift: UInt64 = 7
    var width: UInt64 = 4
    /// Statement of the main header on frame codes: flags and counted fields of some codes, and so on.
    var codes: [UInt64] = {
      let flags: NUT.FrameFlags = [.codedTime, .size, .reserved]
      return [UInt64(flags.rawValue), 6, 0, 1, 0, 0, 0, 255]
    }()
    private(set) var frames: [UInt8] = []

    static func number(_ value: UInt64) -> [UInt8] {
      var bytes = [UInt8(value & 127)]
      var rest = value >> 7
      while rest > 0 {
        bytes.insert(UInt8(rest & 127) | 128, at: 0)
        rest >>= 7
      }
      return bytes
    }

    mutating func append(time: UInt64, size: UInt64 = 8, reserved: UInt64 = 0) {
      frames += [0] + [time, size, reserved].flatMap(Self.number)
      frames += [UInt8](repeating: 0, count: Int(min(reserved, 20)))
      frames += [UInt8](repeating: UInt8(truncatingIfNeeded: time), count: Int(min(size, 8)))
    }

    /// A frame whose size is its code's.
    mutating func append(code: UInt8, time: UInt64, size: Int) {
      frames += [code] + Self.number(time) + [UInt8](repeating: 1, count: size)
    }

    static func packet(_ startcode: UInt64, _ numbers: [UInt8]) -> [UInt8] {
      (0..<8).map { UInt8(truncatingIfNeeded: startcode >> UInt64(56 - 8 * $0)) }
        + number(UInt64(numbers.count)) + numbers
    }

    var bytes: [UInt8] {
      let main: [UInt64] = [3, 1, 65536, 1, 1, 25] + codes
      let stream: [UInt64] = [0, 0, 0, 0, shift, 0, 0, 0, 0, width, 2, 1, 1, 0]
      return (0..<NUT.identification.utf8CodeUnitCount).map { NUT.identification.utf8Start[$0] }
        + Self.packet(NUT.Startcode.main, main.flatMap(Self.number))
        + Self.packet(NUT.Startcode.stream, stream.flatMap(Self.number)) + frames
    }

    /// The end of a pipe that gives these bytes, and then nothing more.
    private static func pipe(holding bytes: [UInt8]) throws -> PipeEnd {
      let pipe = try PipeEnd.pipe()
      try writeAll(pipe.writing.number, bytes)
      return pipe.reading
    }

    /// The times of its frames.
    func times() throws -> [Int] { try Self.times(bytes) }

    /// The times of the frames of a stream that was changed.
    static func times(_ bytes: [UInt8]) throws -> [Int] {
      var reader = try NUTReader(try pipe(holding: bytes))
      var times: [Int] = []
      var frame = [UInt8](repeating: 0, count: 8)
      while let time = try frame.withUnsafeMutableBytes({ try reader.readFrame($0) }) {
        times.append(time)
      }
      return times
    }
  }

  private func failure(_ stream: Stream) -> String? { failure(stream.bytes) }

  private func failure(_ bytes: [UInt8]) -> String? {
    do {
      _ = try Stream.times(bytes)
      return nil
    } catch {
      return "\(error)"
    }
  }

  /// Small times are the low bits of one near the last: up to half a round before it, or behind it.
  @Test func timesNearTheLast() throws {
    var stream = Stream()
    // Whole: the least that is not taken for low bits stands for 0.
    stream.append(time: 128 + 100)
    for low in [90, 99, 101, 60, 110, 1, 20] as [UInt64] { stream.append(time: low) }
    #expect(try stream.times() == [100, 90, 99, 101, 60, 110, 129, 148])
  }

  /// Wherever a stream is cut off, all frames before are whole, and a part of one is none.
  @Test func streamsThatEndEarly() throws {
    var stream = Stream()
    let headerCount = stream.bytes.count
    for time in [128, 129, 130] as [UInt64] { stream.append(time: time) }
    let bytes = stream.bytes
    let frameCount = (bytes.count - headerCount) / 3
    for count in 0..<bytes.count {
      let (wholeCount, rest) = (count - headerCount).quotientAndRemainder(dividingBy: frameCount)
      if count >= headerCount && rest == 0 {
        #expect(try Stream.times(Array(bytes[..<count])) == Array(0..<wholeCount))
      } else {
        #expect(failure(Array(bytes[..<count])) == "it ends early", "\(count)")
      }
    }
  }

  /// Sums of times, and what is computed from them later, don't overflow.
  @Test func timesBeyondAllFilms() {
    var stream = Stream()
    stream.append(time: 128 + 1 << 60 - 1)
    // The low bits of the same time.
    stream.append(time: 127)
    #expect(failure(stream) == nil)
    stream.append(time: 128 + 1 << 60)
    #expect(failure(stream) == "a time of \(1 << 60) ticks")
    // Coded differences add up, in either direction: 1 is 1, and 2 is -1.
    for (coded, sign) in [(1 << 62 - 1, 1), (1 << 62, -1)] as [(UInt64, Int)] {
      stream = Stream()
      stream.codes = [0, 6, coded, 1, 0, 8, 0, 255]
      for _ in 0..<8 { stream.append(code: 0, time: 0, size: 7) }
      #expect(failure(stream) == "a time of \(sign * 1 << 61) ticks")
    }
    let latest = Stream.packet(NUT.Startcode.syncpoint, [UInt8](repeating: 255, count: 8) + [127])
    stream = Stream()
    stream.append(time: 0)
    #expect(failure(Stream().bytes + latest + stream.frames) == "a time of \(Int.max) ticks")
  }

  /// A frame code may say the size by itself, as the lowest part of a number: codes that are not counted
  /// go on to the multiplier, and those behind mean something else.
  @Test func framesWhoseCodeSaysTheSize() {
    var stream = Stream()
    stream.codes = [NUT.FrameFlags.codedTime.rawValue, 4, 0, 20, 0, 4]
    stream.codes += [NUT.FrameFlags.invalid.rawValue, 6, 0, 1, 0, 0, 0, 239]
    stream.append(code: 4, time: 128, size: 8)
    #expect(failure(stream) == nil)
    var other = stream
    other.append(code: 15, time: 129, size: 19)
    #expect(failure(other) == "expected frames of 8 bytes, found 19")
    stream.append(code: 16, time: 129, size: 20)
    #expect(failure(stream) == "an invalid frame code")
  }

  /// A packet's length counts what it holds, and may hold more than we know, but not less.
  @Test func packetsOfWrongLength() throws {
    let bytes = Stream().bytes
    let length = NUT.identification.utf8CodeUnitCount + 8
    let found = Int(bytes[length])
    for shorter in [0, 1, found - 1] {
      var changed = bytes
      changed[length] = UInt8(shorter)
      #expect(failure(changed) == "a packet longer than it says")
    }
    var longer = bytes
    longer[length] += 3
    longer.insert(contentsOf: [1, 2, 3], at: length + 1 + found)
    #expect(failure(longer) == nil)
  }

  @Test(arguments: [0, 7, 9, 1 << 20] as [UInt64]) func framesOfAnotherSize(size: UInt64) {
    var stream = Stream()
    stream.append(time: 128, size: size)
    #expect(failure(stream) == "expected frames of 8 bytes, found \(size)")
  }

  @Test func absurdNumbers() {
    var stream = Stream()
    stream.append(time: 128, size: 1 << 41)
    #expect(failure(stream) == "an unknown frame")
    stream = Stream()
    stream.append(time: 128, reserved: 1000)
    #expect(failure(stream) == "1000 reserved fields")
    stream = Stream()
    stream.append(time: 128, reserved: 20)
    #expect(failure(stream) == nil)
    stream.shift = 16
    #expect(failure(stream) == "a shift of 16 bits")
    stream.shift = 15
    stream.width = 0
    #expect(failure(stream) == "pictures of 0x2")
    stream.width = 70000
    #expect(failure(stream) == "pictures of 70000x2")
  }
}
