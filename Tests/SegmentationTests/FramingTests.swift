import Foundation
import TestSupport
import Testing

@testable import Segmentation

/// Parts of frames that a model sees.
@Suite struct FramingTests {
  typealias Scene = FrameBarsTests.Scene

  /// A model whose mask is the picture's mean, of 48x32 values.
  private static func segmenter(
    _ framing: FramingChoice = .auto, width: Int32 = 48, height: Int32 = 32, compares: Bool = false
  ) throws -> Segmenter {
    try Segmenter(
      model: PixelModel.bytes(height: height, width: width, weights: [1 / 3, 1 / 3, 1 / 3]),
      options: SegmenterOptions(
        threadCount: 1, decoding: .identity, comparesInputs: compares, framing: framing))
  }

  /// Light at the left, dark at the right, with a light head.
  private static let scene = Scene { x, y in
    let level = 60 + Float(x % 240) / 2
    return [level, level + 20, level]
  }
  private static let bars = FrameBars(left: 200, right: 200)

  @Test func whatHasNoBarsIsSeenAsBefore() throws {
    let (auto, stretch) = (try Self.segmenter(), try Self.segmenter(.stretch))
    for (width, height) in [(640, 360), (360, 640), (48, 32), (500, 500), (7, 5)] {
      var scene = Self.scene
      (scene.width, scene.height) = (width, height)
      let frame = scene.frame()
      #expect(auto.mask(of: frame) == stretch.mask(of: frame))
      #expect(auto.framing == nil)
      auto.load(frame)
      stretch.load(frame)
      #expect(auto.inputValues() == stretch.inputValues())
    }
  }

