import Imaging
import TestSupport
import Testing

/// Whole pictures through the converter; the arithmetic itself is checked with the kernels.
@Suite struct FrameConverterTests {
  static let sizes = [(1, 1), (2, 2), (1, 5), (5, 1), (7, 5), (33, 4), (64, 3), (70, 9)]
  static let formats = PixelFormat.allCases

  /// A picture of any format with gaps between its rows, which hold a mark.
  final class Picture {
    static let mark: UInt8 = 0x5a
    let format: PixelFormat
    let (width, height): (Int, Int)
    let encoding: ColorEncoding
    private let planes: [UnsafeMutableRawBufferPointer]
    private let strides: [Int]

    init(
      _ format: PixelFormat, _ width: Int, _ height: Int, _ encoding: ColorEncoding = .init(),
      gap: Int = 3
    ) {
      (self.format, self.width, self.height, self.encoding) = (format, width, height, encoding)
      strides = (0..<format.planeCount).map { format.rowByteCount(plane: $0, width: width) + gap }
      planes = strides.enumerated().map { plane, stride in
        let memory = UnsafeMutableRawBufferPointer.allocate(
          byteCount: stride * format.rowCount(plane: plane, height: height), alignment: 1)
        for index in memory.indices { memory[index] = Self.mark }
        return memory
      }
    }

    deinit { for plane in planes { plane.deallocate() } }

    /// Views are lent, as they don't keep the picture's memory.
    func withMutableView<Result>(_ body: (MutableFrameView) throws -> Result) throws -> Result {
      defer { withExtendedLifetime(self) {} }
      let memory = zip(planes, strides).map { MutableFrameView.PlaneBytes($0, bytesPerRow: $1) }
      return try body(
        MutableFrameView(
          width: width, height: height, format: format, encoding: encoding, memory[0],
          memory.count > 1 ? memory[1] : nil, memory.count > 2 ? memory[2] : nil))
    }

    func withView<Result>(_ body: (FrameView) throws -> Result) throws -> Result {
      try withMutableView { try body($0.readOnly) }
    }

    /// The rows of each plane without their gaps.
    var rows: [[[UInt8]]] {
      planes.indices.map { plane in
        (0..<format.rowCount(plane: plane, height: height)).map { y in
          let start = y * strides[plane]
          let count = format.rowByteCount(plane: plane, width: width)
          return planes[plane][start..<start + count].map { $0 }
        }
      }
    }

    var gapsAreIntact: Bool {
      planes.indices.allSatisfy { plane in
        planes[plane].indices.allSatisfy { index in
          index % strides[plane] < format.rowByteCount(plane: plane, width: width)
            || planes[plane][index] == Self.mark
        }
      }
    }

    func fill(_ value: (_ plane: Int, _ x: Int, _ y: Int) -> UInt8) {
      for plane in planes.indices {
        for y in 0..<format.rowCount(plane: plane, height: height) {
          for x in 0..<format.rowByteCount(plane: plane, width: width) {
            planes[plane][y * strides[plane] + x] = value(plane, x, y)
          }
        }
      }
    }

    func fillWithNoise(seed: UInt64) {
      var generator = SeededGenerator(state: seed)
      fill { _, _, _ in UInt8(truncatingIfNeeded: generator.next()) }
    }
  }

  private func convert(_ source: Picture, to target: Picture, rows: [Range<Int>]) throws {
    let converter = FrameConverter(
      width: source.width, height: source.height,
      from: .init(source.format, source.encoding), to: .init(target.format, target.encoding))
    for rows in rows { try Self.convert(source, to: target, by: converter, rows: rows) }
  }

  /// Converts some rows, or for nil all.
  private static func convert(
    _ source: Picture, to target: Picture, by converter: FrameConverter, rows: Range<Int>? = nil
  ) throws {
    try source.withView { source in
      try target.withMutableView { target in
        if let rows {
          converter.convert(source, to: target, rows: rows)
        } else {
          converter.convert(source, to: target)
        }
      }
    }
  }

