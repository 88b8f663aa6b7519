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

    private static func packet(_ startcode: UInt64, _ numbers: [UInt8]) -> [UInt8] {
      (0..<8).map { UInt8(truncatingIfNeeded: startcode >> UInt64(56 - 8 * $0)) }
        + number(UInt64(numbers.count)) + numbers
    }

    var bytes: [UInt8] {
      let flags: NUT.FrameFlags = [.codedTime, .size, .reserved]
      let main: [UInt64] = [3, 1, 65536, 1, 1, 25, UInt64(flags.rawValue), 6, 0, 1, 0, 0, 0, 255]
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
    func times() throws -> [Int] {
      var reader = try NUTReader(try Self.pipe(holding: bytes))
      var times: [Int] = []
      var frame = [UInt8](repeating: 0, count: 8)
      while let time = try frame.withUnsafeMutableBytes({ try reader.readFrame($0) }) {
        times.append(time)
      }
      return times
    }
  }

  private func failure(_ stream: Stream) -> String? {
    do {
      _ = try stream.times()
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