  @Test func barsAreNobodyAndTheRestIsThePictureAlone() throws {
    let segmenter = try Self.segmenter()
    let mask = segmenter.mask(of: Self.scene.barred(Self.bars, [255, 255, 255]).frame())
    let content = try #require(segmenter.framing?.content)
    #expect(
      abs(content.columns.lowerBound - 200) <= 2 && abs(content.columns.upperBound - 440) <= 2)
    #expect(mask.width == 48 && mask.height == 32)
    var alone = Self.scene
    alone.width = 240
    let inner = Self.scene.color
    alone.color = { x, y in inner(x + 200, y) }
    let expected = try Self.segmenter(.stretch).mask(of: alone.frame())
    for y in 0..<32 {
      for x in 0..<48 {
        let value = mask.values[y * 48 + x]
        let pixel = (Float(x) + 0.5) * 640 / 48
        // Cells that a bar reaches into may be either.
        if pixel < 194 || pixel > 446 {
          #expect(value == 0)
        } else if pixel > 208 && pixel < 432 {
          let place = Int((pixel - 200) / 240 * 48)
          #expect(abs(value - expected.values[y * 48 + place]) < 0.03)
        }
      }
    }
    // Bytes are the same mask.
    for y in [0, 13, 31] {
      var row = [UInt8](repeating: 7, count: 48)
      var span = row.mutableSpan
      segmenter.writeMaskRow(y, to: &span)
      #expect(row == mask.values[y * 48..<y * 48 + 48].map { UInt8($0 * 255 + 0.5) })
    }
  }

  /// Frames of more than one and a half times the input's aspect ratio keep their shape, between their
  /// repeated borders.
  @Test func whatIsWideKeepsItsShape() throws {
    var scene = Scene { x, y in
      let level = Float(y) / 2 + 20
      return [level, level, level]
    }
    (scene.width, scene.height) = (640, 360)
    let segmenter = try Self.segmenter(width: 32, height: 32)
    segmenter.load(scene.frame())
    #expect(segmenter.framing?.inputRows == 7..<25)
    let input = segmenter.inputValues()
    func row(_ y: Int) -> ArraySlice<Float> { input[y * 96..<(y + 1) * 96] }
    for y in 0..<7 { #expect(row(y).elementsEqual(row(7)) && row(31 - y).elementsEqual(row(24))) }
    let mask = segmenter.mask(of: scene.frame())
    for y in 1..<31 {
      // The mean of the rows beneath the cell.
      let expected = (Float(y) + 0.5) * 360 / 32 / 2 + 20
      #expect(abs(mask.values[y * 32 + 16] * 255 - expected) < 6)
    }
    // Those that are only a little wider, or narrower, are stretched.
    for (width, height) in [(420, 300), (300, 500), (300, 300)] {
      (scene.width, scene.height) = (width, height)
      segmenter.load(scene.frame())
      #expect(segmenter.framing == nil)
    }
  }

  /// Where bars come or go nothing is the same, however still the picture stands.
  @Test func anotherFramingIsAnotherInput() throws {
    let segmenter = try Self.segmenter(compares: true)
    let barred = Self.scene.barred(Self.bars).frame()
    func change(_ frame: Frame) -> Float {
      segmenter.load(frame)
      let change = segmenter.inputChange
      segmenter.run()
      return change
    }
    #expect(change(barred) == .infinity && change(barred) == 0)
    #expect(change(Self.scene.frame()) == .infinity && segmenter.framing == nil)
    let changes = (0..<10).map { _ in change(barred) }
    #expect(changes.map(\.isFinite) == (0..<10).map { $0 != 7 })
    #expect(segmenter.framing != nil)
    // The picture beneath the mask is the frame's.
    var levels = [UInt8](repeating: 0, count: 48)
    var span = levels.mutableSpan
    segmenter.writePictureRow(16, to: &span)
    for x in 17..<31 {
      let pixel = (Float(x) + 0.5) * 640 / 48
      #expect(abs(Float(levels[x]) - (70 + Float(Int(pixel) % 240) / 2)) < 6)
    }
  }

  /// Views of every format lose their bars alike.
  @Test(arguments: [PixelFormat.yuyv, .nv12, .i420, .bgra, .rgb, .gray])
  func everyFormatIsCut(format: PixelFormat) throws {
    let frame = Self.scene.barred(FrameBars(left: 201, right: 199)).frame()
    let memory = try PictureMemory(width: 640, height: 360, format: format)
    let converter = FrameConverter(
      width: 640, height: 360, from: PixelLayout(.rgba), to: memory.view.layout)
    frame.withView { converter.convert($0, to: memory.view) }
    let segmenter = try Self.segmenter()
    segmenter.load(memory.view.readOnly)
    segmenter.run()
    let found = segmenter.decodedMask()
    let expected = segmenter.mask(of: frame)
    let worst = zip(found.values, expected.values).reduce(0) { max($0, abs($1.0 - $1.1)) }
    #expect(worst < 0.06)
  }

  /// A second look at somebody small is finer where it agrees, and is left out where it does not.
  @Test func aSecondLookIsFinerWhereItAgrees() throws {
    var scene = Scene { x, y in
      let (dx, dy) = (Float(x - 150) / 40, Float(y - 200) / 60)
      return dx * dx + dy * dy < 1 ? [250, 250, 250] : [Float((x + y) % 40), 10, 20]
    }
    (scene.width, scene.height) = (640, 360)
    let segmenter = try Self.segmenter()
    let (mask, isFiner) = segmenter.maskWithSecondLook(of: scene.frame())
    #expect(isFiner && mask.width > 48 && mask.height > 32)
    let area = Float(mask.values.count { $0 >= 0.5 }) / Float(mask.values.count) * 640 * 360
    #expect(abs(area / (40 * 60 * Float.pi) - 1) < 0.05)
    // Nobody, and somebody who fills the picture, are looked at once.
    for level: Float in [0, 250] {
      let plain = Scene { x, y in [level, level, x == 0 && y == 0 ? 90 : level] }.frame()
      #expect(!segmenter.maskWithSecondLook(of: plain).isFiner)
      #expect(segmenter.maskWithSecondLook(of: plain).mask == segmenter.mask(of: plain))
    }
  }

  /// A model of few cells: between bars it sees as much as of the picture alone, and so does the mask.
  @Test func masksBetweenBarsAreAsFineAsWithoutThem() throws {
    let bars = FrameBars(left: 213, right: 213)
    var alone = Self.scene
    alone.width = 640 - 2 * bars.left
    let (width, height) = (alone.width, alone.height)
    // Somebody at the picture's left and lower border.
    let color: @Sendable (Int, Int) -> [Float] = { x, y in
      x * 10 < 6 * width && y * 4 > height ? [250, 250, 250] : [20, 60, 40]
    }
    alone.color = color
    var barred = Self.scene
    barred.color = { x, y in
      (0..<width).contains(x - bars.left) ? color(x - bars.left, y) : [0, 0, 0]
    }
    let segmenter = try Self.segmenter(width: 17, height: 17)
    segmenter.load(barred.frame())
    segmenter.run()
    #expect(segmenter.framing != nil)
    let (fine, coarse) = (segmenter.decodedFineMask(), segmenter.decodedMask())
    #expect(coarse.width == 17 && coarse.height == 17 && fine.height == 17)
    let lone = try Self.segmenter(.stretch, width: 17, height: 17).mask(of: alone.frame())
      .resized(toWidth: width, height: height)
    func agreement(_ mask: Mask) -> Float {
      let whole = mask.resized(toWidth: 640, height: height)
      let values = (0..<height).flatMap { y in
        (0..<width).map { whole.values[y * 640 + bars.left + $0] }
      }
      return Mask(width: width, height: height, values: values)
        .sharedArea(with: lone, above: 0.5)
    }
    #expect(agreement(fine) > 0.95, "\(agreement(fine))")
    #expect(agreement(coarse) < 0.95, "\(agreement(coarse))")
    // Bars are nobody.
    for y in 0..<fine.height {
      for x in 0..<fine.width where abs(2 * x + 1 - fine.width) > fine.width / 3 + 3 {
        #expect(fine.values[y * fine.width + x] == 0)
      }
    }
  }

  /// Frames without bars have the model's own cells.
  @Test func masksOfWholeFramesAreAsTheyWere() throws {
    let segmenter = try Self.segmenter()
    segmenter.load(Self.scene.frame())
    segmenter.run()
    #expect(segmenter.decodedFineMask() == segmenter.decodedMask())
  }
}
