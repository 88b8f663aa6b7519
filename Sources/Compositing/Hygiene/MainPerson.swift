/// The main person of successive masks: which connected component they are.
///
/// The first one is the largest and most central. From then on it is the component that goes on where they
/// were, until another is clearly larger for half a second's frames, or they are gone for a while. Where they
/// touch another person both are one component, and where they part again, the one is taken that is where
/// they were going and of their size.
struct MainPerson {
  /// Factor by which another person must exceed them.
  private static let challengeFactor: Float = 1.5
  /// Frames for which another must exceed them.
  private static let challengeLimit = 15
  /// Frames for which they may be gone.
  private static let absenceLimit = 8
  /// Growth of their area from one frame to the next by which somebody has joined them.
  private static let joiningFactor: Float = 1.35
  /// Frames after which what joined them is theirs, and after which somebody has left them unseen.
  private static let joiningLimit = 90
  private static let leavingLimit = 30
  /// Share of a component that must lie where they were for it to be theirs.
  private static let leastOverlap: Float = 0.05

  /// Measures of a person, in cells.
  private struct Measure {
    var column, row, area: Float
  }

  private var known: Measure?
  /// Cells a frame.
  private var columnSpeed: Float = 0
  private var rowSpeed: Float = 0
  private var challengeCount = 0
  private var absenceCount = 0
  /// Frames since somebody joined them, 0 for nobody, and how long they have been no larger than before.
  private var joinedCount = 0
  private var calmCount = 0

  /// Forgets them.
  mutating func reset() { self = MainPerson() }

  /// Returns their label in the next frame's components; 0 where they are not to be seen. Components' first
  /// marks must be where they were.
  mutating func choose(among components: ConnectedComponents) -> Int32 {
    guard let known else { return begin(components) }
    let (current, hasParted) = continuation(of: known, components)
    guard current != 0 else {
      absenceCount += 1
      guard absenceCount > Self.absenceLimit else { return 0 }
      reset()
      return begin(components)
    }
    absenceCount = 0
    let best = best(components)
    let isChallenged =
      best != current
      && score(components[best], components)
        > Self.challengeFactor * score(components[current], components)
    challengeCount = isChallenged ? challengeCount + 1 : 0
    if challengeCount >= Self.challengeLimit {
      reset()
      return begin(components)
    }
    follow(measure(components[current]), from: known, hasParted, components)
    return current
  }

  private mutating func begin(_ components: ConnectedComponents) -> Int32 {
    let best = best(components)
    known = best == 0 ? nil : measure(components[best])
    return best
  }

  /// The component with the highest score, the first of equal ones; 0 for none.
  private func best(_ components: ConnectedComponents) -> Int32 {
    var (best, highest): (Int32, Float) = (0, 0)
    var label: Int32 = 1
    while Int(label) <= components.count {
      let score = score(components[label], components)
      if score > highest { (best, highest) = (label, score) }
      label += 1
    }
    return best
  }

  /// Weight of a component, halved at the frame's left and right edge; 0 where nothing is surely person.
  private func score(
    _ component: ConnectedComponents.Component, _ components: ConnectedComponents
  ) -> Float {
    guard component.strongArea > 0 else { return 0 }
    let half = Float(components.width) / 2
    let distance = (measure(component).column + 0.5 - half).magnitude / half
    return Float(component.weight) * (1 - 0.5 * distance)
  }

  private func measure(_ component: ConnectedComponents.Component) -> Measure {
    let area = Float(component.area)
    return Measure(
      column: Float(component.columnSum) / area, row: Float(component.rowSum) / area, area: area)
  }

  /// The component that they most likely are: by where they were going, and by their size; and whether they
  /// may have been others, too.
  private func continuation(
    of known: Measure, _ components: ConnectedComponents
  ) -> (label: Int32, hasParted: Bool) {
    var (likeliest, least): (Int32, Float) = (0, .infinity)
    var count = 0
    var label: Int32 = 1
    while Int(label) <= components.count {
      let component = components[label]
      let overlap = Float(component.firstMarkArea)
      let smaller = min(Float(component.area), known.area)
      if component.strongArea > 0 && overlap > 0 && overlap >= Self.leastOverlap * smaller {
        let found = measure(component)
        count += 1
        let (x, y) = (
          found.column - known.column - columnSpeed, found.row - known.row - rowSpeed
        )
        let ratio = max(found.area / known.area, known.area / found.area)
        let cost = (x * x + y * y) / known.area + (ratio - 1) * (ratio - 1) / (ratio * ratio)
        if cost < least { (likeliest, least) = (label, cost) }
      }
      label += 1
    }
    return (likeliest, count > 1)
  }

  private mutating func follow(
    _ found: Measure, from known: Measure, _ hasParted: Bool, _ components: ConnectedComponents
  ) {
    let isLarger = found.area > Self.joiningFactor * known.area
    calmCount = isLarger ? 0 : calmCount + 1
    let isJoined =
      isLarger || (joinedCount > 0 && !hasParted && calmCount < Self.leavingLimit)
    if isJoined && joinedCount < Self.joiningLimit {
      joinedCount += 1
      // They go on as they went.
      self.known = Measure(
        column: min(max(known.column + columnSpeed, 0), Float(components.width)),
        row: min(max(known.row + rowSpeed, 0), Float(components.height)), area: known.area)
      return
    }
    if joinedCount == 0 {
      columnSpeed += 0.3 * (found.column - known.column - columnSpeed)
      rowSpeed += 0.3 * (found.row - known.row - rowSpeed)
    }
    let gain: Float = joinedCount < Self.joiningLimit ? 0.2 : 1
    self.known = Measure(
      column: found.column, row: found.row, area: known.area + gain * (found.area - known.area))
    joinedCount = 0
  }
}
