import Imaging
import Testing

@Suite struct FrameTests {
  @Test func copiesDoNotShareWrites() {
    let original = Frame(width: 2, height: 1, pixels: [1, 2, 3, 4, 5, 6, 7, 8])
    var copy = original
    copy.withMutablePixels { pixels in pixels[5] = 99 }
    #expect(original.pixels == [1, 2, 3, 4, 5, 6, 7, 8])
    #expect(copy.pixels == [1, 2, 3, 4, 5, 99, 7, 8])
    #expect(original != copy)
  }

  @Test func lendsWholeRows() {
    let frame = Frame(width: 3, height: 2, pixels: Array(0..<24))
    #expect(frame.bytesPerRow == 12)
    frame.withPixels { pixels in
      #expect(pixels.count == 24)
      #expect(pixels[frame.bytesPerRow] == 12)
    }
  }

  @Test func errorsPassThroughTheDoor() {
    struct Stop: Error {}
    let frame = Frame(width: 1, height: 1, pixels: [0, 0, 0, 0])
    #expect(throws: Stop.self) { try frame.withPixels { _ in throw Stop() } }
  }
}
