import Compositing
import Effects
import TestSupport
import Testing

/// Shares against counts one by one, at sizes around the blocks of 255.
@Suite struct MaskLedgerTests {
  @Test(arguments: [(1, 1), (17, 15), (16, 16), (255, 1), (51, 5), (256, 144), (511, 3)])
  func sharesAreCounted(width: Int, height: Int) {
    var generator = SeededGenerator(state: UInt64(width))
    let ledger = MaskLedger(width: width, height: height)
    var before: [UInt8]?
    for round in 0..<6 {
      let cells = (0..<width * height).map { _ in
        UInt8.random(in: round == 4 ? 255...255 : 0...255, using: &generator)
      }
      ledger.record { memory in
        for index in memory.indices { memory[index] = cells[index] }
      }
      for level in [UInt8(1), 128, 255] {
        let person = cells.count { $0 >= level }
        let grown = before.map { zip(cells, $0).count { $0 >= level && $1 < level } }
        let total = Float(cells.count)
        #expect(
          ledger.summary(visibleLevel: level)
            == MaskSummary(
              personShare: Float(person) / total, growth: grown.map { Float($0) / total }))
      }
      before = cells
      if round == 2 {
        ledger.reset()
        before = nil
      }
    }
  }

  /// The person shows from the coverage's lower limit on; of the guided filter from a half on at least, below which a
  /// mask only shapes edges, and from three quarters on at most.
  @Test func theVisibleLevelIsTheFilters() {
    func level(_ filter: MaskFilter, _ lower: Float, isFinished: Bool = false) -> UInt8 {
      var options = CompositorOptions()
      options.filter = filter
      options.coverage = lower...1
      options.usesMaskAsItIs = isFinished
      return options.leastVisibleLevel
    }
    #expect(CompositorOptions().leastVisibleLevel == 128)
    #expect(level(.guided, 0) == 128 && level(.guided, 0.3) == 128 && level(.guided, 0.7) == 179)
    #expect(level(.guided, 0.9) == 191)
    #expect(level(.exact, 0) == 1 && level(.exact, 0.5) == 128 && level(.none, 0.2) == 51)
    #expect(level(.guided, 0, isFinished: true) == 1)
  }
}
