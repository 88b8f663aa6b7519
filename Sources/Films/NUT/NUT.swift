/// The container NUT, which carries raw frames and their exact times between us and ffmpeg.
///
/// Source: "NUT Open Container Format" of 2006-11-04. Of it, what one stream of raw video takes.
enum NUT {
  static let identification: StaticString = "nut/multimedia container\0"

  /// Startcodes: all begin with the byte `N`, which no frame begins with.
  enum Startcode {
    static let main: UInt64 = 0x4e4d_7a56_1f5f_04ad
    static let stream: UInt64 = 0x4e53_1140_5bf2_f9db
    static let syncpoint: UInt64 = 0x4e4b_e4ad_eeca_4569
    static let information: UInt64 = 0x4e49_ab68_b596_ba78
  }

  /// Flags of what a frame's header holds.
  struct FrameFlags: OptionSet {
    let rawValue: UInt64

    static let key = FrameFlags(rawValue: 1)
    static let codedTime = FrameFlags(rawValue: 8)
    static let stream = FrameFlags(rawValue: 16)
    static let size = FrameFlags(rawValue: 32)
    static let checksum = FrameFlags(rawValue: 64)
    static let reserved = FrameFlags(rawValue: 128)
    static let sideData = FrameFlags(rawValue: 256)
    static let header = FrameFlags(rawValue: 1 << 10)
    static let matchTime = FrameFlags(rawValue: 1 << 11)
    static let codedFlags = FrameFlags(rawValue: 1 << 12)
    static let invalid = FrameFlags(rawValue: 1 << 13)
  }

  /// The checksum of packets: CRC-32 of polynomial 0x04C11DB7, highest bit first, begun with 0.
  static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var sum: UInt32 = 0
    for byte in bytes { sum = sum << 8 ^ table[Int(UInt8(sum >> 24) ^ byte)] }
    return sum
  }

  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte) << 24) { sum, _ in
      sum & 0x8000_0000 == 0 ? sum << 1 : sum << 1 ^ 0x04c1_1db7
    }
  }
}
