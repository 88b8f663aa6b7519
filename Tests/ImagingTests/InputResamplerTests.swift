import Kernels
import Testing

@testable import Imaging

@Suite struct InputResamplerTests {
  static let sizes = [
    (1, 1, 1, 1), (1, 1, 5, 3), (5, 3, 1, 1), (2, 2, 3, 3), (7, 5, 13, 11), (13, 11, 7, 5),
    (640, 427, 25, 14), (33, 17, 16, 16), (16, 8, 8, 4), (300, 1, 7, 3), (1, 300, 7, 3),
    (16, 16, 16, 16),
  ]

  func resample(_ frame: Frame, _ resampler: InputResampler) -> [Float] {
    var rows: [Float] = []
    for y in 0..<resampler.height {
      var row = [Float](repeating: .nan, count: resampler.width * 3)
      var span = row.mutableSpan
      resampler.writeRow(y, of: frame, to: &span)
      rows += row
    }
    return rows
  }

  @Test(arguments: Resampling.allCases, sizes)
  func matchesTheDefinition(_ resampling: Resampling, _ size: (Int, Int, Int, Int)) {
    let (frameWidth, frameHeight, width, height) = size
    let frame = Frame.noise(frameWidth, frameHeight, seed: 7)
    let bytes = frame.pixels
    let resampler = InputResampler(
      frameWidth: frameWidth, frameHeight: frameHeight, width: width, height: height,
      resampling: resampling, scale: 2 / 255, offset: -1)
    let found = resample(frame, resampler)
    var worst = 0.0
    for y in 0..<height {
      for x in 0..<width {
        for channel in 0..<3 {
          let sample = { (x: Int, y: Int) in
            Double(bytes[(y * frameWidth + x) * 4 + channel])
          }
          let byte =
            switch resampling {
            case .bilinear:
              referenceBilinear(
                width: frameWidth, height: frameHeight, x: x, y: y, newWidth: width,
                newHeight: height, sample: sample)
            case .nearest:
              sample(
                Int((Double(x) + 0.5) * Double(frameWidth) / Double(width)),
                Int((Double(y) + 0.5) * Double(frameHeight) / Double(height)))
            case .area:
              referenceArea(
                width: frameWidth, height: frameHeight, x: x, y: y, newWidth: width,
                newHeight: height, sample: sample)
            }
          let value = Double(found[(y * width + x) * 3 + channel])
          // NaN would be lost by max.
          #expect(value.isFinite)
          worst = max(worst, abs(value - (byte * 2 / 255 - 1)))
        }
      }
    }
    #expect(worst < 2e-6)
  }

  @Test(arguments: Resampling.allCases)
  func theSameSizeIsTheSamePicture(_ resampling: Resampling) {
    let frame = Frame.noise(9, 5, seed: 2)
    let resampler = InputResampler(
      frameWidth: 9, frameHeight: 5, width: 9, height: 5, resampling: resampling, scale: 1)
    let expected = frame.pixels.indices.filter { $0 % 4 != 3 }.map { Float(frame.pixels[$0]) }
    #expect(resample(frame, resampler) == expected)
  }

  @Test(arguments: Resampling.allCases)
  func aFlatFrameStaysFlat(_ resampling: Resampling) {
    let frame = Frame(
      width: 30000, height: 3, pixels: (0..<90000).flatMap { _ in [10, 200, 255, 0] as [UInt8] })
    let resampler = InputResampler(
      frameWidth: 30000, frameHeight: 3, width: 7, height: 5, resampling: resampling, scale: 1)
    let values = resample(frame, resampler)
    #expect(values == (0..<35).flatMap { _ in [10, 200, 255] as [Float] })
  }

  @Test func areaMeansAreExact() {
    // 5 pixels on 2: the middle one belongs to both by half. (1 + 2 + 1.5) / 2.5 and so on.
    let frame = Frame(
      width: 5, height: 1, pixels: [1, 2, 3, 4, 5].flatMap { [$0, 0, 0, 255] as [UInt8] })
    let resampler = InputResampler(
      frameWidth: 5, frameHeight: 1, width: 2, height: 1, resampling: .area, scale: 1)
    #expect(resample(frame, resampler) == [1.8, 0, 0, 4.2, 0, 0])
  }

  /// A range ends with the last sample that it touches, so that none behind the picture is read.
  @Test func coveredRangesStayInside() {
    for inputCount in 1...12 {
      for outputCount in 1...12 {
        let ranges = CoveredRange.ranges(from: inputCount, to: outputCount)
        #expect(ranges.count == outputCount)
        for range in ranges {
          #expect(range.first >= 0 && range.last >= range.first && range.last < inputCount)
          #expect(range.firstCoverage > 0)
          #expect((range.lastCoverage > 0) == (range.last > range.first))
          let inner = max(range.last - range.first - 1, 0) * outputCount
          #expect(Int(range.firstCoverage + range.lastCoverage) + inner == inputCount)
        }
      }
    }
  }

  /// The wrong frames are larger, so that nothing else ends the process.
  @Test(arguments: [(8, 7), (9, 6), (6, 8)])
  func framesOfAnotherSizeEndTheProcess(size: (Int, Int)) async {
    let (width, height) = size
    await #expect(processExitsWith: .failure) { [width = width as Int, height = height as Int] in
      let resampler = InputResampler(
        frameWidth: 8, frameHeight: 6, width: 4, height: 4, resampling: .area)
      var row = [Float](repeating: 0, count: 12)
      var span = row.mutableSpan
      resampler.writeRow(0, of: Frame.noise(width, height, seed: 1), to: &span)
    }
  }

  @Test func nearestTakesThePixelUnderTheCenter() {
    // Centers at 5/6, 15/6 and 25/6 of 5 pixels.
    let frame = Frame(
      width: 5, height: 1, pixels: [0, 1, 2, 3, 4].flatMap { [$0, $0, $0, 255] as [UInt8] })
    let resampler = InputResampler(
      frameWidth: 5, frameHeight: 1, width: 3, height: 1, resampling: .nearest, scale: 1)
    #expect(resample(frame, resampler) == [0, 0, 0, 2, 2, 2, 4, 4, 4])
  }

  @Test func scaleAndOffsetAreAffine() {
    let frame = Frame(width: 1, height: 1, pixels: [0, 128, 255, 7])
    let resampler = InputResampler(
      frameWidth: 1, frameHeight: 1, width: 1, height: 1, scale: 0.5, offset: -3)
    #expect(resample(frame, resampler) == [-3, 61, 124.5])
  }

  @Test func namesAreThoseOfTheCommandLine() {
    #expect(Resampling.allCases.map(\.rawValue) == ["bilinear", "nearest", "area"])
  }
}
