import Imaging
import Kernels
import TestSupport
import Testing

@testable import Compositing

extension FilterTests {
  /// The guided mask filter against its definition, computed everywhere.
  @Suite struct GuidedMaskFilterTests {
    struct Case: Sendable, CustomTestStringConvertible {
      var maskWidth: Int
      var maskHeight: Int
      var width: Int
      var height: Int
      var sigmaSpace = 1.0
      var sigmaColor = 0.1

      var testDescription: String {
        "\(maskWidth)x\(maskHeight) to \(width)x\(height), \(sigmaSpace), \(sigmaColor)"
      }

      func filter(
        sampleFactor: Int?, _ level: InstructionSet, threadCount: Int = 8
      ) -> GuidedMaskFilter {
        GuidedMaskFilter(
          maskWidth: maskWidth, maskHeight: maskHeight, width: width, height: height,
          sigmaSpace: sigmaSpace, sigmaColor: sigmaColor, sampleFactor: sampleFactor,
          threadCount: threadCount, instructionSet: level)
      }
    }

    static let cases = [
      Case(maskWidth: 1, maskHeight: 1, width: 1, height: 1),
      Case(maskWidth: 1, maskHeight: 7, width: 5, height: 5),
      Case(maskWidth: 5, maskHeight: 3, width: 3, height: 7, sigmaSpace: 2, sigmaColor: 0.05),
      Case(maskWidth: 17, maskHeight: 33, width: 17, height: 33),
      Case(maskWidth: 26, maskHeight: 15, width: 131, height: 77),
      Case(maskWidth: 26, maskHeight: 15, width: 131, height: 77, sigmaColor: 0),
      Case(maskWidth: 26, maskHeight: 15, width: 97, height: 70, sigmaSpace: 2.5, sigmaColor: 1),
      Case(maskWidth: 13, maskHeight: 9, width: 65, height: 45, sigmaSpace: 0),
      Case(maskWidth: 64, maskHeight: 36, width: 150, height: 90, sigmaSpace: 0.4),
      Case(maskWidth: 9, maskHeight: 64, width: 40, height: 130, sigmaColor: 0.2),
      Case(maskWidth: 100, maskHeight: 1, width: 300, height: 1),
    ]

    private func filtered(
      _ filter: GuidedMaskFilter, _ mask: Plane<UInt8>, _ frame: Plane<UInt32>, _ pool: ThreadPool
    ) -> [UInt8] {
      let output = Plane<UInt8>(width: frame.rows.width, height: frame.rows.height, margin: 3)
      pool.run(
        BodyTask { context in
          filter.prepare(mask.rows, frame: frame.rows, on: context)
          context.synchronize()
          filter.write(frame: frame.rows, to: output.rows, on: context)
        })
      return output.elements
    }

    /// Returns what the filter should have given. Of the mask on the grid a level half way between two may be either: the
    /// filter's own is taken, if it is one of these.
    private func expectedValues(
      _ mask: [UInt8], _ pixels: [UInt32], _ c: Case, factor: Int, grid found: Rows<UInt8>
    ) -> [Double] {
      let guide = (0..<3).map { channel in
        PlainFilters.Picture(
          width: c.width, height: c.height, values: pixels.map { TestPixels.channel($0, channel) })
      }
      let contrast = 0.1 * c.sigmaColor * 255
      // Windows of 5, 1, 13 points at 1, 0.2, 2.5.
      let radius = ((5 * c.sigmaSpace - 1) / 2).rounded()
      let plain = PlainGuidedFilter(
        width: c.width, height: c.height, sampleFactor: factor,
        radius: min(max(Int(radius), 0), max(c.width, c.height)),
        regularization: max(1, contrast * contrast))
      var p = plain.gridMask(
        PlainFilters.Picture(
          width: c.maskWidth, height: c.maskHeight, values: mask.map(Double.init)))
      for y in 0..<p.height {
        for x in 0..<p.width {
          let value = Double(found.row(y)[x])
          #expect(abs(value - p[x, y]) <= 1)
          p.values[y * p.width + x] = value
        }
      }
      return plain(p, guide: guide)
    }

    /// A frame whose left and right halves differ, with noise.
    private func pixels(_ c: Case, seed: UInt32 = 9) -> [UInt32] {
      TestPixels.pixels(c.width * c.height, seed: seed).enumerated().map { index, pixel in
        index % c.width < c.width / 2 ? pixel & 0xff3f_1f3f : pixel | 0x00c0_4080
      }
    }

    @Test(arguments: cases, [1, 2, 3, 5])
    func agreesWithTheDefinition(c: Case, factor: Int) {
      let pixels = pixels(c)
      let frame = Plane(pixels, width: c.width)
      for values in [
        TestPixels.disc(width: c.maskWidth, height: c.maskHeight),
        TestPixels.bytes(c.maskWidth * c.maskHeight, seed: 3),
      ] {
        let mask = Plane(values, width: c.maskWidth)
        for level in InstructionSet.available {
          let filter = c.filter(sampleFactor: factor, level)
          let found = filtered(filter, mask, frame, startedPools[1])
          let expected = expectedValues(
            values, pixels, c, factor: factor, grid: filter.models.band.mask)
          let worst = zip(found, expected).map { abs(Double($0) - $1) }.max() ?? 255
          #expect(worst <= 1, "\(level): \(worst)")
        }
      }
    }

