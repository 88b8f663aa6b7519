/// The ways in which tap columns cut the pixels into cells.
///
/// A tap `offset` pixels to the right falls into the next cell that much earlier. Where the frame is a
/// whole multiple of the mask, all taps see the same cut, moved by whole pixels: one stretched row of the
/// mask then serves all of them. Otherwise taps have cuts of their own.
struct MaskPhases: Sendable {
  /// One cut.
  struct Phase: Sendable {
    /// Pixels from a pixel's middle to the point that counts.
    let offset: Float
    /// See `ExpandArguments.starts`.
    let starts: [Int32]
    /// The least and the largest shift of the taps that use it.
    var shifts: ClosedRange<Int>
  }

  /// The first is that of the pixels themselves.
  let phases: [Phase]
  /// For each tap column its phase, and the pixels by which it is moved there.
  let taps: [(phase: Int, shift: Int)]

  init(columns: CellAxis, taps: TapList) {
    var phases = [Phase(offset: 0, starts: columns.starts(), shifts: 0...0)]
    var places: [(phase: Int, shift: Int)] = []
    for (offset, shift) in zip(taps.offsets, taps.pixelOffsets) {
      let starts = columns.starts(offset: offset)
      if Self.isMoved(starts, phases[0].starts, by: shift) {
        let shifts = phases[0].shifts
        phases[0].shifts = min(shifts.lowerBound, shift)...max(shifts.upperBound, shift)
        places.append((0, shift))
      } else {
        places.append((phases.count, 0))
        phases.append(Phase(offset: offset, starts: starts, shifts: 0...0))
      }
    }
    self.phases = phases
    self.taps = places
  }

  private static func isMoved(_ starts: [Int32], _ base: [Int32], by shift: Int) -> Bool {
    zip(starts, base).dropFirst().dropLast().allSatisfy { Int($0) + shift == Int($1) }
  }
}
