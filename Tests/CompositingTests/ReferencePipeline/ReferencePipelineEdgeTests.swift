import TestSupport
import Testing

/// Settings at the ends of their ranges, where the demo has made pictures, and rules that need none.
@Suite("The scalar reference at the ends of its settings")
struct ReferencePipelineEdgeTests {
  private static let girl = DemoFixture.smallGirl
  private static let maskPath = "tie-free/girl/2_mask_bilateral.image_sigma1.png"

  private static let sigmaColorPath = "edge-cases/girl/2_mask_sigmacolor0.png"
  static let paths =
    [sigmaColorPath] + ["0-0", "0-1", "0.5-1", "0.6-0.6", "1-1"].map(coveragePath)

  private static func coveragePath(_ name: String) -> String { "edge-cases/girl/4_cov\(name).png" }

  @Test func `sigma color 0: only equal colors count`() throws {
    let path = Self.sigmaColorPath
    try withFixtures(path) { folder in
      let found = DemoPipeline.refined(
        try folder.modelMask(of: Self.girl), guide: try folder.frame(of: Self.girl),
        DemoSettings(sigmaColor: 0))
      let fidelity = Fidelity(found, to: try folder.mask(path))
      print(fidelity.row(path))
      #expect(fidelity.largest <= 1, "\(fidelity)")
    }
  }

  /// A filter of 4 pixels has no tap in the center pixel, and no two colors here are alike.
  @Test func `sigma color 0 without a tap that counts: the mask below the center`() {
    var generator = LinearCongruentialGenerator(seed: 7)
    func randomBytes(_ count: Int) -> [UInt8] {
      (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }
    let frame = DemoFrame(width: 16, height: 16, bytes: randomBytes(16 * 16 * 4))
    let mask = DemoMask(width: 4, height: 4, bytes: randomBytes(16))
    let found = DemoPipeline.refined(mask, guide: frame, DemoSettings(sigmaColor: 0))
    for y in 0..<16 {
      for x in 0..<16 { #expect(found.bytes[16 * y + x] == mask.bytes[y / 4 * 4 + x / 4]) }
    }
  }

  @Test(arguments: [("0-0", 0.0), ("0.6-0.6", 0.6)])
  func `coverage limits that are equal: a threshold`(_ name: String, _ limit: Double) throws {
    let path = Self.coveragePath(name)
    try withFixtures(path) { folder in
      let found = try Self.composite(coverage: limit...limit, in: folder)
      let fidelity = Fidelity(found, to: try folder.frame(path))
      print(fidelity.row(path))
      #expect(fidelity.largest <= 1, "\(fidelity)")
    }
  }

  /// The demo divides 0 by 0 there. Here it is as with a limit just below 1 wherever the mask is
  /// less than full.
  @Test(arguments: [("0-1", 0.0), ("0.5-1", 0.5)])
  func `coverage up to 1: black in the demo, a picture here`(
    _ name: String, _ low: Double
  ) throws {
    let path = Self.coveragePath(name)
    try withFixtures(path) { folder in
      #expect(Self.isBlack(try folder.frame(path)))
      let found = try Self.composite(coverage: low...1, in: folder)
      let below = try Self.composite(coverage: low...1.0.nextDown, in: folder)
      let mask = try folder.mask(Self.maskPath)
      let partial = mask.bytes.indices.filter { mask.bytes[$0] < 255 }
      #expect(!partial.isEmpty && partial.count < mask.bytes.count)
      for channel in 0..<3 {
        #expect(
          partial.allSatisfy { found.bytes[4 * $0 + channel] == below.bytes[4 * $0 + channel] })
      }
    }
  }

  @Test func `both coverage limits 1: black in the demo, the image alone here`() throws {
    let path = Self.coveragePath("1-1")
    try withFixtures(path) { folder in
      #expect(Self.isBlack(try folder.frame(path)))
      let frame = try folder.frame(of: Self.girl)
      let image = DemoPipeline.imageComposite(
        frame, mask: .nobody(width: frame.width, height: frame.height),
        image: try folder.frame(Self.girl.backgroundPath), DemoSettings())
      #expect(try Self.composite(coverage: 1...1, in: folder) == image)
    }
  }

  private static func composite(
    coverage: ClosedRange<Double>, in folder: FixtureFolder
  ) throws -> DemoFrame {
    DemoPipeline.imageComposite(
      try folder.frame(of: girl), mask: try folder.mask(maskPath),
      image: try folder.frame(girl.backgroundPath), DemoSettings(coverage: coverage))
  }

  private static func isBlack(_ frame: DemoFrame) -> Bool {
    frame.bytes.indices.allSatisfy { $0 % 4 == 3 || frame.bytes[$0] == 0 }
  }

  /// Tap counts and positions of the demo, worked out by another program.
  @Test(arguments: [
    (1.0, 1280, 720, 256, 144, 7), (1, 1280, 853, 256, 144, 7), (1, 640, 427, 256, 144, 5),
    (1, 1280, 720, 160, 96, 9), (1, 512, 288, 256, 144, 5), (4, 1280, 720, 256, 144, 14),
    (10, 1280, 720, 256, 144, 21), (10, 1280, 720, 160, 96, 27), (0, 1280, 720, 256, 144, 1),
  ])
  func `taps of the bilateral filter`(
    _ sigma: Double, _ width: Int, _ height: Int, _ maskWidth: Int, _ maskHeight: Int, _ count: Int
  ) {
    let taps = DemoTaps(
      sigmaSpace: sigma, frameWidth: width, frameHeight: height, maskWidth: maskWidth,
      maskHeight: maskHeight)
    #expect(taps.offsets.count == count)
  }

  @Test func `first and last taps`() throws {
    let full = DemoTaps(
      sigmaSpace: 1, frameWidth: 1280, frameHeight: 720, maskWidth: 256, maskHeight: 144)
    #expect(abs(try #require(full.offsets.first) + 4.2621) < 1e-4)
    #expect(abs(try #require(full.offsets.last) - 4.5928) < 1e-4)
    let small = DemoTaps(
      sigmaSpace: 0.3, frameWidth: 512, frameHeight: 288, maskWidth: 256, maskHeight: 144)
    #expect(small.offsets.map { ($0 * 10).rounded() } == [-6, 4])
  }

  @Test func `placement of an image: the middle, by the frame's aspect ratio`() {
    let exact = DemoPlacement(
      imageWidth: 1280, imageHeight: 960, frameWidth: 1280, frameHeight: 720)
    #expect((exact.x, exact.y, exact.width, exact.height) == (0, 120, 1280, 720))
    let half = DemoPlacement(
      imageWidth: 1280, imageHeight: 960, frameWidth: 1280, frameHeight: 853)
    #expect(half.x == 0 && abs(half.y - 53.5) < 1e-9)
    let wide = DemoPlacement(imageWidth: 300, imageHeight: 100, frameWidth: 50, frameHeight: 50)
    #expect((wide.x, wide.y, wide.width, wide.height) == (100, 0, 100, 100))
  }
}