    @Test(arguments: cases, [1, 2, 5])
    func threadsDoNotMatter(c: Case, sampleFactor: Int) {
      let frame = Plane(pixels(c), width: c.width)
      let mask = Plane(
        TestPixels.disc(width: c.maskWidth, height: c.maskHeight), width: c.maskWidth)
      for level in InstructionSet.available {
        let filter = c.filter(sampleFactor: sampleFactor, level)
        let expected = filtered(filter, mask, frame, startedPools[0])
        for pool in startedPools { #expect(filtered(filter, mask, frame, pool) == expected) }
      }
    }

    /// What another frame left behind, of which only parts are computed anew, shows nowhere.
    @Test func olderFramesDoNotShow() {
      let c = Case(maskWidth: 64, maskHeight: 36, width: 320, height: 180)
      let disc = TestPixels.disc(width: 64, height: 36)
      let masks = [
        TestPixels.bytes(64 * 36, seed: 5), disc, disc.map { 255 - $0 }, Array(disc.reversed()),
        [UInt8](repeating: 0, count: 64 * 36), disc,
      ]
      for level in InstructionSet.available {
        let filter = c.filter(sampleFactor: 2, level)
        for (index, values) in masks.enumerated() {
          let frame = Plane(pixels(c, seed: UInt32(index + 1)), width: c.width)
          let mask = Plane(values, width: 64)
          let fresh = filtered(c.filter(sampleFactor: 2, level), mask, frame, startedPools[0])
          #expect(filtered(filter, mask, frame, startedPools[1]) == fresh, "\(level), \(index)")
        }
      }
    }

    /// A room that the model half takes for a person shows nowhere, unless a cell over a half is near; and a
    /// person of whom it is sure shows no room.
    @Test func whatIsFarFromTheContourIsLimited() {
      let c = Case(maskWidth: 64, maskHeight: 36, width: 320, height: 180)
      let frame = Plane(pixels(c), width: c.width)
      func filtered(_ value: (Int, Int) -> UInt8) -> [UInt8] {
        let mask = Plane((0..<64 * 36).map { value($0 % 64, $0 / 64) }, width: 64)
        return self.filtered(c.filter(sampleFactor: 2, .best), mask, frame, startedPools[1])
      }
      #expect(filtered { _, _ in 127 }.allSatisfy { $0 == 0 })
      #expect(filtered { _, _ in 192 }.allSatisfy { $0 == 255 })
      #expect(filtered { _, _ in 0 }.allSatisfy { $0 == 0 })
      #expect(filtered { _, _ in 255 }.allSatisfy { $0 == 255 })
      // Unsure throughout: as much as the mask says, and no more.
      #expect(filtered { _, _ in 160 }.allSatisfy { (158...162).contains($0) })
      // A person on the left third, a doubtful room on the right: nothing of it beyond the reach of the band.
      let half = filtered { x, _ in x < 20 ? 240 : 120 }
      for y in 0..<180 {
        #expect(half[y * 320..<y * 320 + 60].allSatisfy { $0 == 255 })
        #expect(half[y * 320 + 140..<(y + 1) * 320].allSatisfy { $0 == 0 })
      }
    }

    @Test func gridsKeepTheirSize() {
      let sizes = [
        (1, 1, 1), (320, 180, 1), (640, 360, 2), (1280, 720, 4), (720, 1280, 4), (1920, 1080, 6),
        (3024, 4032, 15), (4032, 3024, 15), (16384, 1, 1), (65500, 65500, 256),
      ]
      for (width, height, factor) in sizes {
        let grid = GuideGrid(frameWidth: width, frameHeight: height)
        #expect(grid.sampleFactor == factor, "\(width)x\(height)")
        #expect(grid.pixelColumns(ofPoints: 0..<grid.width) == 0..<width)
        #expect(grid.pixelColumns(ofIntervals: 0..<grid.width + 1) == 0..<width)
        // Rows of intervals follow each other, and each row of pixels lies between its points.
        var end = 0
        for interval in 0..<grid.rowIntervalCount {
          let rows = grid.pixelRows(ofInterval: interval)
          #expect(rows.lowerBound == end)
          end = rows.upperBound
          for y in rows where height < 5000 {
            #expect(grid.interval(ofRow: y) == interval)
            let (above, share) = (Double(interval - 1), Double(grid.share(ofRow: y)))
            let position = (Double(y) + 0.5) / Double(grid.factor) - 0.5
            #expect(abs(above + share - position) < 1e-5)
          }
        }
        #expect(end == height)
      }
    }

    @Test func runsAllocateNothing() {
      let c = Case(maskWidth: 64, maskHeight: 40, width: 320, height: 200)
      let frame = Plane(pixels(c), width: c.width)
      let mask = Plane(TestPixels.disc(width: 64, height: 40), width: 64)
      let output = Plane<UInt8>(width: c.width, height: c.height)
      for level in InstructionSet.available {
        let filter = c.filter(sampleFactor: nil, level)
        for pool in startedPools {
          #expect(
            allocationCount(of: pool) {
              filter.prepare(mask.rows, frame: frame.rows, on: $0)
              $0.synchronize()
              filter.write(frame: frame.rows, to: output.rows, on: $0)
            } == 0)
        }
      }
    }
  }
}
