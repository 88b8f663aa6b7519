import KernelInterface

/// What an elementwise kernel computes before its activation.
protocol ElementOperation {
  /// Whether operands b and c are read.
  static var readsB: Bool { get }
  static var readsC: Bool { get }
  static func apply<Vector: FloatVector>(_ a: Vector, _ b: Vector, _ c: Vector) -> Vector
}

/// a
enum ActivateOperation: ElementOperation {
  @inline(__always) static var readsB: Bool { false }
  @inline(__always) static var readsC: Bool { false }
  @inline(__always)
  static func apply<Vector: FloatVector>(_ a: Vector, _ b: Vector, _ c: Vector) -> Vector { a }
}

/// a + b
enum AddOperation: ElementOperation {
  @inline(__always) static var readsB: Bool { true }
  @inline(__always) static var readsC: Bool { false }
  @inline(__always)
  static func apply<Vector: FloatVector>(_ a: Vector, _ b: Vector, _ c: Vector) -> Vector { a + b }
}

/// a * b
enum MultiplyOperation: ElementOperation {
  @inline(__always) static var readsB: Bool { true }
  @inline(__always) static var readsC: Bool { false }
  @inline(__always)
  static func apply<Vector: FloatVector>(_ a: Vector, _ b: Vector, _ c: Vector) -> Vector { a * b }
}

/// a * b + c
enum MultiplyAddOperation: ElementOperation {
  @inline(__always) static var readsB: Bool { true }
  @inline(__always) static var readsC: Bool { true }
  @inline(__always)
  static func apply<Vector: FloatVector>(_ a: Vector, _ b: Vector, _ c: Vector) -> Vector {
    c.multiplyAdd(a, b)
  }
}

/// A grid of elements, row by row: vectors first, then one element at a time.
enum Elementwise<Operation: ElementOperation> {
  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<ElementwiseArguments>) {
    switch arguments.pointee.activation.kind {
    case .identity: rows(Identity.self, arguments)
    case .clamp: rows(Clamp.self, arguments)
    case .hardSwish: rows(HardSwish.self, arguments)
    case .logistic: rows(Logistic.self, arguments)
    }
  }

  @inline(__always)
  static func rows<Function: ActivationFunction>(
    _ function: Function.Type, _ arguments: UnsafePointer<ElementwiseArguments>
  ) {
    let count = arguments.pointee.columnCount
    for row in 0..<arguments.pointee.rowCount {
      var column = 0
      while column &+ NativeVector.lanes <= count {
        step(function, NativeVector.self, arguments, row, column)
        column &+= NativeVector.lanes
      }
      while column < count {
        step(function, Float.self, arguments, row, column)
        column &+= 1
      }
    }
  }

  @inline(__always)
  static func step<Function: ActivationFunction, Vector: FloatVector>(
    _ function: Function.Type, _ vector: Vector.Type,
    _ arguments: UnsafePointer<ElementwiseArguments>, _ row: Int, _ column: Int
  ) {
    let a = operand(
      vector, arguments.pointee.a, arguments.pointee.aRowStride, arguments.pointee.aColumnStride,
      row, column)
    let b =
      Operation.readsB
      ? operand(
        vector, arguments.pointee.b, arguments.pointee.bRowStride, arguments.pointee.bColumnStride,
        row, column) : a
    let c =
      Operation.readsC
      ? operand(
        vector, arguments.pointee.c, arguments.pointee.cRowStride, arguments.pointee.cColumnStride,
        row, column) : a
    function.apply(Operation.apply(a, b, c), arguments.pointee.activation)
      .store(arguments.pointee.output + (row &* arguments.pointee.outputRowStride &+ column))
  }

  @inline(__always)
  static func operand<Vector: FloatVector>(
    _ vector: Vector.Type, _ pointer: UnsafePointer<Float>, _ rowStride: Int, _ columnStride: Int,
    _ row: Int, _ column: Int
  ) -> Vector {
    let start = pointer + row &* rowStride
    return columnStride == 0 ? .broadcast(start.pointee) : .load(start + column)
  }
}
