import CAllocationCounter
import Compositing
import Stability
import TestSupport
import Testing

@Suite struct MaskSmootherTests {
  static let (width, height) = (160, 90)

  /// Smooths masks of one brightness.
  private static func smooth(
    _ masks: [[UInt8]], pictures: [[UInt8]], _ smoothing: MaskSmoothing, width: Int = width,
    height: Int = height
  ) -> [[UInt8]] {
    let smoother = MaskSmoother(smoothing, width: width, height: height)
    return zip(masks, pictures).map { mask, picture in
      fill(smoother, mask, picture)
      smoother.smooth()
      return result(smoother)
    }
  }

  private static func fill(_ smoother: MaskSmoother, _ mask: [UInt8], _ picture: [UInt8]) {
    for y in 0..<smoother.height {
      smoother.withMaskRow(y) { row in
        for x in row.indices { row[x] = mask[y * smoother.width + x] }
      }
      smoother.withPictureRow(y) { row in
        for x in row.indices { row[x] = picture[y * smoother.width + x] }
      }
    }
  }

  private static func result(_ smoother: MaskSmoother) -> [UInt8] {
    (0..<smoother.height).flatMap { y in
      var row = [UInt8](repeating: 0, count: smoother.width)
      var span = row.mutableSpan
      smoother.writeRow(y, to: &span)
      return row
    }
  }

  /// A clip at the smoothers' size: masks of the surrogate, brightness, truth.
  private struct Film {
    let masks: [[UInt8]]
    let pictures: [[UInt8]]
    let truths: [[Float]]
    let speeds: [Double]

    init(_ scene: SyntheticClip.Scene) {
      let clip = SyntheticClip(scene)
      let frames = 0..<40
      let truths = frames.map { clip.truth($0, width: width, height: height) }
      let surrogate = SurrogateMask(width: width, height: height, seed: 5)
      masks = truths.enumerated().map { surrogate.levels($1, frame: $0) }
      pictures = frames.map { clip.brightness($0, width: width, height: height) }
      speeds = frames.map { Double(clip.speed(at: $0)) * Double(width) / Double(clip.width) }
      self.truths = truths
    }
  }

  private static let noise = Film(.noise)
  private static let moving = Film(.moving)
  private static let entering = Film(.entering)

  private static func measures(
    _ film: Film, _ smoothing: MaskSmoothing
  ) -> StabilityMeasures {
    StabilityMeasures(
      masks: smooth(film.masks, pictures: film.pictures, smoothing), truths: film.truths,
      width: width, speeds: film.speeds)
  }

  @Test func theDefaultHalvesFlickerOfNoise() {
    let film = Self.noise
    let none = Self.measures(film, .off)
    #expect(none.flicker > 1)
    let smooth = Self.measures(film, .standard)
    #expect(smooth.flicker <= none.flicker / 2)
    #expect(smooth.edgeError <= none.edgeError)
  }

  @Test func theDefaultKeepsUpWithMotion() throws {
    let film = Self.moving
    let (none, smooth) = (Self.measures(film, .off), Self.measures(film, .standard))
    #expect(try #require(smooth.lag) - (try #require(none.lag)) <= 0.5)
    #expect(smooth.edgeError <= none.edgeError * 1.05)
    // The measure sees lag where there is some.
    let baseline = BaselineSmoother(.exponential, width: Self.width, height: Self.height)
    let slow = StabilityMeasures(
      masks: zip(film.masks, film.pictures).map { baseline.smooth($0, picture: $1) },
      truths: film.truths, width: Self.width, speeds: film.speeds)
    #expect(try #require(slow.lag) - (try #require(none.lag)) > 0.5)
  }

  @Test func theDefaultShowsWhatEnters() {
    let film = Self.entering
    let (none, smooth) = (Self.measures(film, .off), Self.measures(film, .standard))
    #expect(smooth.edgeError <= none.edgeError * 1.05)
  }