  @Test(arguments: formats, sizes)
  func anySplitOfRowsGivesTheSameBytes(format: PixelFormat, size: (Int, Int)) throws {
    let (width, height) = size
    for (from, to) in [(format, PixelFormat.rgba), (.rgba, format)] {
      let source = Picture(from, width, height)
      source.fillWithNoise(seed: UInt64(width * 100 + height))
      let whole = Picture(to, width, height)
      try convert(source, to: whole, rows: [0..<height])
      #expect(whole.gapsAreIntact)
      let grain = to.rowsPerChroma
      let pieces = stride(from: 0, to: height, by: grain).map { $0..<min($0 + grain, height) }
      // From the last to the first, each twice.
      let split = Picture(to, width, height, gap: 8)
      try convert(source, to: split, rows: pieces.reversed() + pieces)
      #expect(split.rows == whole.rows)
      #expect(split.gapsAreIntact)
    }
  }

  @Test(arguments: formats)
  func rowsOutsideAreNotTouched(format: PixelFormat) throws {
    let source = Picture(.rgba, 37, 8)
    source.fillWithNoise(seed: 5)
    let whole = Picture(format, 37, 8)
    try convert(source, to: whole, rows: [0..<8])
    let part = Picture(format, 37, 8)
    try convert(source, to: part, rows: [2..<4, 6..<6])
    for (plane, rows) in part.rows.enumerated() {
      let factor = plane > 0 ? format.rowsPerChroma : 1
      for (y, row) in rows.enumerated() {
        let isInside = (2..<4).contains(y * factor)
        #expect(
          row == (isInside ? whole.rows[plane][y] : row.map { _ in Picture.mark }),
          "plane \(plane), row \(y)")
      }
    }
  }

  /// Colors that are constant over whatever shares chroma come back within two levels: half a
  /// level each of luma and chroma, times up to 2 for blue, and the last rounding.
  @Test(arguments: formats.filter { $0 != .gray }, sizes)
  func roundTripsKeepColors(format: PixelFormat, size: (Int, Int)) throws {
    let (width, height) = size
    for matrix in ColorEncoding.Matrix.allCases {
      for range in ColorEncoding.Range.allCases {
        let encoding = ColorEncoding(matrix, range)
        let source = Picture(.rgba, width, height)
        source.fill { _, x, y in
          let block = (x / 8 * 37 + y / 2 * 91) % 199
          return UInt8([block + 20, (block * 3) % 256, 255 - block, 255][x % 4])
        }
        let between = Picture(format, width, height, encoding)
        let result = Picture(.rgba, width, height)
        try convert(source, to: between, rows: [0..<height])
        try convert(between, to: result, rows: [0..<height])
        let differences = zip(source.rows[0].joined(), result.rows[0].joined()).map {
          abs(Int($0) - Int($1))
        }
        #expect(differences.max()! <= (format.isYUV ? 2 : 0))
      }
    }
  }

  /// What each format holds of two pixels, from the definition: full range and BT.601, so that the
  /// luma of (255, 0, 0) is 76 and of (0, 0, 255) is 29; chroma from their mean, (127.5, 0, 127.5).
  @Test func bytesAreWhereTheFormatSays() throws {
    let encoding = ColorEncoding(.bt601, .full)
    let (y0, y1): (UInt8, UInt8) = (76, 29)
    // 128 + (127.5 - 52.66) / 1.772 and 128 + (127.5 - 52.66) / 1.402
    let (u, v): (UInt8, UInt8) = (170, 181)
    let expected: [PixelFormat: [[UInt8]]] = [
      .rgba: [[255, 0, 0, 9, 0, 0, 255, 200]], .bgra: [[0, 0, 255, 9, 255, 0, 0, 200]],
      .rgb: [[255, 0, 0, 0, 0, 255]], .yuyv: [[y0, u, y1, v]], .uyvy: [[u, y0, v, y1]],
      .nv12: [[y0, y1], [u, v]], .i420: [[y0, y1], [u], [v]], .i422: [[y0, y1], [u], [v]],
      // 128 + (0 - 76.245) / 1.772 and 128 + (255 - 29.07) / 1.772; the other 255.5 and 107.3
      .i444: [[y0, y1], [85, 255], [255, 107]], .gray: [[y0, y1]],
    ]
    for format in PixelFormat.allCases {
      let source = Picture(.rgba, 2, 1)
      source.fill { _, x, _ in [255, 0, 0, 9, 0, 0, 255, 200][x] }
      let target = Picture(format, 2, 1, encoding)
      try convert(source, to: target, rows: [0..<1])
      #expect(target.rows.map { $0[0] } == expected[format], "\(format)")
    }
  }

  @Test func chromaIsTheMeanOfWhatSharesIt() throws {
    // 3x3 pixels: blocks of 4, 2, 2 and 1. Luma is full range; gray but for one blue pixel a block.
    let source = Picture(.rgba, 3, 3)
    source.fill { _, x, y in
      let isBlue = (x / 4) % 2 == 0 && y % 2 == 0
      return x % 4 == 3 ? 255 : x % 4 == 2 ? (isBlue ? 180 : 100) : 100
    }
    let target = Picture(.i420, 3, 3, ColorEncoding(.bt601, .full))
    try convert(source, to: target, rows: [0..<3])
    // One blue pixel raises B - Y by 80 * 0.886, so U by 40, in a block of n by 40 / n.
    #expect(target.rows[1] == [[138, 148], [148, 168]])
  }

  @Test func alphaIsKeptOrFull() throws {
    for format in PixelFormat.allCases {
      let source = Picture(format, 6, 2)
      source.fillWithNoise(seed: 8)
      let target = Picture(.rgba, 6, 2)
      try convert(source, to: target, rows: [0..<2])
      let alphas = target.rows[0].flatMap { row in stride(from: 3, to: 24, by: 4).map { row[$0] } }
      if format == .rgba || format == .bgra {
        let given = source.rows[0].flatMap { row in stride(from: 3, to: 24, by: 4).map { row[$0] } }
        #expect(alphas == given)
      } else {
        #expect(alphas.allSatisfy { $0 == 255 })
      }
    }
  }

  @Test(arguments: [
    (PixelFormat.nv12, PixelFormat.rgba, 1), (.rgba, .nv12, 2), (.rgba, .i420, 2),
    (.rgba, .yuyv, 1), (.i420, .rgba, 1),
  ])
  func grains(from: PixelFormat, to: PixelFormat, grain: Int) {
    #expect(
      FrameConverter(width: 4, height: 4, from: .init(from), to: .init(to)).rowGrain == grain)
  }

  @Test func wrongCallsEndTheProcess() async {
    await #expect(processExitsWith: .failure) {
      _ = FrameConverter(width: 4, height: 4, from: .init(.yuyv), to: .init(.nv12))
    }
    await #expect(processExitsWith: .failure) {
      let converter = FrameConverter(width: 4, height: 4, from: .init(.rgba), to: .init(.nv12))
      let pictures = (Picture(.rgba, 4, 4), Picture(.nv12, 4, 4))
      try FrameConverterTests.convert(pictures.0, to: pictures.1, by: converter, rows: 1..<4)
    }
    await #expect(processExitsWith: .failure) {
      let converter = FrameConverter(width: 4, height: 4, from: .init(.rgba), to: .init(.nv12))
      let pictures = (Picture(.rgba, 4, 4), Picture(.nv12, 4, 4, ColorEncoding(.bt709, .full)))
      try FrameConverterTests.convert(pictures.0, to: pictures.1, by: converter)
    }
    await #expect(processExitsWith: .failure) {
      let converter = FrameConverter(width: 4, height: 4, from: .init(.rgba), to: .init(.gray))
      let pictures = (Picture(.rgba, 5, 4), Picture(.gray, 5, 4))
      try FrameConverterTests.convert(pictures.0, to: pictures.1, by: converter)
    }
  }

  /// The memory goes on before and behind the picture, so that nothing else ends the process.
  @Test(arguments: [-2..<2, 2..<5, 4..<6])
  func rowsBeyondThePictureEndTheProcess(rows: Range<Int>) async {
    await #expect(processExitsWith: .failure) { [rows = rows as Range<Int>] in
      let source = [UInt8](repeating: 1, count: 4 * 4 * 12)
      var target = [UInt8](repeating: 1, count: 4 * 12)
      try source.withUnsafeBytes { source in
        try target.withUnsafeMutableBytes { target in
          let view = try FrameView(
            width: 4, height: 4, format: .rgba, bytes: .init(rebasing: source[64..<192]))
          let output = try MutableFrameView(
            width: 4, height: 4, format: .gray, bytes: .init(rebasing: target[16..<48]))
          FrameConverter(width: 4, height: 4, from: .init(.rgba), to: .init(.gray))
            .convert(view, to: output, rows: rows)
        }
      }
    }
  }
}
