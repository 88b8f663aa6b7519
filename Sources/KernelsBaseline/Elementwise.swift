import KernelInterface

/// Operation of an elementwise kernel before its activation.
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

/// A function of the first operand alone.
protocol OneOperand: ElementOperation {
  static func apply<Vector: FloatVector>(_ a: Vector) -> Vector
}

extension OneOperand {
  @inline(__always) static var readsB: Bool { false }
  @inline(__always) static var readsC: Bool { false }
  @inline(__always)
  static func apply<Vector: FloatVector>(_ a: Vector, _ b: Vector, _ c: Vector) -> Vector {
    apply(a)
  }
}

/// A function of the first two operands.
protocol TwoOperands: ElementOperation {
  static func apply<Vector: FloatVector>(_ a: Vector, _ b: Vector) -> Vector
}

extension TwoOperands {
  @inline(__always) static var readsB: Bool { true }
  @inline(__always) static var readsC: Bool { false }
  @inline(__always)
  static func apply<Vector: FloatVector>(_ a: Vector, _ b: Vector, _ c: Vector) -> Vector {
    apply(a, b)
  }
}

/// a - b
enum SubtractOperation: TwoOperands {
  @inline(__always)
  static func apply<Vector: FloatVector>(_ a: Vector, _ b: Vector) -> Vector { a - b }
}

/// a / b
enum DivideOperation: TwoOperands {
  @inline(__always)
  static func apply<Vector: FloatVector>(_ a: Vector, _ b: Vector) -> Vector { a / b }
}

/// The larger one.
enum MaximumOperation: TwoOperands {
  @inline(__always)
  static func apply<Vector: FloatVector>(_ a: Vector, _ b: Vector) -> Vector { a.maximum(b) }
}

/// The smaller one.
enum MinimumOperation: TwoOperands {
  @inline(__always)
  static func apply<Vector: FloatVector>(_ a: Vector, _ b: Vector) -> Vector { a.minimum(b) }
}

/// (a - b)^2
enum SquaredDifferenceOperation: TwoOperands {
  @inline(__always)
  static func apply<Vector: FloatVector>(_ a: Vector, _ b: Vector) -> Vector {
    (a - b) * (a - b)
  }
}

/// max(a, 0) + b * min(a, 0)
enum PreluOperation: TwoOperands {
  @inline(__always)
  static func apply<Vector: FloatVector>(_ a: Vector, _ b: Vector) -> Vector {
    let zero = Vector.broadcast(0)
    return a.maximum(zero).multiplyAdd(b, a.minimum(zero))
  }
}

/// |a|
enum AbsoluteOperation: OneOperand {
  @inline(__always)
  static func apply<Vector: FloatVector>(_ a: Vector) -> Vector {
    a.maximum(.broadcast(0) - a)
  }
}

/// -a
enum NegativeOperation: OneOperand {
  @inline(__always)
  static func apply<Vector: FloatVector>(_ a: Vector) -> Vector { a * .broadcast(-1) }
}

/// a * a
enum SquareOperation: OneOperand {
  @inline(__always)
  static func apply<Vector: FloatVector>(_ a: Vector) -> Vector { a * a }
}

/// e to the power of a: the square of that of half of it, which reaches all floats.
enum ExponentialOperation: OneOperand {
  @inline(__always)
  static func apply<Vector: FloatVector>(_ a: Vector) -> Vector {
    let root = exponential(a * .broadcast(0.5))
    return root * root
  }
}

/// t / (t + 2), t = e to the power of 2 a, minus 1
enum HyperbolicTangentOperation: OneOperand {
  @inline(__always)
  static func apply<Vector: FloatVector>(_ a: Vector) -> Vector {
    let t = exponentialMinusOne(a + a)
    return t / (t + .broadcast(2))
  }
}

/// max(a, 0) + (e to the power of min(a, 0), minus 1)
enum ELUOperation: OneOperand {
  @inline(__always)
  static func apply<Vector: FloatVector>(_ a: Vector) -> Vector {
    let zero = Vector.broadcast(0)
    return a.maximum(zero) + exponentialMinusOne(a.minimum(zero))
  }
}

/// Stepping of an operand along its columns; a type, so that the usual cases are compiled without a
/// branch for each vector.
protocol OperandColumns {
  static func load<Vector: FloatVector>(
    _ row: UnsafePointer<Float>, _ column: Int, _ columnStride: Int
  ) -> Vector
}

