import Testing

@testable import Effects

/// Memory of masks, which ends with a scene.
@Suite struct CutWatchTests {
  /// A finder that saw a picture, and nobody in it.
  final class Seer: PersonFinder {
    let maskWidth = 48
    let maskHeight = 32
    let inputChange = Float.infinity
    var level: (Int, Int) -> UInt8 = { _, _ in 0 }
    func load(_ frame: FrameView) throws(InferenceFailure) {}
    func run() throws(InferenceFailure) {}
    func outputIsFinite() -> Bool { true }
    func writeMaskRow(_ row: Int, to cells: inout MutableSpan<UInt8>) {}
    func writePictureRow(_ row: Int, to levels: inout MutableSpan<UInt8>) {
      for x in levels.indices { levels[x] = level(x, row) }
    }
  }

  @Test func cutsAreToldFromMotion() {
    let (watch, seer) = (CutWatch(width: 48, height: 32), Seer())
    func look(_ level: @escaping (Int, Int) -> UInt8) -> Bool {
      seer.level = level
      return watch.isCut(to: seer)
    }
    // The first frame is no cut; a body that moves, and a lamp that is switched on, are none.
    #expect(!look { x, _ in x < 20 ? 200 : 40 })
    #expect(!look { x, _ in x < 24 ? 200 : 40 })
    #expect(!look { x, _ in x < 24 ? 220 : 60 })
    #expect(look { x, y in (x / 6 + y / 6) % 2 == 0 ? 20 : 240 })
    #expect(!look { x, y in (x / 6 + y / 6) % 2 == 0 ? 20 : 240 })
    watch.reset()
    #expect(!look { _, _ in 128 })
  }
}
