import Imaging
import TestSupport
import Testing

@testable import Compositing

extension FilterTests {
  /// Light wrap falls on the person's contour, and nowhere else.
  @Suite struct LightWrapBandTests {
    private let width = 320
    private let height = 180

    /// A gray person from column 100 on, a black room, before a white picture. The model is sure of the person near the contour,
    /// and not quite sure farther inside, as models are of faces: `inner`.
    private func composed(
      _ filter: MaskFilter, inner: UInt8, _ change: (inout CompositorOptions) -> Void = { _ in }
    ) throws -> [UInt8] {
      var options = CompositorOptions()
      options.background = .image
      options.filter = filter
      change(&options)
      let compositor = try Compositor(
        width: width, height: height, maskWidth: 256, maskHeight: 144, options: options,
        pool: startedPools[1])
      compositor.setBackground(Frame(width: width, height: height, red: 255, green: 255, blue: 255))
      for row in 0..<144 {
        compositor.withMaskRow(row) { span in
          for x in span.indices { span[x] = x < 80 ? 0 : x < 160 ? 255 : inner }
        }
      }
      let frame = Frame(
        width: width, height: height,
        pixels: (0..<width * height).flatMap { index -> [UInt8] in
          let level: UInt8 = index % width < 100 ? 0 : 100
          return [level, level, level, 255]
        })
      return CompositorTests.composed(frame, by: compositor).channel(0)
    }

    @Test(arguments: MaskFilter.allCases)
    func lightFallsOnTheContourAlone(filter: MaskFilter) throws {
      for coverage in [0...1, 0.5...0.75, 0.5...1] as [ClosedRange<Float>] {
        for inner: UInt8 in [255, 230] where filter == .guided || inner == 255 {
          func middle(_ strength: Float) throws -> [UInt8] {
            let pixels = try composed(filter, inner: inner) {
              $0.coverage = coverage
              $0.lightWrap = strength
            }
            return Array(pixels[90 * width..<91 * width])
          }
          let (lit, unlit) = (try middle(0.3), try middle(0))
          let light = zip(lit, unlit).map { Int($0) - Int($1) }
          // Seen: at least half of what 0.3 of white gives, and in pixels that are mostly the person's.
          let seen = light.indices.filter { light[$0] >= 23 && unlit[$0] < 140 }
          // Without a filter the edge is softer than the band is wide here.
          #expect(
            filter == .none || seen.count >= 1, "\(filter), \(coverage): \(light[90..<130])")
          #expect(light[140...].allSatisfy { $0 == 0 }, "\(filter), \(coverage), \(inner)")
          #expect(filter != .guided || lit[140...].allSatisfy { $0 == 100 }, "\(coverage)")
        }
      }
    }

    /// The face is no place for light where it shows the frame alone, whatever the model's values there; what
    /// shines through an unsure mask is another thing, which the filters without a band leave as it is.
    @Test func noLightInsideWhereTheMaskIsUnsure() throws {
      for filter in MaskFilter.allCases {
        let lit = try composed(filter, inner: 230)
        let unlit = try composed(filter, inner: 230) { $0.lightWrap = 0 }
        for y in [20, 90, 160] {
          #expect(
            lit[y * width + 140..<(y + 1) * width] == unlit[y * width + 140..<(y + 1) * width],
            "\(filter)")
        }
      }
    }

    /// The demo's light falls on all of the person: of an upper limit of 1 it never fades.
    @Test func theDemosFormulaIsThere() throws {
      let row = try composed(.exact, inner: 255) {
        $0.coverage = 0.5...1
        $0.wrapReach = .coverage
      }
      // 100 + 0.3 * (255 - 100)
      #expect(row[90 * width + 250] == 146 || row[90 * width + 250] == 147)
    }
  }
}
