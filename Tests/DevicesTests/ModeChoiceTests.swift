import CVideo4Linux
import Glibc
import Imaging
import Testing

@testable import Devices

@Suite struct ModeChoiceTests {
  /// A camera as most are: raw pixels too slow for large pictures, JPEG quick enough.
  static let usual: [ScriptedDevice.Format] = [
    ScriptedDevice.Format(
      fourCC: FourCC("YUYV"),
      sizes: [
        (SizeRange(640, 480), [30, 15]), (SizeRange(1280, 720), [10, 5]),
        (SizeRange(1920, 1080), [5]),
      ]),
    ScriptedDevice.Format(
      fourCC: "MJPG",
      sizes: [
        (SizeRange(640, 480), [60, 30]), (SizeRange(1280, 720), [30, 25]),
        (SizeRange(1920, 1080), [30]),
      ]),
  ]

  /// The mode that a wish gives, as text.
  private func choice(
    _ formats: [ScriptedDevice.Format], _ width: Int? = nil, _ height: Int? = nil,
    _ rate: Double? = nil, only format: FourCC? = nil,
    _ configure: (ScriptedDevice) -> Void = { _ in }
  ) throws -> String? {
    let kernel = ScriptedKernel()
    let scripted = ScriptedDevice()
    scripted.formats = formats
    configure(scripted)
    kernel.devices["/dev/video0"] = scripted
    let device = try OpenDevice("/dev/video0", .camera, kernel)
    defer { device.close() }
    let wish = CaptureWish(width: width, height: height, framesPerSecond: rate)
    return wish.nearest(of: device.modes(for: wish, format)).map {
      "\($0.fourCC) \($0.width)x\($0.height) \($0.framesPerSecond.map { "\($0)" } ?? "?")"
    }
  }

  @Test func `size, then rate, then pixels before JPEG`() throws {
    #expect(try choice(Self.usual, 1280, 720, 30) == "MJPG 1280x720 30.0")
    #expect(try choice(Self.usual, 1280, 720, 10) == "YUYV 1280x720 10.0")
    #expect(try choice(Self.usual, 1280, 720, 8) == "YUYV 1280x720 10.0")
    #expect(try choice(Self.usual, 640, 480, 30) == "YUYV 640x480 30.0")
    #expect(try choice(Self.usual, 640, 480, 60) == "MJPG 640x480 60.0")
    #expect(try choice(Self.usual, 640, 480, 240) == "MJPG 640x480 60.0")
    #expect(try choice(Self.usual, 640, 480) == "YUYV 640x480 30.0")
    #expect(try choice(Self.usual, 1920, 1080, 5) == "YUYV 1920x1080 5.0")
    #expect(try choice(Self.usual, 1920, 1080) == "MJPG 1920x1080 30.0")
  }

  @Test func `nothing wished: 1280x720 at 30`() throws {
    #expect(try choice(Self.usual) == "MJPG 1280x720 30.0")
    #expect(try choice(Self.usual, nil, nil, 60) == "MJPG 640x480 60.0")
    #expect(try choice(Array(Self.usual.prefix(1))) == "YUYV 640x480 30.0")
  }

  @Test func `sizes that are not offered: the nearest`() throws {
    #expect(try choice(Self.usual, 1300, 700, 30) == "MJPG 1280x720 30.0")
    #expect(try choice(Self.usual, 4000, 3000, 30) == "MJPG 1920x1080 30.0")
    #expect(try choice(Self.usual, 16, 16, 30) == "YUYV 640x480 30.0")
    #expect(try choice(Self.usual, 1920) == "MJPG 1920x1080 30.0")
    #expect(try choice(Self.usual, nil, 480, 30) == "YUYV 640x480 30.0")
  }

  @Test func `a width alone is of 16 to 9`() throws {
    let formats = [
      ScriptedDevice.Format(
        fourCC: FourCC("YUYV"),
        sizes: [(SizeRange(640, 480), [30]), (SizeRange(640, 360), [30])])
    ]
    #expect(try choice(formats, 640) == "YUYV 640x360 30.0")
    #expect(try choice(formats, nil, 480) == "YUYV 640x480 30.0")
  }

  @Test func `pixels before JPEG, even where they come too fast`() throws {
    let formats = [
      ScriptedDevice.Format(fourCC: "MJPG", sizes: [(SizeRange(640, 480), [30])]),
      ScriptedDevice.Format(fourCC: FourCC("NV12"), sizes: [(SizeRange(640, 480), [60])]),
    ]
    #expect(try choice(formats, 640, 480, 30) == "NV12 640x480 60.0")
  }

