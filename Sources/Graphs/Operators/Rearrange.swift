/// Elements of one tensor, of any type, in another order; some left out, some repeated.
///
/// The output's elements are visited by nested loops, the first one outermost. Each loop's counter adds
/// to the coordinates of the element that is read, along one axis of the input or several:
/// coordinate[axis] = start[axis] + sum of the terms of all loops for that axis.
///
/// TFLite's `TRANSPOSE`, `SLICE`, `STRIDED_SLICE`, `SPLIT`, `SPLIT_V`, `UNPACK`, `REVERSE_V2`, `TILE`,
/// `BROADCAST_TO`, `FILL`, `DEPTH_TO_SPACE`, `SPACE_TO_DEPTH`, `BATCH_TO_SPACE_ND`, `SPACE_TO_BATCH_ND`,
/// `MIRROR_PAD`, `RESIZE_NEAREST_NEIGHBOR` and `GATHER` of constant indices: see `Rearrange+Forms`.
public struct Rearrange {
  /// Share of a loop's counter in a coordinate.
  public struct Term: Hashable, Sendable {
    /// The axis of the input.
    public var axis: Int
    /// Elements along it from one turn to the next; may be negative. Not used with a table.
    public var step: Int
    /// The share of each turn, where that is no multiple.
    public var table: [Int]?

    /// A multiple of the counter.
    public init(axis: Int, step: Int = 1) { (self.axis, self.step, table) = (axis, step, nil) }

    /// A number a turn.
    public init(axis: Int, table: [Int]) { (self.axis, step, self.table) = (axis, 0, table) }
  }

  /// One loop.
  public struct Loop: Hashable, Sendable {
    /// Turns.
    public var size: Int
    /// Shares in coordinates; none where elements are repeated.
    public var terms: [Term]

    /// A loop over an axis, or one that repeats.
    public init(_ size: Int, _ terms: Term...) { (self.size, self.terms) = (size, terms) }
  }

  /// TFLite's name of the operator.
  public var label: String
  /// The coordinates that all terms are added to, one an axis of the input.
  public var start: [Int]
  /// The loops, outermost first: neighboring ones together make one dimension of the output.
  public var loops: [Loop]
  /// The output's shape.
  public var shape: Shape

  /// The operator with its attributes.
  public init(_ label: String, start: [Int], loops: [Loop], shape: Shape) {
    (self.label, self.start, self.loops, self.shape) = (label, start, loops, shape)
  }
}

extension Rearrange: Operator {
  public static let name = "REARRANGE"

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    let input = try OperatorInputs(inputs, count: 1...1).descriptor(0, "input")
    guard start.count == input.shape.rank else {
      throw .shape(input: "input", expected: "rank \(start.count)", found: input.shape)
    }
    guard loops.allSatisfy({ $0.size >= 0 }),
      saturatingProduct(of: loops.map { $0.size }) == shape.elementCount
    else {
      throw .attribute(
        name: "loops", expected: "over \(shape.elementCount) elements",
        found: "\(loops.map { $0.size })")
    }
    if shape.elementCount > 0 { try checkCoordinates(in: input.shape) }
    return [TensorType(input.elementType, shape)]
  }

  /// Checks that no turn of any loop leaves the input.
  private func checkCoordinates(in input: Shape) throws(OperatorError) {
    for (axis, size) in input.dimensions.enumerated() {
      var (lowest, highest) = (start[axis], start[axis])
      for loop in loops {
        for term in loop.terms where term.axis == axis {
          guard let range = term.range(ofTurns: loop.size),
            let low = sum(lowest, range.lowerBound), let high = sum(highest, range.upperBound)
          else {
            throw .attribute(
              name: "coordinates along axis \(axis)", expected: "below \(size)",
              found: "ones that cannot be counted")
          }
          (lowest, highest) = (low, high)
        }
      }
      guard lowest >= 0, highest < size else {
        throw .attribute(
          name: "coordinates along axis \(axis)", expected: "from 0 to \(size - 1)",
          found: "\(lowest) to \(highest)")
      }
    }
    guard loops.allSatisfy({ $0.terms.allSatisfy { start.indices.contains($0.axis) } }) else {
      throw .attribute(
        name: "axes", expected: "below the rank \(start.count)", found: "another one")
    }
  }

  private func sum(_ a: Int, _ b: Int) -> Int? {
    let (sum, overflow) = a.addingReportingOverflow(b)
    return overflow ? nil : sum
  }
}

extension Rearrange.Term {
  /// The least and the largest share of a loop's turns, at least one; nil where they overflow or the table
  /// has another number of them.
  fileprivate func range(ofTurns count: Int) -> ClosedRange<Int>? {
    if let table {
      guard table.count == count, let low = table.min(), let high = table.max() else { return nil }
      return low...high
    }
    let (last, overflow) = step.multipliedReportingOverflow(by: count - 1)
    return overflow ? nil : min(0, last)...max(0, last)
  }
}

/// The product of counts that are not negative, or `Int.max` where it would overflow.
package func saturatingProduct(of factors: [Int]) -> Int {
  if factors.contains(0) { return 0 }
  return factors.reduce(1) { product, factor in
    let (next, overflow) = product.multipliedReportingOverflow(by: factor)
    return overflow ? .max : next
  }
}
