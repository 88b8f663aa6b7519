import TestSupport
import Testing

@Suite("What fidelity measures")
struct FidelityMeasureTests {
  @Test func `differences, shares and the worst pixel`() {
    let expected = DemoMask(width: 3, height: 2, bytes: [0, 10, 20, 30, 40, 50])
    let found = DemoMask(width: 3, height: 2, bytes: [0, 11, 20, 30, 36, 51])
    let fidelity = Fidelity(found, to: expected)
    #expect(fidelity.largest == 4)
    #expect(fidelity.mean == 1)
    #expect(fidelity.share(within: 0) == 3.0 / 6)
    #expect(fidelity.share(within: 1) == 5.0 / 6)
    #expect(fidelity.share(within: 4) == 1)
    #expect(
      fidelity.worst == .init(x: 1, y: 1, channel: "coverage", found: 36, expected: 40))
    // 10 log10(255^2 * 6 / 18)
    #expect(abs(fidelity.peakSignalToNoise - 43.3596) < 1e-4)
  }

  @Test func `equal pictures`() {
    let mask = DemoMask(width: 1, height: 2, bytes: [3, 4])
    let fidelity = Fidelity(mask, to: mask)
    #expect(fidelity.largest == 0 && fidelity.mean == 0 && fidelity.worst == nil)
    #expect(fidelity.peakSignalToNoise == .infinity)
    #expect(fidelity.share(within: 0) == 1)
  }

  @Test func `a pixel is as far off as its worst channel; alpha counts when asked for`() {
    let expected = DemoFrame(width: 2, height: 1, bytes: [1, 2, 3, 255, 100, 100, 100, 51])
    let found = DemoFrame(width: 2, height: 1, bytes: [1, 2, 9, 255, 105, 100, 100, 50])
    let colors = Fidelity(found, to: expected)
    #expect(colors.largest == 6 && colors.worst?.channel == "blue")
    #expect(colors.share(within: 5) == 0.5)
    let premultiplied = Fidelity(premultiplied: found, to: expected)
    #expect(premultiplied.largest == 6)
    #expect(premultiplied.share(within: 1) == 0.5)
    #expect(Fidelity(found.alpha, to: expected.alpha).largest == 1)
  }
}
