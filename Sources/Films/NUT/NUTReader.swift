/// Takes frames out of a NUT stream of one stream of raw video, as ffmpeg writes it.
///
/// Checksums are passed over: the stream comes from a child through a pipe. Every number is checked
/// before it is used all the same.
struct NUTReader {
  /// Error of a stream that can't be read on.
  enum Failure: Error, Hashable, CustomStringConvertible {
    /// It ended within something.
    case ended
    case broken(String)
    case system(Int32)

    var description: String {
      switch self {
      case .ended: "it ends early"
      case .broken(let reason): reason
      case .system(let number): "\(SystemError(number: number))"
      }
    }
  }

  private struct FrameCode {
    var flags: NUT.FrameFlags = .invalid
    var timeDelta = 0
    var sizeMultiplier: UInt64 = 1
    var sizeRest: UInt64 = 0
    var reservedCount: UInt64 = 0
  }

  /// Pixels a row.
  private(set) var width = 0
  /// Rows.
  private(set) var height = 0
  /// Width of a pixel by its height; nil when unknown.
  private(set) var pixelAspect: Rational?
  /// Seconds a tick.
  private(set) var timeBase = Rational.milliseconds

  private var input: NUTInput
  private var codes = [FrameCode](repeating: FrameCode(), count: 256)
  private var timeShift: UInt64 = 0
  private var lastTime = 0

  /// Reads the headers, up to the first frame.
  init(_ pipe: PipeEnd) throws(Failure) {
    input = NUTInput(pipe)
    try readIdentification()
    var hasMain = false
    while width == 0 {
      guard try input.byte() == UInt8(ascii: "N") else {
        throw .broken("a frame before its stream")
      }
      let startcode = try readStartcode()
      let end = try packetEnd()
      if startcode == NUT.Startcode.main {
        try readMainHeader()
        hasMain = true
      } else if startcode == NUT.Startcode.stream {
        guard hasMain else { throw .broken("a stream before the main header") }
        try readStreamHeader()
      }
      try skip(to: end)
    }
  }

  /// Fills `bytes` with the next frame; returns its time in ticks, nil at the end.
  mutating func readFrame(_ bytes: UnsafeMutableRawBufferPointer) throws(Failure) -> Int? {
    while true {
      guard try !input.isAtEnd() else { return nil }
      let code = try input.byte()
      if code != UInt8(ascii: "N") {
        let (time, size) = try readFrameHeader(Int(code))
        guard size == bytes.count else {
          throw .broken("expected frames of \(bytes.count) bytes, found \(size)")
        }
        try input.read(into: bytes)
        return time
      }
      let startcode = try readStartcode()
      let end = try packetEnd()
      if startcode == NUT.Startcode.syncpoint { lastTime = try Self.checked(try integer()) }
      try skip(to: end)
    }
  }

  private mutating func readFrameHeader(_ index: Int) throws(Failure) -> (time: Int, size: Int) {
    let code = codes[index]
    var flags = code.flags
    if flags.contains(.invalid) { throw .broken("an invalid frame code") }
    if flags.contains(.codedFlags) { flags.formSymmetricDifference(.init(rawValue: try number())) }
    if flags.contains(.stream), try number() != 0 { throw .broken("a second stream") }
    let isCoded = flags.contains(.codedTime)
    let time = try Self.checked(
      isCoded ? wholeTime(UInt64(try integer())) : lastTime &+ code.timeDelta)
    var size = code.sizeRest
    if flags.contains(.size) {
      let (product, isTooLarge) = code.sizeMultiplier.multipliedReportingOverflow(by: try number())
      size = isTooLarge ? .max : size &+ product
    }
    if flags.contains(.matchTime) { _ = try number() }
    if flags.contains(.header), try number() != 0 { throw .broken("an elided header") }
    let reservedCount = flags.contains(.reserved) ? try number() : code.reservedCount
    guard reservedCount < 1000 else { throw .broken("\(reservedCount) reserved fields") }
    for _ in 0..<reservedCount { _ = try number() }
    if flags.contains(.checksum) { try input.skip(4) }
    guard !flags.contains(.sideData), size <= 1 << 40 else { throw .broken("an unknown frame") }
    lastTime = time
    return (time, Int(size))
  }

