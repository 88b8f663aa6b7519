import Foundation
import Graphs
import Memory

/// Operators of one element at a time.
extension Interpreter {
  func elementwise(_ node: Node, _ inputs: [Tensor?], _ type: ElementType) throws -> Tensor? {
    if let activate = node.operation(as: Activate.self) {
      return map(inputs[0]!) { apply(activate.activation, $0) }
    }
    if let add = node.operation(as: Add.self) {
      return combine(inputs[0]!, inputs[1]!) { apply(add.activation, $0 + $1) }
    }
    if let multiply = node.operation(as: Multiply.self) {
      return combine(inputs[0]!, inputs[1]!) { apply(multiply.activation, $0 * $1) }
    }
    if let multiplyAdd = node.operation(as: MultiplyAdd.self) {
      let product = combine(inputs[0]!, inputs[1]!, *)
      return combine(product, inputs[2]!) { apply(multiplyAdd.activation, $0 + $1) }
    }
    if let unary = node.operation(as: Unary.self) {
      return map(inputs[0]!) { value(of: unary.function, $0) }
    }
    if let binary = node.operation(as: Binary.self) {
      let isWhole = type != .float32
      return combine(inputs[0]!, inputs[1]!) {
        apply(binary.activation, value(of: binary.function, $0, $1, isWhole: isWhole))
      }
    }
    if let select = node.operation(as: Select.self) {
      var condition = inputs[0]!
      let values = combine(inputs[1]!, inputs[2]!) { a, _ in a }
      let others = combine(inputs[1]!, inputs[2]!) { _, b in b }
      if select.selectsSlices, condition.shape.count == 1, values.shape.count > 1,
        condition.shape[0] == values.shape[0]
      {
        condition.shape += [Int](repeating: 1, count: values.shape.count - 1)
      }
      // The first choice where the condition holds, and zeros; and so of the second.
      let first = combine(condition, values) { $0 != 0 ? $1 : 0 }
      let second = combine(condition, others) { $0 != 0 ? 0 : $1 }
      let holds = combine(condition, values) { condition, _ in condition }
      return Tensor(
        first.shape,
        zip(holds.elements, zip(first.elements, second.elements)).map { $0 != 0 ? $1.0 : $1.1 })
    }
    if let cast = node.operation(as: Cast.self) {
      return map(inputs[0]!) { converted($0, to: cast.elementType) }
    }
    if node.operation(as: Dequantize.self) != nil {
      guard type == .float16 else { throw Failure.unknownOperator("DEQUANTIZE of \(type)") }
      return inputs[0]!
    }
    return nil
  }

  func apply(_ activation: Activation, _ x: Double) -> Double {
    switch activation {
    case .none: x
    case .relu: x < 0 ? 0 : x
    case .reluN1To1: x < -1 ? -1 : x > 1 ? 1 : x
    case .relu6: x < 0 ? 0 : x > 6 ? 6 : x
    case .relu0To1: x < 0 ? 0 : x > 1 ? 1 : x
    case .hardSwish: x * (x < -3 ? 0 : x > 3 ? 6 : x + 3) / 6
    case .logistic: 1 / (1 + exp(-x))
    }
  }