  @Test(arguments: MaskSmoothing.allCases)
  func theFirstMaskStays(_ smoothing: MaskSmoothing) {
    let film = Self.moving
    let smoothed = Self.smooth(film.masks, pictures: film.pictures, smoothing)
    #expect(smoothed[0] == film.masks[0])
    if smoothing == .off {
      #expect(smoothed == film.masks)
    } else {
      #expect(smoothed[3] != film.masks[3])
    }
  }

  /// A cell of which nothing in the picture changes moves by a fifth of a small change; one whose
  /// surroundings change by much takes the mask over.
  @Test func adaptiveGainsFollowThePicture() {
    let size = 40 * 20
    let (before, after) = (
      [UInt8](repeating: 100, count: size), [UInt8](repeating: 120, count: size)
    )
    let still = [UInt8](repeating: 50, count: size)
    var moved = still
    for y in 0..<20 { for x in 30..<40 { moved[y * 40 + x] = 150 } }
    let found = Self.smooth(
      [before, after], pictures: [still, moved], .adaptive, width: 40, height: 20)[1]
    for y in 0..<20 {
      for x in 0..<28 { #expect(found[y * 40 + x] == 104) }
      for x in 30..<40 { #expect(found[y * 40 + x] == 120) }
    }
  }

  /// Where the whole neighborhood of the mask changes without a trace in the picture, it is followed.
  @Test func adaptiveFollowsWhatVanishesUnseen() {
    let size = 40 * 20
    let still = [UInt8](repeating: 50, count: size)
    let masks = [[UInt8](repeating: 255, count: size), [UInt8](repeating: 0, count: size)]
    let found = Self.smooth(
      masks, pictures: [still, still], .adaptive, width: 40, height: 20)
    #expect(found[1] == masks[1])
  }

  @Test(arguments: MaskSmoothing.allCases, [(1, 1), (1, 9), (9, 1), (3, 2), (17, 13), (257, 3)])
  func awkwardSizes(_ smoothing: MaskSmoothing, _ size: (Int, Int)) {
    var noise = SeededGenerator(state: 3)
    let planes = (0..<6).map { _ in
      (0..<size.0 * size.1).map { _ in UInt8(truncatingIfNeeded: noise.next()) }
    }
    let found = Self.smooth(
      Array(planes[0..<3]), pictures: Array(planes[3..<6]), smoothing, width: size.0,
      height: size.1)
    // A result lies between the masks so far.
    for index in planes[0].indices {
      let values = planes[0..<3].map { $0[index] }
      let range = (values.min() ?? 0)...(values.max() ?? 0)
      #expect(range.contains(found[2][index]))
    }
  }

  @Test(arguments: MaskSmoothing.allCases)
  func resetAndRepeat(_ smoothing: MaskSmoothing) {
    let film = Self.entering
    let smoother = MaskSmoother(smoothing, width: Self.width, height: Self.height)
    Self.fill(smoother, film.masks[10], film.pictures[10])
    smoother.smooth()
    smoother.reset()
    Self.fill(smoother, film.masks[39], film.pictures[39])
    smoother.smooth()
    #expect(Self.result(smoother) == film.masks[39])
    #expect(!smoother.repeatFrame())
    // Repeated, another frame becomes its own mask in the end, and then stays.
    Self.fill(smoother, film.masks[20], film.pictures[20])
    smoother.smooth()
    var count = 0
    while smoother.repeatFrame() && count < 100 { count += 1 }
    #expect(count < 100)
    for (found, expected) in zip(Self.result(smoother), film.masks[20]) {
      #expect(abs(Int(found) - Int(expected)) <= 1)
    }
  }

  @Test(arguments: MaskSmoothing.allCases)
  func allocatesNothing(_ smoothing: MaskSmoothing) {
    let film = Self.noise
    let smoother = MaskSmoother(smoothing, width: Self.width, height: Self.height)
    Self.fill(smoother, film.masks[0], film.pictures[0])
    smoother.smooth()
    Self.fill(smoother, film.masks[1], film.pictures[1])
    let counter = new_allocation_counter()
    count_allocations_of_this_thread(counter)
    smoother.smooth()
    _ = smoother.repeatFrame()
    count_allocations_of_this_thread(0)
    #expect(counted_allocations(counter) == 0)
  }
}