  /// A time that sums of times may hold without overflow.
  private static func checked(_ time: Int) throws(Failure) -> Int {
    guard (-(1 << 60)..<1 << 60).contains(time) else { throw .broken("a time of \(time) ticks") }
    return time
  }

  /// Small coded times are the lowest bits of a time near the last one.
  private func wholeTime(_ coded: UInt64) -> Int {
    let step = 1 << Int(timeShift)
    if coded >= UInt64(step) { return Int(coded) - step }
    let mask = step - 1
    let base = lastTime - mask / 2
    return (Int(coded) - base) & mask + base
  }

  private mutating func readIdentification() throws(Failure) {
    for index in 0..<NUT.identification.utf8CodeUnitCount {
      guard try input.byte() == NUT.identification.utf8Start[index] else {
        throw .broken("no NUT stream")
      }
    }
  }

  private mutating func readMainHeader() throws(Failure) {
    guard (2...3).contains(try number()) else { throw .broken("an unknown version") }
    guard try number() == 1 else { throw .broken("more than one stream") }
    _ = try number()
    guard try number() == 1, let base = Rational(try integer(), try integer()) else {
      throw .broken("no time base")
    }
    timeBase = base
    var code = FrameCode()
    var index = 0
    while index < 256 {
      code.flags = .init(rawValue: try number())
      let fieldCount = try number()
      guard fieldCount < 100 else { throw .broken("\(fieldCount) fields of a frame code") }
      if fieldCount > 0 { code.timeDelta = try signedInteger() }
      if fieldCount > 1 { code.sizeMultiplier = try number() }
      if fieldCount > 2, try number() != 0 { throw .broken("a second stream") }
      code.sizeRest = fieldCount > 3 ? try number() : 0
      code.reservedCount = fieldCount > 4 ? try number() : 0
      let count = fieldCount > 5 ? try number() : code.sizeMultiplier &- code.sizeRest
      for _ in 6..<max(6, fieldCount) { _ = try number() }
      guard (1...256).contains(count) else { throw .broken("\(count) frame codes") }
      var rest = count
      while rest > 0 && index < 256 {
        if index != Int(UInt8(ascii: "N")) {
          codes[index] = code
          code.sizeRest &+= 1
          rest -= 1
        }
        index += 1
      }
    }
    codes[Int(UInt8(ascii: "N"))].flags = .invalid
  }

  private mutating func readStreamHeader() throws(Failure) {
    guard try number() == 0, try number() == 0 else { throw .broken("no stream of video") }
    try input.skip(try integer())
    guard try number() == 0 else { throw .broken("no time base") }
    timeShift = try number()
    guard timeShift < 16 else { throw .broken("a shift of \(timeShift) bits") }
    for _ in 0..<3 { _ = try number() }
    try input.skip(try integer())
    (width, height) = (try integer(), try integer())
    guard FilmFormat.isAllowed(width: width, height: height) else {
      throw .broken("pictures of \(width)x\(height)")
    }
    pixelAspect = Rational(try integer(), try integer())
  }

  /// Reads the seven bytes of a startcode behind its `N`.
  private mutating func readStartcode() throws(Failure) -> UInt64 {
    var startcode = UInt64(UInt8(ascii: "N"))
    for _ in 0..<7 { startcode = startcode << 8 | UInt64(try input.byte()) }
    return startcode
  }

  /// Reads a packet's length; returns the position behind the packet.
  private mutating func packetEnd() throws(Failure) -> Int {
    let length = try integer()
    guard length < 1 << 40 else { throw .broken("a packet of \(length) bytes") }
    if length > 4096 { try input.skip(4) }
    return input.position + length
  }

  private mutating func skip(to end: Int) throws(Failure) {
    guard end >= input.position else { throw .broken("a packet longer than it says") }
    try input.skip(end - input.position)
  }

  private mutating func number() throws(Failure) -> UInt64 {
    var value: UInt64 = 0
    for _ in 0..<9 {
      let byte = try input.byte()
      value = value << 7 | UInt64(byte & 0x7f)
      if byte & 0x80 == 0 { return value }
    }
    throw .broken("a number of more than 63 bits")
  }

  private mutating func integer() throws(Failure) -> Int { Int(try number()) }

  private mutating func signedInteger() throws(Failure) -> Int {
    let coded = try integer()
    return coded & 1 == 0 ? -(coded >> 1) : coded >> 1 + 1
  }
}
