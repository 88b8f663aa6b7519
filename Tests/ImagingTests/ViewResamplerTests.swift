import Imaging
import Testing

/// Rows converted as they are needed must be the rows of the converted picture.
@Suite struct ViewResamplerTests {
  typealias Picture = FrameConverterTests.Picture

  static let sizes = [
    (1, 1, 4, 3), (7, 5, 3, 2), (33, 17, 16, 9), (16, 9, 33, 17), (70, 300, 5, 7), (5, 9, 5, 9),
  ]

  func rows(_ resampler: InputResampler, _ write: (Int, inout MutableSpan<Float>) -> Void)
    -> [Float]
  {
    (0..<resampler.height).flatMap { y in
      var row = [Float](repeating: .nan, count: resampler.width * 3)
      var span = row.mutableSpan
      write(y, &span)
      return row
    }
  }

  @Test(arguments: PixelFormat.allCases, Resampling.allCases)
  func equalsTheConvertedPicture(_ format: PixelFormat, _ resampling: Resampling) throws {
    for (width, height, inputWidth, inputHeight) in Self.sizes {
      for encoding in [ColorEncoding(.bt601, .full), ColorEncoding(.bt709)] {
        let picture = Picture(format, width, height, encoding)
        picture.fillWithNoise(seed: UInt64(width * height))
        let whole = Picture(.rgba, width, height)
        let source = PixelLayout(format, encoding)
        let converter = FrameConverter(
          width: width, height: height, from: source, to: .init(.rgba))
        try picture.withView { view in
          try whole.withMutableView { converter.convert(view, to: $0) }
        }
        let resampler = InputResampler(
          frameWidth: width, frameHeight: height, width: inputWidth, height: inputHeight,
          resampling: resampling)
        let converting = ViewResampler(resampler, source: source)
        let expected = try whole.withView { view in
          rows(resampler) { resampler.writeRow($0, of: view, to: &$1) }
        }
        try picture.withView { view in
          // Twice, and upwards: no row may depend on what an earlier one left behind.
          #expect(rows(resampler) { converting.writeRow($0, of: view, to: &$1) } == expected)
          var last = [Float](repeating: .nan, count: inputWidth * 3)
          for y in (0..<inputHeight).reversed() {
            var span = last.mutableSpan
            converting.writeRow(y, of: view, to: &span)
          }
          #expect(last == Array(expected.prefix(inputWidth * 3)))
        }
        #expect(picture.gapsAreIntact)
      }
    }
  }

  @Test func otherPicturesEndTheProcess() async {
    await #expect(processExitsWith: .success) {
      try ViewResamplerTests.convertRow(1, ofPictureHeight: 4, valueCount: 6)
    }
    await #expect(processExitsWith: .failure) {
      try ViewResamplerTests.convertRow(0, ofPictureHeight: 5, valueCount: 6)
    }
    await #expect(processExitsWith: .failure) {
      try ViewResamplerTests.convertRow(2, ofPictureHeight: 4, valueCount: 6)
    }
    await #expect(processExitsWith: .failure) {
      try ViewResamplerTests.convertRow(0, ofPictureHeight: 4, valueCount: 5)
    }
  }

  /// For rows 0 and 1 of 2 pixels, of a picture of 4x4.
  private static func convertRow(_ row: Int, ofPictureHeight height: Int, valueCount: Int) throws {
    let resampler = InputResampler(frameWidth: 4, frameHeight: 4, width: 2, height: 2)
    let converting = ViewResampler(resampler, source: .init(.yuyv))
    var values = [Float](repeating: 0, count: valueCount)
    try Picture(.yuyv, 4, height).withView { view in
      var span = values.mutableSpan
      converting.writeRow(row, of: view, to: &span)
    }
  }
}
