import Foundation
import Graphs

/// A dense tensor of the interpreter; truth is 1 and 0.
public struct Tensor {
  /// The sizes, outermost first.
  public var shape: [Int]
  /// All elements in row-major order.
  public var elements: [Double]

  /// A tensor from its elements.
  public init(_ shape: [Int], _ elements: [Double]) {
    self.shape = shape
    self.elements = elements
  }

  /// The element of a picture, or nil outside of it.
  func pixel(_ batch: Int, _ row: Int, _ column: Int, _ channel: Int) -> Double? {
    guard (0..<shape[1]).contains(row), (0..<shape[2]).contains(column) else { return nil }
    return elements[((batch * shape[1] + row) * shape[2] + column) * shape[3] + channel]
  }
}

/// Runs a graph one element at a time in double precision, straight from TFLite's definitions, whole models too. It
/// shares no arithmetic with the library: paddings and shapes are computed here anew.
public struct Interpreter {
  /// Error of a graph that cannot be interpreted.
  public enum Failure: Error {
    case unknownOperator(String)
    case shape(expected: Shape, found: [Int])
  }

  let graph: Graph
  /// Values so far, state as it is now.
  var tensors: [Int: Tensor] = [:]

  /// The outputs of a graph for dense inputs, both in the graph's order.
  public static func run(_ graph: Graph, inputs: [[Double]]) throws -> [Tensor] {
    var interpreter = Interpreter(graph: graph)
    for (id, elements) in zip(graph.inputs, inputs) {
      interpreter.tensors[id.index] = Tensor(graph[id].shape.dimensions, elements)
    }
    for node in graph.nodes {
      let results = try interpreter.evaluate(node)
      for (output, tensor) in zip(node.outputs, results) {
        guard tensor.shape == graph[output].shape.dimensions else {
          throw Failure.shape(expected: graph[output].shape, found: tensor.shape)
        }
        interpreter.tensors[output.index] = tensor
      }
    }
    return try graph.outputs.map { try interpreter.tensor($0) }
  }

  private init(graph: Graph) { self.graph = graph }

  private func tensor(_ id: ValueID) throws -> Tensor {
    if let tensor = tensors[id.index] { return tensor }
    if graph[id].isState { return initialState(id) }
    let (type, constant) = (graph[id].elementType, graph[id].constant!)
    let elements: [Double]
    if let floats = constant.floats(as: type) {
      elements = floats.map(Double.init)
    } else if let integers = constant.integers(as: type) {
      elements = integers.map(Double.init)
    } else if type == .bool || type == .uint8 {
      elements = constant.withBytes { $0.map(Double.init) }
    } else if type == .int8 {
      elements = constant.withBytes { $0.map { Double(Int8(bitPattern: $0)) } }
    } else {
      throw Failure.unknownOperator("constant of \(type)")
    }
    return Tensor(graph[id].shape.dimensions, elements)
  }

  private mutating func evaluate(_ node: Node) throws -> [Tensor] {
    let inputs = try node.inputs.map { try $0.map { try tensor($0) } }
    if let results = try control(node, inputs) { return results }
    if let top = node.operation(as: TopK.self) { return rank(top, inputs[0]!) }
    if let pool = node.operation(as: MaxPoolWithArgmax2D.self) {
      return maximumPool(pool, inputs[0]!)
    }
    let type = node.inputs.first.flatMap { $0.map { graph[$0].elementType } } ?? .float32
    guard
      let result = try network(node, inputs) ?? elementwise(node, inputs, type)
        ?? movement(node, inputs) ?? reduction(node, inputs, type)
    else { throw Failure.unknownOperator(node.operation.label) }
    return [result]
  }
}