/// Column stride 1.
enum NeighboringColumns: OperandColumns {
  @inline(__always)
  static func load<Vector: FloatVector>(
    _ row: UnsafePointer<Float>, _ column: Int, _ columnStride: Int
  ) -> Vector {
    .load(row + column)
  }
}

/// Column stride 0.
enum RepeatedColumn: OperandColumns {
  @inline(__always)
  static func load<Vector: FloatVector>(
    _ row: UnsafePointer<Float>, _ column: Int, _ columnStride: Int
  ) -> Vector {
    .broadcast(row.pointee)
  }
}

/// Column stride 0 or 1.
enum AnyColumns: OperandColumns {
  @inline(__always)
  static func load<Vector: FloatVector>(
    _ row: UnsafePointer<Float>, _ column: Int, _ columnStride: Int
  ) -> Vector {
    columnStride == 0 ? .broadcast(row.pointee) : .load(row + column)
  }
}

/// A grid of elements, row by row: vectors first, then one element at a time.
enum Elementwise<Operation: ElementOperation> {
  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<ElementwiseArguments>) {
    switch arguments.pointee.activation.kind {
    case .identity: choose(Identity.self, arguments)
    case .clamp: choose(Clamp.self, arguments)
    case .hardSwish: choose(HardSwish.self, arguments)
    case .logistic: choose(Logistic.self, arguments)
    }
  }

  /// The kernel of an operation that no file has with other activations than clamps.
  @inline(__always)
  static func clampingKernel(_ arguments: UnsafePointer<ElementwiseArguments>) {
    choose(Clamp.self, arguments)
  }

  /// Operands side by side, a second one that repeats (a scale for each row), and all others.
  @inline(__always)
  static func choose<Function: ActivationFunction>(
    _ function: Function.Type, _ arguments: UnsafePointer<ElementwiseArguments>
  ) {
    let restIsSideBySide =
      arguments.pointee.aColumnStride == 1
      && (!Operation.readsC || arguments.pointee.cColumnStride == 1)
    if restIsSideBySide && (!Operation.readsB || arguments.pointee.bColumnStride == 1) {
      rows(function, NeighboringColumns.self, NeighboringColumns.self, arguments)
    } else if restIsSideBySide {
      rows(function, NeighboringColumns.self, RepeatedColumn.self, arguments)
    } else {
      rows(function, AnyColumns.self, AnyColumns.self, arguments)
    }
  }

  @inline(__always)
  static func rows<Function: ActivationFunction, Columns: OperandColumns, BColumns: OperandColumns>(
    _ function: Function.Type, _ columns: Columns.Type, _ bColumns: BColumns.Type,
    _ arguments: UnsafePointer<ElementwiseArguments>
  ) {
    // Stores could change the arguments for all the compiler knows: what the loop needs is read once.
    let count = arguments.pointee.columnCount
    let activation = arguments.pointee.activation
    let (aStride, bStride, cStride) = (
      arguments.pointee.aColumnStride, arguments.pointee.bColumnStride,
      arguments.pointee.cColumnStride
    )
    for row in 0..<arguments.pointee.rowCount {
      let a = arguments.pointee.a + row &* arguments.pointee.aRowStride
      let b = arguments.pointee.b + row &* arguments.pointee.bRowStride
      let c = arguments.pointee.c + row &* arguments.pointee.cRowStride
      let output = arguments.pointee.output + row &* arguments.pointee.outputRowStride
      @inline(__always)
      func step<Vector: FloatVector>(_ vector: Vector.Type, _ column: Int) {
        let x: Vector = columns.load(a, column, aStride)
        let y: Vector = Operation.readsB ? bColumns.load(b, column, bStride) : x
        let z: Vector = Operation.readsC ? columns.load(c, column, cStride) : x
        function.apply(Operation.apply(x, y, z), activation).store(output + column)
      }
      var column = 0
      while column &+ NativeVector.lanes <= count {
        step(NativeVector.self, column)
        column &+= NativeVector.lanes
      }
      while column &+ RestVector.lanes <= count {
        step(RestVector.self, column)
        column &+= RestVector.lanes
      }
      while column < count {
        step(Float.self, column)
        column &+= 1
      }
    }
  }
}