  private func value(of function: UnaryFunction, _ x: Double) -> Double {
    switch function {
    case .absolute: abs(x)
    case .negative: -x
    case .squareRoot: sqrt(x)
    case .reciprocalSquareRoot: 1 / sqrt(x)
    case .square: x * x
    case .exponential: exp(x)
    case .logarithm: log(x)
    case .sine: sin(x)
    case .cosine: cos(x)
    case .floor: floor(x)
    case .ceiling: ceil(x)
    case .round: x.rounded(.toNearestOrEven)
    case .sign: x > 0 ? 1 : x < 0 ? -1 : x
    case .hyperbolicTangent: tanh(x)
    case .elu: x < 0 ? expm1(x) : x
    case .gelu: x * erfc(-x / 2.0.squareRoot()) / 2
    case .geluApproximation:
      x * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x))) / 2
    case .not: x == 0 ? 1 : 0
    }
  }

  private func value(
    of function: BinaryFunction, _ a: Double, _ b: Double, isWhole: Bool
  ) -> Double {
    switch function {
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: isWhole ? (b == 0 ? 0 : (a / b).rounded(.towardZero)) : a / b
    case .maximum: max(a, b)
    case .minimum: min(a, b)
    case .power: pow(a, b)
    case .squaredDifference: (a - b) * (a - b)
    case .floorDivide: isWhole && b == 0 ? 0 : floor(a / b)
    case .floorModulo: isWhole && b == 0 ? 0 : a - b * floor(a / b)
    case .prelu: a >= 0 ? a : a * b
    case .less: a < b ? 1 : 0
    case .lessOrEqual: a <= b ? 1 : 0
    case .greater: a > b ? 1 : 0
    case .greaterOrEqual: a >= b ? 1 : 0
    case .equal: a == b ? 1 : 0
    case .notEqual: a != b ? 1 : 0
    case .and: a != 0 && b != 0 ? 1 : 0
    case .or: a != 0 || b != 0 ? 1 : 0
    }
  }

  /// A number as an element of another type has it; floats stay as they are.
  private func converted(_ x: Double, to type: ElementType) -> Double {
    let whole = x.rounded(.towardZero)
    return switch type {
    case .float32, .float16, .float64: x
    case .bool: x == 0 ? 0 : 1
    case .int8: min(max(whole, -128), 127)
    case .uint8: min(max(whole, 0), 255)
    case .int16: min(max(whole, -32768), 32767)
    case .uint16: min(max(whole, 0), 65535)
    case .int32: min(max(whole, -0x1p31), 0x1p31 - 1)
    case .uint32: min(max(whole, 0), 0x1p32 - 1)
    case .int64: min(max(whole, -0x1p63), 0x1p63)
    case .uint64: min(max(whole, 0), 0x1p64)
    }
  }

  func map(_ tensor: Tensor, _ body: (Double) -> Double) -> Tensor {
    Tensor(tensor.shape, tensor.elements.map(body))
  }

  /// A function of two tensors' elements, with broadcasting.
  func combine(
    _ first: Tensor, _ second: Tensor, _ body: (Double, Double) -> Double
  ) -> Tensor {
    if first.shape == second.shape {
      return Tensor(first.shape, zip(first.elements, second.elements).map(body))
    }
    let rank = max(first.shape.count, second.shape.count)
    let padded = [first, second].map {
      [Int](repeating: 1, count: rank - $0.shape.count) + $0.shape
    }
    let shape = (0..<rank).map { padded[0][$0] == 1 ? padded[1][$0] : padded[0][$0] }
    let strides = padded.map { sizes in
      var inner = 1
      let strides = sizes.reversed().map { size in
        defer { inner *= size }
        return size == 1 ? 0 : inner
      }
      return Array(strides.reversed())
    }
    var elements: [Double] = []
    elements.reserveCapacity(shape.reduce(1, *))
    forEachPosition(shape, strides) { offsets in
      elements.append(body(first.elements[offsets[0]], second.elements[offsets[1]]))
    }
    return Tensor(shape, elements)
  }

  /// Visits all positions of a shape in order, with the offset that each of some strides gives them.
  func forEachPosition(_ shape: [Int], _ strides: [[Int]], _ body: ([Int]) -> Void) {
    guard !shape.contains(0) else { return }
    var counters = [Int](repeating: 0, count: shape.count)
    var offsets = [Int](repeating: 0, count: strides.count)
    while true {
      body(offsets)
      var axis = shape.count - 1
      while axis >= 0 {
        counters[axis] += 1
        for index in strides.indices { offsets[index] += strides[index][axis] }
        if counters[axis] < shape[axis] { break }
        for index in strides.indices { offsets[index] -= shape[axis] * strides[index][axis] }
        counters[axis] = 0
        axis -= 1
      }
      if axis < 0 { return }
    }
  }
}
