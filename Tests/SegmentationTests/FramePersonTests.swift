import Segmentation
import Testing

@Suite struct FramePersonTests {
  private let frame = Frame(
    width: 3, height: 1, pixels: [10, 20, 30, 255, 10, 20, 30, 255, 200, 100, 50, 100])
  private let mask = Mask(width: 3, height: 1, values: [0, 1, 0.5])

  @Test func keepingPersonScalesAlpha() {
    let found = frame.keepingPerson(mask)
    #expect(
      found
        == Frame(width: 3, height: 1, pixels: [0, 0, 0, 0, 10, 20, 30, 255, 200, 100, 50, 50]))
  }

  /// What rounds to nothing is nothing, whichever of both is small.
  @Test func colorsOfNothingAreBlack() {
    let faint = Frame(width: 3, height: 1, pixels: [9, 8, 7, 255, 9, 8, 7, 1, 9, 8, 7, 0])
    let mask = Mask(width: 3, height: 1, values: [0.001, 0.4, 1])
    #expect(
      faint.keepingPerson(mask)
        == Frame(width: 3, height: 1, pixels: [UInt8](repeating: 0, count: 12)))
  }

  @Test func tintingPersonBlends() {
    let tint = Tint(red: 110, green: 20, blue: 0, opacity: 0.5)
    // Halfway to the tint where coverage is 1, a quarter where it is one half.
    #expect(
      frame.tintingPerson(mask, with: tint)
        == Frame(
          width: 3, height: 1, pixels: [10, 20, 30, 255, 60, 20, 15, 255, 178, 80, 38, 100]))
  }

  /// What a frame hid under its own transparency does not travel along.
  @Test func tintingPersonLeavesNothingHidden() {
    let hidden = Frame(width: 2, height: 1, pixels: [9, 8, 7, 0, 9, 8, 7, 1])
    let mask = Mask(width: 2, height: 1, values: [0, 0])
    #expect(
      hidden.tintingPerson(mask) == Frame(width: 2, height: 1, pixels: [0, 0, 0, 0, 9, 8, 7, 1]))
  }
}