  @Test func `one format alone`() throws {
    #expect(try choice(Self.usual, 640, 480, 30, only: "MJPG") == "MJPG 640x480 30.0")
    #expect(try choice(Self.usual, 1280, 720, 30, only: FourCC("YUYV")) == "YUYV 1280x720 10.0")
    #expect(try choice(Self.usual, 640, 480, 30, only: FourCC("NV12")) == nil)
  }

  @Test func `29.97 is as good as 30`() throws {
    let formats = [
      ScriptedDevice.Format(fourCC: "MJPG", sizes: [(SizeRange(640, 480), [30])]),
      ScriptedDevice.Format(fourCC: FourCC("NV12"), sizes: [(SizeRange(640, 480), [29.97])]),
    ]
    #expect(try choice(formats, 640, 480, 30) == "NV12 640x480 29.97")
  }

  @Test func `gray only where there is nothing else`() throws {
    let gray = ScriptedDevice.Format(fourCC: FourCC("GREY"), sizes: [(SizeRange(640, 480), [30])])
    let slow = ScriptedDevice.Format(fourCC: FourCC("YUYV"), sizes: [(SizeRange(320, 240), [5])])
    #expect(try choice([gray, slow], 640, 480, 30) == "YUYV 320x240 5.0")
    #expect(try choice([gray], 640, 480, 30) == "GREY 640x480 30.0")
  }

  @Test func `ranges of sizes`() throws {
    let range = SizeRange.stepped((48, 32), (1930, 1090), (16, 8))
    let formats = [ScriptedDevice.Format(fourCC: FourCC("YUYV"), sizes: [(range, [30])])]
    #expect(try choice(formats, 1280, 720, 30) == "YUYV 1280x720 30.0")
    #expect(try choice(formats, 1281, 725, 30) == "YUYV 1280x728 30.0")
    #expect(try choice(formats, 8000, 8000, 30) == "YUYV 1920x1088 30.0")
    #expect(try choice(formats, 1, 1, 30) == "YUYV 48x32 30.0")
    // Steps of nothing and a greatest below the least are a broken driver's.
    let broken = SizeRange.stepped((64, 64), (32, 128), (0, 0))
    #expect(broken.width.greatest == 64 && broken.width.step == 1)
  }

  @Test func `drivers that tell little`() throws {
    #expect(
      try choice(Self.usual, 800, 600, 30) { $0.tellsSizes = false } == "YUYV 800x600 ?")
    #expect(
      try choice(Self.usual, 1280, 720, 30) { $0.tellsRates = false } == "YUYV 1280x720 ?")
    #expect(
      try choice(Self.usual, 800, 600, 30) {
        $0.tellsSizes = false
        $0.errors = [CVIDEO_TRY_FMT: [EINVAL, EINVAL]]
      } == nil)
  }

  @Test func `a driver that answers another format than was tried`() throws {
    let formats = ["YUYV", "MJPG"].map { ScriptedDevice.Format(fourCC: FourCC($0), sizes: []) }
    func configure(_ device: ScriptedDevice) {
      device.tellsSizes = false
      device.adjustFormat = { $0.pixelformat = FourCC("MJPG").code }
    }
    #expect(try choice(formats, 800, 600, 30, configure)?.hasPrefix("MJPG 800x600") == true)
    #expect(try choice(Array(formats.prefix(1)), 800, 600, 30, configure) == nil)
  }

  @Test func `formats that vbg does not read`() throws {
    let formats = ["H264", "BGR3", "YVYU", "Z16 "].map {
      ScriptedDevice.Format(fourCC: FourCC($0), sizes: [(SizeRange(640, 480), [30])])
    }
    #expect(try choice(formats, 640, 480, 30) == nil)
  }

  @Test func names() {
    #expect(FourCC("YUYV").code == 0x5659_5559)
    #expect("\(FourCC(code: 0x5659_5559))" == "YUYV")
    #expect("\(FourCC(code: 0xA036_3159))" == "Y16 -BE")
    #expect("\(FourCC(code: 0x0A41_0041))" == "A?A?")
  }

  @Test func intervals() {
    for (rate, numerator, denominator) in [
      (30, 1, 30), (25, 1, 25), (30 / 1.001, 1001, 30000), (24 / 1.001, 1001, 24000),
      (12.5, 1000, 12500), (0.5, 1000, 500),
    ] as [(Double, UInt32, UInt32)] {
      let interval = FrameInterval(framesPerSecond: rate)
      #expect(interval.numerator == numerator && interval.denominator == denominator, "\(rate)")
    }
    let fractions = [(1, 30, true), (0, 30, false), (1, 0, false)] as [(UInt32, UInt32, Bool)]
    for (numerator, denominator, isInterval) in fractions {
      let fraction = v4l2_fract(numerator: numerator, denominator: denominator)
      #expect((FrameInterval(fraction) != nil) == isInterval)
    }
  }
}
