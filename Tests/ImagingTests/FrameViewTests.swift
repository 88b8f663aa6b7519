import Imaging
import Testing

@Suite struct FrameViewTests {
  private func view(
    _ format: PixelFormat, _ width: Int, _ height: Int, byteCount: Int, bytesPerRow: Int? = nil
  ) throws(FrameViewError) -> (planes: Int, bytesPerRow: [Int], offsets: [Int]) {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 16)
    defer { memory.deallocate() }
    let view = try FrameView(
      width: width, height: height, format: format, bytes: UnsafeRawBufferPointer(memory),
      bytesPerRow: bytesPerRow)
    let planes = (0..<format.planeCount).map { view.plane($0) }
    return (
      planes.count, planes.map(\.bytesPerRow),
      planes.map { UnsafeRawPointer($0.base) - UnsafeRawPointer(memory.baseAddress!) }
    )
  }

  /// Bytes of 5x3 pixels by hand.
  @Test(
    arguments: [(PixelFormat, Int)]([
      (.rgba, 60), (.bgra, 60), (.rgb, 45), (.yuyv, 36), (.uyvy, 36),
      (.nv12, 27), (.i420, 27), (.i422, 33), (.i444, 45),
      (.gray, 15),
    ]))
  func oddSizesRoundUp(format: PixelFormat, byteCount: Int) throws {
    #expect(format.byteCount(width: 5, height: 3) == byteCount)
    #expect(throws: Never.self) { try view(format, 5, 3, byteCount: byteCount) }
    #expect(throws: FrameViewError.self) { try view(format, 5, 3, byteCount: byteCount - 1) }
  }

  @Test func planesFollowEachOther() throws {
    let tight = try view(.i420, 5, 3, byteCount: 27)
    #expect(tight.bytesPerRow == [5, 3, 3])
    #expect(tight.offsets == [0, 15, 21])
    let spaced = try view(.i420, 5, 3, byteCount: 8 * 3 + 4 * 2 + 4 + 3, bytesPerRow: 8)
    #expect(spaced.bytesPerRow == [8, 4, 4])
    #expect(spaced.offsets == [0, 24, 32])
    let pairs = try view(.nv12, 5, 3, byteCount: 8 * 3 + 8 + 6, bytesPerRow: 8)
    #expect(pairs.bytesPerRow == [8, 8])
    #expect(pairs.offsets == [0, 24])
    let odd = try view(.nv12, 5, 3, byteCount: 5 * 3 + 6 * 2, bytesPerRow: 5)
    #expect(odd.bytesPerRow == [5, 6])
    #expect(odd.offsets == [0, 15])
    let full = try view(.i444, 5, 3, byteCount: 8 * 8 + 5, bytesPerRow: 8)
    #expect(full.offsets == [0, 24, 48])
  }

  @Test func refusesWhatIsNoPicture() {
    #expect(throws: FrameViewError.bytesPerRow(plane: 0, expected: 20, found: 19)) {
      try view(.rgba, 5, 3, byteCount: 100, bytesPerRow: 19)
    }
    #expect(throws: FrameViewError.bytesPerRow(plane: 0, expected: 20, found: -20)) {
      try view(.rgba, 5, 3, byteCount: 100, bytesPerRow: -20)
    }
    #expect(throws: FrameViewError.bytesPerRow(plane: 0, expected: 20, found: .max)) {
      try view(.rgba, 5, 3, byteCount: 100, bytesPerRow: .max)
    }
    #expect(throws: FrameViewError.byteCount(plane: 0, expected: 68, found: 67)) {
      try view(.rgba, 5, 3, byteCount: 67, bytesPerRow: 24)
    }
    #expect(throws: FrameViewError.byteCount(plane: 2, expected: 27, found: 26)) {
      try view(.i420, 5, 3, byteCount: 26)
    }
    for (width, height) in [(0, 3), (5, 0), (-1, 3), (65536, 1), (1, .max)] {
      #expect(throws: FrameViewError.size(width: width, height: height)) {
        try view(.gray, width, height, byteCount: 100)
      }
    }
    let none = UnsafeRawBufferPointer(start: nil, count: 0)
    #expect(throws: FrameViewError.byteCount(plane: 0, expected: 1, found: 0)) {
      try FrameView(width: 1, height: 1, format: .gray, bytes: none)
    }
  }

  @Test func planesMayBeApart() throws {
    let luma = [UInt8](repeating: 1, count: 6 * 2 + 5)
    let chroma = [UInt8](repeating: 2, count: 7 + 6)
    try luma.withUnsafeBytes { luma in
      try chroma.withUnsafeBytes { chroma in
        let (first, second) = (
          FrameView.PlaneBytes(luma, bytesPerRow: 6), FrameView.PlaneBytes(chroma, bytesPerRow: 7)
        )
        let view = try FrameView(width: 5, height: 3, format: .nv12, first, second)
        #expect(view.plane(0).row(2)[4] == 1)
        #expect(view.plane(1).row(1)[5] == 2)
        #expect(throws: FrameViewError.planeCount(.nv12, found: 1)) {
          try FrameView(width: 5, height: 3, format: .nv12, first)
        }
        #expect(throws: FrameViewError.planeCount(.gray, found: 2)) {
          try FrameView(width: 5, height: 3, format: .gray, first, second)
        }
        #expect(throws: FrameViewError.byteCount(plane: 1, expected: 20, found: 13)) {
          try FrameView(
            width: 5, height: 3, format: .nv12, first,
            FrameView.PlaneBytes(UnsafeRawBufferPointer(rebasing: chroma[...]), bytesPerRow: 14))
        }
        #expect(throws: FrameViewError.bytesPerRow(plane: 1, expected: 6, found: 5)) {
          try FrameView(
            width: 5, height: 3, format: .nv12, first,
            FrameView.PlaneBytes(chroma, bytesPerRow: 5))
        }
      }
    }
  }

  @Test func framesLendTheirPixels() {
    var frame = Frame.noise(5, 3, seed: 3)
    let copy = frame
    let bytes = frame.pixels
    frame.withView { view in
      #expect(view.format == .rgba && view.width == 5 && view.height == 3)
      #expect(view.plane(0).row(2)[19] == bytes[59])
    }
    frame.withMutableView { $0.row(1)[3] = bytes[23] &+ 1 }
    #expect(frame.pixels[23] == bytes[23] &+ 1)
    #expect(copy.pixels == bytes)
  }
}
