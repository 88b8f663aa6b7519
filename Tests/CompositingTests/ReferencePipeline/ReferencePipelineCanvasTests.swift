import TestSupport
import Testing

/// The demo's pipeline for browsers without WebGL 2. A browser's canvas keeps premultiplied bytes,
/// so colors are compared times alpha.
@Suite("The scalar reference gives the demo's Canvas 2D pictures")
struct ReferencePipelineCanvasTests {
  static let models = ["segm_full_v679", "selfiesegmentation_mlkit"]
  private static let photo = "doctor-5871743_640.jpg"

  static let paths = models.flatMap { model in
    [maskPath(model)]
      + ["2_canvas_image", "2_canvas_blur", "3_composite_image"].flatMap { stage in
        [false, true].map { path(model, stage, $0) }
      }
  }

  @Test(arguments: models, [false, true])
  func `the person cut out`(_ model: String, _ isSmoothed: Bool) throws {
    let path = Self.path(model, "2_canvas_image", isSmoothed)
    try withFixtures(path) { folder in
      let found = DemoCanvas.cutOut(
        try folder.photo(Self.photo), mask: try folder.mask(Self.maskPath(model)),
        isSmoothed: isSmoothed, border: .transparent)
      let expected = try folder.frame(path)
      let alpha = Fidelity(found.alpha, to: expected.alpha)
      print(alpha.row("\(path), alpha"))
      #expect(alpha.largest <= 1, "\(alpha)")
      let colors = Fidelity(premultiplied: found, to: expected)
      print(colors.row(path))
      #expect(colors.largest <= 2, "\(colors)")
    }
  }

  /// Chromium makes a Gaussian of 8 pixels from a smaller picture: here is the exact one.
  @Test(arguments: models, [false, true])
  func `the person before the blurred frame`(_ model: String, _ isSmoothed: Bool) throws {
    let path = Self.path(model, "2_canvas_blur", isSmoothed)
    try withFixtures(path) { folder in
      let found = DemoCanvas.blurred(
        try folder.photo(Self.photo), mask: try folder.mask(Self.maskPath(model)),
        isSmoothed: isSmoothed, border: .transparent)
      let expected = try folder.frame(path)
      print(Fidelity(found.alpha, to: expected.alpha).row("\(path), alpha"))
      let fidelity = Fidelity(premultiplied: found, to: expected)
      print(fidelity.row(path))
      #expect(fidelity.largest <= 8, "\(fidelity)")
      #expect(fidelity.mean <= 0.3, "\(fidelity)")
      #expect(fidelity.share(within: 1) >= 0.93, "\(fidelity)")
    }
  }

  /// The page lays the image below the canvas, cropped to its box (here of the frame's shape) and
  /// resized by the browser's own filter.
  @Test(arguments: models, [false, true])
  func `the person before an image`(_ model: String, _ isSmoothed: Bool) throws {
    let path = Self.path(model, "3_composite_image", isSmoothed)
    try withFixtures(path) { folder in
      let found = DemoCanvas.imageComposite(
        try folder.photo(Self.photo), mask: try folder.mask(Self.maskPath(model)),
        image: try folder.frame("backgrounds/architecture-5082700_1280.png"),
        isSmoothed: isSmoothed, border: .transparent)
      let fidelity = Fidelity(found, to: try folder.frame(path))
      print(fidelity.row(path))
      #expect(fidelity.peakSignalToNoise >= 45, "\(fidelity)")
    }
  }

  @Test func `masks are rounded half to even, those of WebGL half up`() {
    // 76.5 and 127.5 of 255.
    let output = ModelOutput(
      width: 4, height: 1, values: [0, 0.3, 0.5, 1].map { Float($0) }, decoding: .probability)
    #expect(DemoCanvas.mask(of: output).bytes == [0, 77, 128, 255])
    #expect(clampedByte(76.5 / 255) == 76 && q8(76.5 / 255) == 77)
    #expect(clampedByte(127.5 / 255) == 128 && q8(127.5 / 255) == 128)
  }

  @Test func `with clamped borders nothing fades`() {
    let frame = DemoFrame(width: 40, height: 20) { _, _ in
      DemoColor(red: 1, green: 0.2, blue: 0)
    }
    let everywhere = DemoMask(width: 4, height: 3, bytes: [UInt8](repeating: 255, count: 12))
    for isSmoothed in [false, true] {
      #expect(
        DemoCanvas.cutOut(frame, mask: everywhere, isSmoothed: isSmoothed, border: .clamped)
          == frame)
      #expect(
        DemoCanvas.blurred(frame, mask: everywhere, isSmoothed: isSmoothed, border: .clamped)
          == frame)
    }
    let faded = DemoCanvas.cutOut(frame, mask: everywhere, isSmoothed: true, border: .transparent)
    #expect(faded.alpha.bytes[0] < 80)
  }

  private static func path(_ model: String, _ stage: String, _ isSmoothed: Bool) -> String {
    "canvas2d/doctor/\(model)/\(stage)_\(isSmoothed ? "smooth" : "nosmooth").png"
  }

  private static func maskPath(_ model: String) -> String {
    "canvas2d/doctor/\(model)/1_mask_model.png"
  }
}
