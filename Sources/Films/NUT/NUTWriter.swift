/// Puts frames into a NUT stream. Every frame is a key frame behind a syncpoint of its own.
struct NUTWriter {
  /// The packet that is being built; its capacity is kept.
  private var packet: [UInt8] = []
  private var position = 0
  private var previousSyncpoint = 0

  /// The stream's begin: everything before the first frame.
  mutating func header(_ format: FilmFormat) -> [UInt8] {
    var bytes = NUT.identification.withUTF8Buffer { Array($0) }
    bytes += mainHeader(timeBase: format.timeBase)
    bytes += streamHeader(format)
    if let rate = format.frameRate { bytes += information("r_frame_rate", "\(rate)") }
    position = bytes.count
    return bytes
  }

  /// Writes a frame to a pipe. Allocates nothing after the first.
  ///
  /// - Parameter time: ticks, at least 0.
  mutating func writeFrame(
    time: Int, _ bytes: UnsafeRawBufferPointer, to pipe: PipeEnd
  ) throws(SystemError) {
    let byteCount = bytes.count
    packet.removeAll(keepingCapacity: true)
    let syncpoint = position
    append(bigEndian: NUT.Startcode.syncpoint)
    let back = UInt64(syncpoint - previousSyncpoint) / 16
    let length = Self.length(UInt64(time)) + Self.length(back) + 4
    append(UInt64(length))
    let begin = packet.count
    append(UInt64(time))
    append(back)
    append(bigEndian: NUT.checksum(packet[begin...]))

    let frame = packet.count
    packet.append(0)
    append(UInt64(time) + 1 << Self.timeShift)
    append(UInt64(byteCount))
    append(bigEndian: NUT.checksum(packet[frame...]))
    previousSyncpoint = syncpoint
    position += packet.count + byteCount
    try packet.withBytes { (header) throws(SystemError) in try pipe.write(header) }
    try pipe.write(bytes)
  }

  /// Coded times of `1 << timeShift` and more are whole times plus that.
  private static let timeShift: UInt64 = 7

  private mutating func mainHeader(timeBase: Rational) -> [UInt8] {
    packet.removeAll(keepingCapacity: true)
    let flags: NUT.FrameFlags = [.key, .codedTime, .size, .checksum]
    // Version, streams, greatest distance of syncpoints, time bases.
    for value in [3, 1, 32_768, 1, timeBase.numerator, timeBase.denominator] {
      append(UInt64(value))
    }
    // Frame code 0 is the one in use: flags, six fields (time, multiplier, stream, size, reserved,
    // codes so described). All others but `N` are invalid; signed 0 is coded as 0.
    for value in [flags.rawValue, 6, 0, 1, 0, 0, 0, 1] { append(value) }
    for value in [NUT.FrameFlags.invalid.rawValue, 6, 0, 1, 0, 0, 0, 254] { append(value) }
    // No begins of frames are left out. ffmpeg takes no frame without being told that.
    append(0)
    return finishedPacket(NUT.Startcode.main)
  }

  private mutating func streamHeader(_ format: FilmFormat) -> [UInt8] {
    packet.removeAll(keepingCapacity: true)
    // Stream, class (video).
    for value: UInt64 in [0, 0] { append(value) }
    append(4)
    let name = format.pixelFormat.descriptor.nut.bytes
    for index in name.indices { packet.append(name[index]) }
    // Time base, shift, greatest step of time without checksum, delay, flags, private data.
    for value in [0, Self.timeShift, 0, 0, 0, 0] { append(value) }
    let aspect = format.pixelAspect
    for value in [format.width, format.height, aspect?.numerator ?? 0, aspect?.denominator ?? 0, 0]
    {
      append(UInt64(value))
    }
    return finishedPacket(NUT.Startcode.stream)
  }

  private mutating func information(_ name: String, _ value: String) -> [UInt8] {
    packet.removeAll(keepingCapacity: true)
    // Stream plus 1, chapter, its begin and length, number of fields.
    for value: UInt64 in [1, 0, 0, 0, 1] { append(value) }
    append(text: name)
    append(2)  // Signed -1: text follows.
    append(text: value)
    return finishedPacket(NUT.Startcode.information)
  }

  /// The packet with its startcode, length and checksum. Packets here are shorter than 4096 bytes,
  /// above which the header would have a checksum too.
  private mutating func finishedPacket(_ startcode: UInt64) -> [UInt8] {
    let body = packet
    packet.removeAll(keepingCapacity: true)
    append(bigEndian: startcode)
    append(UInt64(body.count + 4))
    packet += body
    append(bigEndian: NUT.checksum(body))
    return packet
  }

  private mutating func append(text: String) {
    append(UInt64(text.utf8.count))
    packet += text.utf8
  }

  /// Appends a number, seven bits a byte, the highest first; all bytes but the last have bit 7 set.
  private mutating func append(_ value: UInt64) {
    for index in stride(from: Self.length(value) - 1, through: 0, by: -1) {
      packet.append(UInt8(value >> UInt64(7 * index) & 0x7f) | (index > 0 ? 0x80 : 0))
    }
  }

  private static func length(_ value: UInt64) -> Int {
    max(1, (64 - value.leadingZeroBitCount + 6) / 7)
  }

  private mutating func append<Number: FixedWidthInteger>(bigEndian value: Number) {
    for shift in stride(from: Number.bitWidth - 8, through: 0, by: -8) {
      packet.append(UInt8(truncatingIfNeeded: value >> Number(shift)))
    }
  }
}
