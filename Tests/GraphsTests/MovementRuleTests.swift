import Graphs
import Testing

/// Shape rules of operators that move, index, compare or reduce elements, against numbers worked out from
/// TFLite's definitions, and ways to break them.
struct MovementRuleTests {
  private func value(_ dimensions: [Int], _ elementType: ElementType = .float32) -> TensorDescriptor
  {
    TensorDescriptor(name: "v", elementType: elementType, shape: Shape(dimensions))
  }

  private func types(
    _ operation: any Operator, _ inputs: TensorDescriptor?...
  ) throws -> [TensorType] {
    try operation.outputTypes(for: inputs)
  }

  private func expectRefusal(
    _ operation: any Operator, _ inputs: TensorDescriptor?...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(throws: OperatorError.self, sourceLocation: sourceLocation) {
      try operation.outputTypes(for: inputs)
    }
  }

  @Test func reshape() throws {
    let five = Shape([2, 1, 3, 2, 2])
    #expect(
      try types(Reshape(shape: five), value([4, 6], .int64)) == [TensorType(.int64, five)])
    #expect(
      try types(Reshape(shape: Shape([])), value([1, 1])) == [TensorType(.float32, Shape([]))])
    expectRefusal(Reshape(shape: five), value([4, 5]))
    expectRefusal(Reshape(shape: five), nil)
  }

  @Test func formsHaveTheirShapes() throws {
    let shape = Shape([2, 6, 4, 8])
    func result(_ form: Rearrange) throws -> [Int] {
      try types(form, value(shape.dimensions, .uint8))[0].shape.dimensions
    }
    #expect(try result(.transposing(shape, [3, 0, 2, 1])) == [8, 2, 4, 6])
    #expect(try result(.tiling(shape, [1, 2, 3, 1])) == [2, 12, 12, 8])
    #expect(try result(.reversing(shape, axes: [0, 3])) == [2, 6, 4, 8])
    #expect(try result(.depthToSpace(shape, block: 2)) == [2, 12, 8, 2])
    #expect(try result(.spaceToDepth(shape, block: 2)) == [2, 3, 2, 32])
    #expect(try result(.spaceToBatch(shape, blocks: [3, 2])) == [12, 2, 2, 8])
    #expect(
      try result(.batchToSpace(shape, blocks: [2, 1], crops: [(3, 2), (0, 1)])) == [1, 7, 3, 8])
    #expect(
      try result(
        .mirroring(shape, paddings: [(0, 0), (5, 1), (0, 3), (0, 0)], isSymmetric: false))
        == [2, 12, 7, 8])
    #expect(
      try result(.gathering(shape, axis: 1, indices: [5, 0, 5], of: Shape([3, 1])))
        == [2, 3, 1, 4, 8])
    #expect(
      try result(
        .slicing(
          "SLICE", begin: [0, 4, 3, 0], sizes: [1, 2, 2, 8], strides: [1, 1, -2, 1],
          output: [2, 2, 8])) == [2, 2, 8])
  }

  /// Whatever a file asks for, no element outside of the input is read.
  @Test func coordinatesStayInside() throws {
    let shape = Shape([2, 6])
    func refuse(_ form: Rearrange, sourceLocation: SourceLocation = #_sourceLocation) {
      expectRefusal(form, value([2, 6]), sourceLocation: sourceLocation)
    }
    for (begin, size, stride) in [
      (4, 3, 1), (-1, 2, 1), (0, 2, 6), (5, 3, -3), (0, 3, Int.max), (Int.max, 2, 1),
      (6, 1, 1), (Int.min, 1, 1),
    ] {
      refuse(
        try Rearrange.slicing(
          "SLICE", begin: [0, begin], sizes: [2, size], strides: [1, stride], output: [2, size]))
    }
    refuse(try Rearrange.gathering(shape, axis: 1, indices: [0, 6], of: Shape([2])))
    refuse(try Rearrange.gathering(shape, axis: 0, indices: [-1], of: Shape([1])))
    let outside = Rearrange(
      "T", start: [0, 0], loops: [.init(2, .init(axis: 2))], shape: Shape([2]))
    refuse(outside)
    refuse(Rearrange("T", start: [0], loops: [.init(2)], shape: Shape([2])))
    refuse(Rearrange("T", start: [0, 0], loops: [.init(2)], shape: Shape([3])))
    refuse(
      Rearrange(
        "T", start: [0, 0], loops: [.init(3, .init(axis: 0, table: [0, 1]))], shape: Shape([3])))
  }

  @Test func formsThatDoNotFit() {
    let shape = Shape([2, 6, 4, 8])
    for permutation in [[0, 1, 2], [0, 1, 2, 2], [0, 1, 2, 4], [-1, 0, 1, 2]] {
      #expect(throws: OperatorError.self) { try Rearrange.transposing(shape, permutation) }
    }
    for block in [0, -2, 3, Int.max] {
      #expect(throws: OperatorError.self) { try Rearrange.depthToSpace(shape, block: block) }
      #expect(throws: OperatorError.self) {
        try Rearrange.spaceToDepth(shape, block: block == 3 ? 5 : block)
      }
    }
    #expect(throws: OperatorError.self) { try Rearrange.tiling(shape, [1, 1, Int.max, Int.max]) }
    #expect(throws: OperatorError.self) { try Rearrange.tiling(shape, [1, 1, 1, -1]) }
    #expect(throws: OperatorError.self) {
      try Rearrange.mirroring(
        shape, paddings: [(2, 0), (0, 0), (0, 0), (0, 0)], isSymmetric: false)
    }
    // No table of billions for a tensor without elements.
    #expect(throws: OperatorError.self) {
      try Rearrange.mirroring(
        Shape([0, 1 << 30]), paddings: [(0, 0), (1, 0)], isSymmetric: true)
    }
    #expect(throws: OperatorError.self) {
      try Rearrange.broadcasting("FILL", Shape([2, 3]), to: Shape([2, 4]))
    }
    #expect(throws: OperatorError.self) {
      try Rearrange.batchToSpace(shape, blocks: [2], crops: [(Int.max, 1)])
    }
  }

  @Test func paddingAndPacking() throws {
    let pad = Pad(before: [0, 1], after: [2, 0])
    #expect(try types(pad, value([3, 4], .int32)) == [TensorType(.int32, Shape([5, 5]))])
    expectRefusal(pad, value([3, 4, 5]))
    expectRefusal(pad, value([3, 4]), value([], .int32))
    expectRefusal(Pad(before: [-1, 0], after: [0, 0]), value([3, 4]))
    expectRefusal(Pad(before: [.max, 0], after: [1, 0]), value([3, 4]))
    #expect(
      try types(Pack(axis: 1), value([3, 4], .bool), value([3, 4], .bool))
        == [TensorType(.bool, Shape([3, 2, 4]))])
    expectRefusal(Pack(axis: 3), value([3, 4]))
    expectRefusal(Pack(axis: 0), value([3, 4]), value([4, 3]))
    expectRefusal(Pack(axis: 0), value([3, 4]), value([3, 4], .int32))
  }

  @Test func elementTypesOfResults() throws {
    #expect(
      try types(Binary(.less), value([2, 1]), value([3])) == [TensorType(.bool, Shape([2, 3]))])
    #expect(
      try types(Binary(.add), value([2], .int64), value([], .int64))
        == [TensorType(.int64, Shape([2]))])
    expectRefusal(Binary(.add), value([2], .int64), value([2], .int32))
    expectRefusal(Binary(.prelu), value([2], .int32), value([2], .int32))
    expectRefusal(Binary(.and), value([2]), value([2]))
    expectRefusal(Binary(.less, activation: .relu), value([2]), value([2]))
    expectRefusal(Unary(.exponential), value([2], .int32))
    #expect(try types(Cast(to: .bool), value([2], .int8)) == [TensorType(.bool, Shape([2]))])
    #expect(
      try types(Select(selectsSlices: true), value([2], .bool), value([2, 3]), value([2, 3]))
        == [TensorType(.float32, Shape([2, 3]))])
    expectRefusal(Select(), value([2], .bool), value([2, 3]), value([2, 3]))
    #expect(
      try types(ArgExtremum(isMinimum: false, axis: 1, elementType: .int64), value([2, 3, 4]))
        == [TensorType(.int64, Shape([2, 4]))])
    expectRefusal(
      ArgExtremum(isMinimum: false, axis: 3, elementType: .int64), value([2, 3, 4]))
    #expect(
      try types(TopK(count: 2), value([5, 3]))
        == [TensorType(.float32, Shape([5, 2])), TensorType(.int32, Shape([5, 2]))])
    expectRefusal(TopK(count: 4), value([5, 3]))
    expectRefusal(TopK(count: -1), value([5, 3]))
  }

  @Test func indexing() throws {
    #expect(
      try types(Gather(axis: 1), value([4, 5, 6]), value([2, 3], .int64))
        == [TensorType(.float32, Shape([4, 2, 3, 6]))])
    #expect(
      try types(Gather(axis: 1, batchDimensions: 1), value([4, 5, 6]), value([4, 3], .int32))
        == [TensorType(.float32, Shape([4, 3, 6]))])
    expectRefusal(Gather(axis: 1, batchDimensions: 1), value([4, 5, 6]), value([3, 3], .int32))
    expectRefusal(Gather(axis: 1), value([4, 5]), value([2]))
    #expect(
      try types(GatherND(), value([4, 5, 6]), value([7, 2], .int32))
        == [TensorType(.float32, Shape([7, 6]))])
    expectRefusal(GatherND(), value([4, 5]), value([7, 3], .int32))
    #expect(
      try types(ScatterND(shape: Shape([9, 6])), value([7, 1], .int32), value([7, 6]))
        == [TensorType(.float32, Shape([9, 6]))])
    expectRefusal(ScatterND(shape: Shape([9, 6])), value([7, 1], .int32), value([7, 5]))
    #expect(
      try types(OneHot(depth: 3, axis: 0), value([4], .int32), value([]), value([]))
        == [TensorType(.float32, Shape([3, 4]))])
    expectRefusal(OneHot(depth: -1, axis: 0), value([4], .int32), value([]), value([]))
  }

  @Test func products() throws {
    let product = BatchMatrixMultiply(transposesSecond: true)
    #expect(
      try types(product, value([3, 1, 4, 5]), value([2, 6, 5]))
        == [TensorType(.float32, Shape([3, 2, 4, 6]))])
    expectRefusal(product, value([4, 5]), value([5, 6]))
    expectRefusal(product, value([4]), value([4]))
    let grouped = GroupedConvolution2D()
    #expect(
      try types(grouped, value([1, 5, 5, 6]), value([4, 3, 3, 3]))
        == [TensorType(.float32, Shape([1, 5, 5, 4]))])
    expectRefusal(grouped, value([1, 5, 5, 6]), value([4, 3, 3, 4]))
    expectRefusal(grouped, value([1, 5, 5, 6]), value([5, 3, 3, 3]))
  }
}
