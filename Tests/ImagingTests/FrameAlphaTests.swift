import Imaging
import Testing

/// Alpha of frames: what is faded, laid over something else, and taken for a mask.
@Suite struct FrameAlphaTests {
  /// Two rows of two pixels.
  private let frame = Frame(
    width: 2, height: 2,
    pixels: [10, 20, 30, 255, 40, 50, 60, 100, 70, 80, 90, 0, 200, 100, 50, 255])
  private let alphas = Frame(
    width: 2, height: 2,
    pixels: [0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0, 51, 0, 0, 0, 204])

  /// Where nothing shows, no color is left either.
  @Test func fadingMultipliesAlpha() {
    #expect(
      frame.fading(as: alphas)
        == Frame(
          width: 2, height: 2,
          pixels: [0, 0, 0, 0, 40, 50, 60, 100, 0, 0, 0, 0, 200, 100, 50, 204]))
    #expect(
      frame.fading(as: alphas, isMirrored: true)
        == Frame(
          width: 2, height: 2,
          pixels: [10, 20, 30, 255, 0, 0, 0, 0, 0, 0, 0, 0, 200, 100, 50, 51]))
  }

  @Test func eachPixelLiesOverItsOwnBackground() {
    let background = Frame(
      width: 2, height: 2,
      pixels: [1, 2, 3, 255, 4, 5, 6, 255, 70, 80, 90, 255, 0, 100, 250, 255])
    // 200 * 0.8 and 0; 100 and 100; 50 * 0.8 + 250 * 0.2.
    #expect(
      frame.over(background, as: alphas)
        == Frame(
          width: 2, height: 2,
          pixels: [1, 2, 3, 255, 40, 50, 60, 255, 70, 80, 90, 255, 160, 100, 90, 255]))
  }

  @Test func halfTransparentIsNotOpaque() {
    #expect(!frame.isOpaque)
    #expect(frame.opaque().isOpaque)
    #expect(!Frame(width: 1, height: 1, pixels: [1, 2, 3, 254]).isOpaque)
  }

  @Test func aMaskIsAlphaWhereThereIsAnyElseLuma() {
    #expect(Mask(picture: alphas).values == [0, 1, 0.2, 0.8])
    let colors = Frame(
      width: 3, height: 1, pixels: [255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255])
    #expect(Mask(picture: colors).values == [0.299, 0.587, 0.114])
  }

  @Test func masksComeToAnotherHeightAlone() {
    let mask = Mask(width: 2, height: 2, values: [0, 1, 1, 0])
    let higher = mask.resized(toWidth: 2, height: 4)
    #expect(higher.height == 4 && higher.values == [0, 1, 0.25, 0.75, 0.75, 0.25, 1, 0])
  }
}
