/// Products of matrices: `[..., rows, depth]` times `[..., depth, columns]`, with broadcasting of the
/// dimensions in front. TFLite `BATCH_MATMUL` versions 1 to 4, floats.
public struct BatchMatrixMultiply {
  /// Whether the first factor is stored as `[..., depth, rows]`.
  public var transposesFirst: Bool
  /// Whether the second factor is stored as `[..., columns, depth]`.
  public var transposesSecond: Bool

  /// The operator with its attributes.
  public init(transposesFirst: Bool = false, transposesSecond: Bool = false) {
    (self.transposesFirst, self.transposesSecond) = (transposesFirst, transposesSecond)
  }
}

extension BatchMatrixMultiply: Operator {
  public static let name = "BATCH_MATMUL"

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    let inputs = try OperatorInputs(inputs, count: 2...2)
    let first = try inputs.operand(0, "first factor")
    let second = try inputs.operand(1, "second factor")
    guard first.rank >= 2, second.rank >= 2 else {
      throw .shape(
        input: "factors", expected: "2 dimensions at least", found: first.rank < 2 ? first : second)
    }
    let (a, b) = (first.dimensions.suffix(2), second.dimensions.suffix(2))
    let (rows, depth) = transposesFirst ? (a.last!, a.first!) : (a.first!, a.last!)
    let (height, columns) = transposesSecond ? (b.last!, b.first!) : (b.first!, b.last!)
    guard depth == height else {
      throw .shape(input: "second factor", expected: "a depth of \(depth)", found: second)
    }
    let (outer, otherOuter) = (
      Shape(Array(first.dimensions.dropLast(2))), Shape(Array(second.dimensions.dropLast(2)))
    )
    guard let batch = outer.broadcast(with: otherOuter) else {
      throw .shape(
        input: "second factor", expected: "one that broadcasts with \(first)", found: second)
    }
    return try inputs.output(.output(batch.dimensions + [rows, columns]))
  }

  public func multiplyAccumulates(
    inputs: [TensorDescriptor?], outputs: [TensorDescriptor]
  ) -> Int {
    guard let first = inputs.first??.shape, first.rank >= 2, let output = outputs.first?.shape
    else { return 0 }
    return saturatingProduct(
      output.elementCount, first[first.rank - (transposesFirst ? 2 : 1)])
  }
}
