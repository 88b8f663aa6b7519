extension Shape {
  /// The shape that this one and another broadcast to: dimensions are matched from the last one, a
  /// missing one counts as 1, and a 1 stretches to the other's size. Nil when two sizes differ and
  /// none is 1, or when the result's element count overflows.
  public func broadcast(with other: Shape) -> Shape? {
    if self == other { return self }
    let rank = max(self.rank, other.rank)
    var dimensions = [Int](repeating: 1, count: rank)
    for fromLast in stride(from: 1, through: rank, by: 1) {
      let here = fromLast <= self.rank ? self[self.rank - fromLast] : 1
      let there = fromLast <= other.rank ? other[other.rank - fromLast] : 1
      guard here == there || here == 1 || there == 1 else { return nil }
      dimensions[rank - fromLast] = here == 1 ? there : here
    }
    return try? Shape(validating: dimensions)
  }
}
