import Effects
import Testing

@testable import Live

/// Sessions that find nobody.
@Suite struct NobodyWatchTests {
  @Test func nobodyFromTheBeginningIsToldOnce() {
    let nobody = MaskEvidence.computed(MaskSummary(personShare: 0, growth: 0))
    let somebody = MaskEvidence.computed(MaskSummary(personShare: 0.01, growth: 0))
    var watch = NobodyWatch()
    // Frames that do not pass tell nothing of who is there.
    #expect(watch.event(.failed, passes: false, now: .seconds(0)) == nil)
    #expect(watch.event(nobody, passes: false, now: .seconds(20)) == nil)
    #expect(watch.event(nobody, passes: true, now: .seconds(21)) == nil)
    #expect(watch.event(.reused(change: 0), passes: true, now: .milliseconds(30_999)) == nil)
    #expect(watch.event(.reused(change: 0), passes: true, now: .seconds(31)) == .nobodyFound)
    #expect(watch.event(nobody, passes: true, now: .seconds(99)) == nil)
    watch = NobodyWatch()
    #expect(watch.event(nobody, passes: true, now: .seconds(0)) == nil)
    #expect(watch.event(somebody, passes: true, now: .seconds(9)) == nil)
    #expect(watch.event(nobody, passes: true, now: .seconds(10)) == nil)
    #expect(watch.event(nobody, passes: true, now: .seconds(99)) == nil)
  }

  @Test func aSessionTellsOfNobody() throws {
    let stage = try Stage()
    stage.finder.plainMask = 0
    let start = stage.clock.now
    while stage.clock.now < start + NobodyWatch.patience { _ = stage.tick() }
    #expect(stage.told.isEmpty)
    while stage.clock.now < start + NobodyWatch.patience + .seconds(1) { _ = stage.tick() }
    #expect(stage.told == [.nobodyFound])
    #expect("\(LiveEvent.nobodyFound)" == "found nobody in the first 10 s")
    while stage.clock.now < start + .seconds(30) { _ = stage.tick() }
    #expect(stage.told.count == 1)
  }
}
