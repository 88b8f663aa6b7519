import Compositing
import Testing

/// Pictures of a film as backgrounds: the same as stills that were placed beforehand.
@Suite struct BackgroundProjectionTests {
  private static func picture(_ width: Int, _ height: Int, alpha: UInt8 = 255) -> Frame {
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        let blue = UInt8((x * 37 + y) & 255)
        pixels += [UInt8(x * 255 / width), UInt8(y * 255 / height), blue, alpha]
      }
    }
    return Frame(width: width, height: height, pixels: pixels)
  }

  /// Returns what stands behind a person who is nowhere.
  private static func result(
    _ prepare: (Compositor) -> Void, threadCount: Int = 2
  ) throws -> Frame {
    var options = CompositorOptions.demo
    options.background = .image
    let compositor = try Compositor(
      width: 50, height: 30, maskWidth: 5, maskHeight: 3, options: options,
      pool: ThreadPool(threadCount: threadCount))
    prepare(compositor)
    return compositor.compose(
      picture(50, 30), mask: Mask(width: 5, height: 3, values: .init(repeating: 0, count: 15)))
  }

  @Test(arguments: Fit.allCases, [(50, 30), (7, 90), (200, 20), (1, 1)])
  func equalsAPlacedStill(_ fit: Fit, _ size: (Int, Int)) throws {
    let picture = Self.picture(size.0, size.1)
    let expected = try Self.result { compositor in
      compositor.setBackground(placed(background: picture, width: 50, height: 30, fit: fit))
    }
    for threadCount in [1, 3] {
      let found = try Self.result(
        { compositor in
          // Another one before, of another size: nothing of it is left.
          Self.picture(9, 9).withView { compositor.setBackground($0, fit: .tile) }
          picture.withView { compositor.setBackground($0, fit: fit) }
        }, threadCount: threadCount)
      #expect(found == expected)
    }
  }

  /// Light wrap takes its blurred light from the picture in force, also where it was sharp when that came.
  @Test func aPictureThatCameMeanwhileIsBlurred() throws {
    let (first, second) = (Self.picture(20, 10), Self.picture(30, 40))
    func result(_ prepare: (Compositor, (WrapSource) throws -> Void) throws -> Void) throws -> Frame
    {
      var options = CompositorOptions.demo
      options.background = .image
      options.lightWrap = 1
      options.wrapSource = .blurred
      let compositor = try Compositor(
        width: 50, height: 30, maskWidth: 5, maskHeight: 3, options: options,
        pool: ThreadPool(threadCount: 1))
      try prepare(compositor) { source in
        options.wrapSource = source
        try compositor.update(options)
      }
      return compositor.compose(
        Self.picture(50, 30),
        mask: Mask(width: 5, height: 3, values: .init(repeating: 0.9, count: 15)))
    }
    let found = try result { compositor, wrap in
      first.withView { compositor.setBackground($0, fit: .cover) }
      try wrap(.sharp)
      second.withView { compositor.setBackground($0, fit: .cover) }
      try wrap(.blurred)
    }
    let alone = try result { compositor, _ in
      second.withView { compositor.setBackground($0, fit: .cover) }
    }
    #expect(found == alone)
  }

  @Test func theNextPictureOfAFilmReplacesTheLast() throws {
    let (first, second) = (Self.picture(20, 10), Self.picture(20, 10, alpha: 0))
    let found = try Self.result { compositor in
      for picture in [first, second, first] {
        picture.withView { compositor.setBackground($0, fit: .cover) }
      }
    }
    let alone = try Self.result { compositor in
      first.withView { compositor.setBackground($0, fit: .cover) }
    }
    #expect(found == alone)
  }

  /// Alpha of 0, 128 and 255 over black, rounded to nearest.
  @Test(arguments: [0, 128, 255] as [UInt8])
  func transparencyStandsBeforeBlack(_ alpha: UInt8) throws {
    let picture = Self.picture(50, 30, alpha: alpha)
    let found = try Self.result { compositor in
      picture.withView { compositor.setBackground($0, fit: .stretch) }
    }
    let expected = picture.withPixels { pixels in
      pixels.indices.map { index in
        index % 4 == 3
          ? 255 : UInt8((Double(pixels[index]) * Double(alpha) / 255).rounded())
      }
    }
    #expect(found == Frame(width: 50, height: 30, pixels: expected))
  }
}
