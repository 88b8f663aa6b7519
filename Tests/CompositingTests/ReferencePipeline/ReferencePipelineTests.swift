import TestSupport
import Testing

/// The scalar reference against the browser demo's own pictures. Every stage begins with what the
/// demo's stage before it gave, so that each is held to the last byte alone.
@Suite("The scalar reference gives the browser demo's pictures, stage by stage")
struct ReferencePipelineTests {
  private static let secondBlurPath = "llvmpipe/hd-girl-segm_full-blur_default.png"
  private static let nonePath = "\(DemoFixture.hdGirl.folder)/4_none.png"
  /// Pictures that no `DemoPicture` is.
  static let otherPaths = [secondBlurPath, nonePath]

  @Test(arguments: DemoFixture.all)
  func `the model's input`(_ fixture: DemoFixture) throws {
    let path = "\(fixture.folder)/0_resized.png"
    try withFixtures(path) { folder in
      let expected = try folder.frame(path)
      let found = DemoPipeline.resized(
        try folder.frame(of: fixture), toWidth: expected.width, height: expected.height)
      try expect(path, Fidelity(found, to: expected), largest: 0)
      let input = try folder.array("\(fixture.folder)/input.npy")
      #expect(input.shape == [1, found.height, found.width, 3])
      let values = (0..<found.width * found.height).flatMap { pixel in
        found.bytes[4 * pixel..<4 * pixel + 3].map { Float($0) / 255 }
      }
      #expect(input.values == values)
    }
  }

  @Test(arguments: DemoFixture.all)
  func `the mask of the model's output`(_ fixture: DemoFixture) throws {
    let path = "\(fixture.folder)/1_mask_model.png"
    try withFixtures(path) { folder in
      let found = DemoPipeline.mask(of: try folder.modelOutput(of: fixture))
      try expect(path, Fidelity(found, to: try folder.mask(path)), largest: 1)
    }
  }

  @Test(arguments: DemoPicture.ofEveryMask)
  func `the refined mask`(_ picture: DemoPicture) throws {
    try withFixtures(picture.maskPath) { folder in
      let found = DemoPipeline.refined(
        try folder.modelMask(of: picture.fixture), guide: try folder.frame(of: picture.fixture),
        picture.settings)
      try expect(
        picture.maskPath, Fidelity(found, to: try folder.mask(picture.maskPath)), largest: 1)
    }
  }

  @Test(arguments: DemoPicture.images)
  func `the person before an image`(_ picture: DemoPicture) throws {
    try withFixtures(picture.path) { folder in
      let found = DemoPipeline.imageComposite(
        try folder.frame(of: picture.fixture), mask: try folder.mask(picture.maskPath),
        image: try folder.frame(picture.fixture.backgroundPath), picture.settings)
      try expect(picture.path, Fidelity(found, to: try folder.frame(picture.path)), largest: 1)
    }
  }

  @Test(arguments: DemoPicture.blurs)
  func `the person before the demo's blurred frame`(_ picture: DemoPicture) throws {
    try withFixtures(picture.path) { folder in
      let found = DemoPipeline.blurComposite(
        try folder.frame(of: picture.fixture), mask: try folder.mask(picture.maskPath),
        blurred: try folder.frame("\(picture.fixture.folder)/3_blur_pass6.png"),
        picture.settings)
      try expect(
        "\(picture.path), last stage", Fidelity(found, to: try folder.frame(picture.path)),
        largest: 1)
    }
  }

  @Test(arguments: DemoFixture.tieFree)
  func `six blur passes`(_ fixture: DemoFixture) throws {
    try withFixtures("\(fixture.folder)/3_blur_pass1...6.png") { folder in
      let passes = DemoPipeline.blurPasses(
        try folder.frame(of: fixture),
        mask: try folder.mask("\(fixture.folder)/2_mask_bilateral.blur_sigma0.png"))
      for (index, pass) in passes.enumerated() {
        let path = "\(fixture.folder)/3_blur_pass\(index + 1).png"
        try expect(path, Fidelity(pass, to: try folder.frame(path)), largest: 1)
      }
    }
  }

  /// In these frames every position of the first pass lies on the corner of four pixels: which one
  /// is taken differs between GPUs, and decides what is left out as the person.
  @Test(arguments: [DemoFixture.hdGirl, .hdDoctor])
  func `six blur passes whose positions are on corners`(_ fixture: DemoFixture) throws {
    let path = "\(fixture.folder)/3_blur_pass6.png"
    try withFixtures(path) { folder in
      let passes = DemoPipeline.blurPasses(
        try folder.frame(of: fixture),
        mask: try folder.mask("\(fixture.folder)/2_mask_bilateral.png"))
      let fidelity = Fidelity(passes[5], to: try folder.frame(path))
      print(fidelity.row(path))
      #expect(fidelity.peakSignalToNoise >= 30, "\(fidelity)")
    }
  }

  @Test func `a second GPU's blur, which takes the same pixels at corners`() throws {
    let path = Self.secondBlurPath
    try withFixtures(path) { folder in
      let found = DemoPipeline.composite(
        try folder.frame(of: .hdGirl),
        mask: try folder.mask("\(DemoFixture.hdGirl.folder)/2_mask_bilateral.png"),
        background: .blur, DemoSettings())
      let expected = try folder.frame(path)
      let fidelity = Fidelity(found, to: expected)
      print(fidelity.row(path))
      #expect(fidelity.peakSignalToNoise >= 55, "\(fidelity)")
      let first = try folder.frame("\(DemoFixture.hdGirl.folder)/4_blur_default.png")
      let betweenGPUs = Fidelity(first, to: expected)
      print(betweenGPUs.row("the demo's two blurs, one to the other"))
      #expect(betweenGPUs.peakSignalToNoise < fidelity.peakSignalToNoise)
    }
  }

  @Test func `no background: the frame before itself`() throws {
    let path = Self.nonePath
    try withFixtures(path) { folder in
      let frame = try folder.frame(of: .hdGirl)
      let found = DemoPipeline.imageComposite(
        frame, mask: try folder.mask("\(DemoFixture.hdGirl.folder)/2_mask_bilateral.png"),
        image: frame, DemoSettings(coverage: 0...0.9999, lightWrapping: 0))
      try expect(path, Fidelity(found, to: try folder.frame(path)), largest: 0)
    }
  }

  /// Prints a row of the table of figures and expects every channel to be this near.
  private func expect(_ path: String, _ fidelity: Fidelity, largest: Int) throws {
    print(fidelity.row(path))
    #expect(fidelity.largest <= largest, "\(path): \(fidelity)")
  }
}

@Suite("The scalar reference gives the browser demo's pictures, from the model's output on")
struct ReferencePipelineEndToEndTests {
  @Test(arguments: DemoPicture.all.filter { $0.file.contains("default") || $0.isTieFree })
  func `all stages in a row`(_ picture: DemoPicture) throws {
    try withFixtures(picture.path) { folder in
      let departures = try departures(of: ScalarReference(), from: picture, in: folder)
      #expect(departures.isEmpty)
    }
  }
}
