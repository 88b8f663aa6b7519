import Foundation
import Graphs

/// A dense tensor of the interpreter.
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

/// Runs a graph one element at a time in double precision, straight from TFLite's definitions. It
/// shares no arithmetic with the library: paddings and shapes are computed here anew. One long file
/// so that the whole reference can be read in one go.
public struct Interpreter {
  /// Error of a graph that cannot be interpreted.
  public enum Failure: Error {
    case unknownOperator(String)
    case shape(expected: Shape, found: [Int])
  }

  let graph: Graph
  private var tensors: [Int: Tensor] = [:]

  /// The outputs of a graph for dense inputs, both in the graph's order.
  public static func run(_ graph: Graph, inputs: [[Double]]) throws -> [Tensor] {
    var interpreter = Interpreter(graph: graph)
    for (id, elements) in zip(graph.inputs, inputs) {
      interpreter.tensors[id.index] = Tensor(graph[id].shape.dimensions, elements)
    }
    for node in graph.nodes {
      let output = node.outputs[0]
      let tensor = try interpreter.evaluate(node)
      guard tensor.shape == graph[output].shape.dimensions else {
        throw Failure.shape(expected: graph[output].shape, found: tensor.shape)
      }
      interpreter.tensors[output.index] = tensor
    }
    return graph.outputs.map { interpreter.tensor($0) }
  }

  private init(graph: Graph) { self.graph = graph }

  private func tensor(_ id: ValueID) -> Tensor {
    if let tensor = tensors[id.index] { return tensor }
    let floats = graph[id].constant!.floats(as: graph[id].elementType)!
    return Tensor(graph[id].shape.dimensions, floats.map(Double.init))
  }

  private func evaluate(_ node: Node) throws -> Tensor {
    let inputs = node.inputs.map { $0.map(tensor) }
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
    if let convolution = node.operation(as: Convolution2D.self) {
      var data = inputs[0]!
      if convolution.scalesInput { data = combine(data, inputs[3]!, *) }
      let sum = convolve(
        data, inputs[1]!, bias(inputs), convolution.padding, convolution.stride,
        convolution.dilation)
      return finish(sum, convolution.epilogue, inputs)
    }
    if let depthwise = node.operation(as: DepthwiseConvolution2D.self) {
      return finish(convolveDepthwise(depthwise, inputs), depthwise.epilogue, inputs)
    }
    if let transpose = node.operation(as: TransposeConvolution2D.self) {
      return finish(convolveTransposed(transpose, inputs), transpose.epilogue, inputs)
    }
    if let fullyConnected = node.operation(as: FullyConnected.self) {
      return finish(multiplyMatrix(fullyConnected, inputs), fullyConnected.epilogue, inputs)
    }
    if let pool = node.operation(as: AveragePool2D.self) {
      return map(averagePool(pool, inputs[0]!)) { apply(pool.activation, $0) }
    }
    if let resize = node.operation(as: ResizeBilinear.self) {
      return resample(resize, inputs[0]!)
    }
    if let mean = node.operation(as: Mean.self) {
      return average(mean, inputs[0]!)
    }
    if let concatenation = node.operation(as: Concatenation.self) {
      return concatenate(concatenation, inputs.map { $0! })
    }
    if node.operation(as: Dequantize.self) != nil {
      return inputs[0]!
    }
    throw Failure.unknownOperator(node.operation.name)
  }

  // Element-wise operators

  private func apply(_ activation: Activation, _ x: Double) -> Double {
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

  private func map(_ tensor: Tensor, _ body: (Double) -> Double) -> Tensor {
    Tensor(tensor.shape, tensor.elements.map(body))
  }

  private func combine(
    _ first: Tensor, _ second: Tensor, _ body: (Double, Double) -> Double
  ) -> Tensor {
    let rank = max(first.shape.count, second.shape.count)
    let padded = [first, second].map {
      [Int](repeating: 1, count: rank - $0.shape.count) + $0.shape
    }
    let shape = (0..<rank).map { padded[0][$0] == 1 ? padded[1][$0] : padded[0][$0] }
    var elements: [Double] = []
    for position in 0..<shape.reduce(1, *) {
      var offsets = [0, 0]
      var inner = [1, 1]
      var rest = position
      for axis in (0..<rank).reversed() {
        let coordinate = rest % shape[axis]
        rest /= shape[axis]
        for operand in 0..<2 {
          if padded[operand][axis] != 1 { offsets[operand] += coordinate * inner[operand] }
          inner[operand] *= padded[operand][axis]
        }
      }
      elements.append(body(first.elements[offsets[0]], second.elements[offsets[1]]))
    }
    return Tensor(shape, elements)
  }

  private func finish(_ sum: Tensor, _ epilogue: Epilogue, _ inputs: [Tensor?]) -> Tensor {
    let activated = map(sum) { apply(epilogue.activation, $0) }
    guard epilogue.addsResidual else { return activated }
    return combine(activated, inputs.last!!) { apply(epilogue.finalActivation, $0 + $1) }
  }

  // Operators with windows

  private func bias(_ inputs: [Tensor?]) -> [Double]? {
    inputs.count > 2 ? inputs[2]?.elements : nil
  }

  /// Output size and padding in front, by the formulas of TFLite's documentation.
  private func window(
    _ input: Int, _ filter: Int, _ stride: Int, _ dilation: Int, _ padding: Padding
  ) -> (size: Int, pad: Int) {
    let effective = dilation * (filter - 1) + 1
    if padding == .valid { return (Int(ceil(Double(input - effective + 1) / Double(stride))), 0) }
    let size = Int(ceil(Double(input) / Double(stride)))
    return (size, max(0, (size - 1) * stride + effective - input) / 2)
  }

  private func convolve(
    _ x: Tensor, _ filter: Tensor, _ bias: [Double]?, _ padding: Padding, _ stride: Extent2D,
    _ dilation: Extent2D
  ) -> Tensor {
    let rows = window(x.shape[1], filter.shape[1], stride.height, dilation.height, padding)
    let columns = window(x.shape[2], filter.shape[2], stride.width, dilation.width, padding)
    let shape = [x.shape[0], rows.size, columns.size, filter.shape[0]]
    return tabulate(shape) { batch, row, column, channel in
      var sum = bias?[channel] ?? 0
      for i in 0..<filter.shape[1] {
        for j in 0..<filter.shape[2] {
          for k in 0..<filter.shape[3] {
            let value = x.pixel(
              batch, row * stride.height - rows.pad + i * dilation.height,
              column * stride.width - columns.pad + j * dilation.width, k)
            sum += (value ?? 0) * filter.pixel(channel, i, j, k)!
          }
        }
      }
      return sum
    }
  }

  private func convolveDepthwise(
    _ depthwise: DepthwiseConvolution2D, _ inputs: [Tensor?]
  ) -> Tensor {
    let (x, filter, bias) = (inputs[0]!, inputs[1]!, bias(inputs))
    let (stride, dilation) = (depthwise.stride, depthwise.dilation)
    let rows = window(
      x.shape[1], filter.shape[1], stride.height, dilation.height, depthwise.padding)
    let columns = window(
      x.shape[2], filter.shape[2], stride.width, dilation.width, depthwise.padding)
    let shape = [x.shape[0], rows.size, columns.size, filter.shape[3]]
    return tabulate(shape) { batch, row, column, channel in
      var sum = bias?[channel] ?? 0
      for i in 0..<filter.shape[1] {
        for j in 0..<filter.shape[2] {
          let value = x.pixel(
            batch, row * stride.height - rows.pad + i * dilation.height,
            column * stride.width - columns.pad + j * dilation.width,
            channel / depthwise.depthMultiplier)
          sum += (value ?? 0) * filter.pixel(0, i, j, channel)!
        }
      }
      return sum
    }
  }

  private func convolveTransposed(
    _ transpose: TransposeConvolution2D, _ inputs: [Tensor?]
  ) -> Tensor {
    let (x, filter, bias) = (inputs[0]!, inputs[1]!, bias(inputs))
    let shape = transpose.outputShape.dimensions
    let stride = transpose.stride
    let top = window(shape[1], filter.shape[1], stride.height, 1, transpose.padding).pad
    let left = window(shape[2], filter.shape[2], stride.width, 1, transpose.padding).pad
    return tabulate(shape) { batch, row, column, channel in
      var sum = bias?[channel] ?? 0
      for i in 0..<x.shape[1] {
        for j in 0..<x.shape[2] {
          let (y, x0) = (row + top - i * stride.height, column + left - j * stride.width)
          guard (0..<filter.shape[1]).contains(y), (0..<filter.shape[2]).contains(x0) else {
            continue
          }
          for k in 0..<x.shape[3] {
            sum += x.pixel(batch, i, j, k)! * filter.pixel(channel, y, x0, k)!
          }
        }
      }
      return sum
    }
  }

  private func averagePool(_ pool: AveragePool2D, _ x: Tensor) -> Tensor {
    let rows = window(x.shape[1], pool.window.height, pool.stride.height, 1, pool.padding)
    let columns = window(x.shape[2], pool.window.width, pool.stride.width, 1, pool.padding)
    let shape = [x.shape[0], rows.size, columns.size, x.shape[3]]
    return tabulate(shape) { batch, row, column, channel in
      var taps: [Double] = []
      for i in 0..<pool.window.height {
        for j in 0..<pool.window.width {
          let value = x.pixel(
            batch, row * pool.stride.height - rows.pad + i,
            column * pool.stride.width - columns.pad + j, channel)
          if let value { taps.append(value) }
        }
      }
      return taps.reduce(0, +) / Double(taps.count)
    }
  }

  private func resample(_ resize: ResizeBilinear, _ x: Tensor) -> Tensor {
    func position(_ index: Int, _ input: Int, _ output: Int) -> Double {
      if resize.alignsCorners && output > 1 {
        return Double(index) * Double(input - 1) / Double(output - 1)
      }
      let scale = Double(input) / Double(output)
      return resize.hasHalfPixelCenters
        ? (Double(index) + 0.5) * scale - 0.5 : Double(index) * scale
    }
    let shape = [x.shape[0], resize.size.height, resize.size.width, x.shape[3]]
    return tabulate(shape) { batch, row, column, channel in
      let y = min(max(position(row, x.shape[1], shape[1]), 0), Double(x.shape[1] - 1))
      let x0 = min(max(position(column, x.shape[2], shape[2]), 0), Double(x.shape[2] - 1))
      var sum = 0.0
      for i in Int(y)...Int(y.rounded(.up)) {
        for j in Int(x0)...Int(x0.rounded(.up)) {
          let weight = max(0, 1 - abs(y - Double(i))) * max(0, 1 - abs(x0 - Double(j)))
          sum += weight * x.pixel(batch, i, j, channel)!
        }
      }
      return sum
    }
  }

  private func tabulate(
    _ shape: [Int], _ body: (Int, Int, Int, Int) -> Double
  ) -> Tensor {
    var elements: [Double] = []
    for batch in 0..<shape[0] {
      for row in 0..<shape[1] {
        for column in 0..<shape[2] {
          for channel in 0..<shape[3] { elements.append(body(batch, row, column, channel)) }
        }
      }
    }
    return Tensor(shape, elements)
  }

  // The rest

  private func multiplyMatrix(_ operation: FullyConnected, _ inputs: [Tensor?]) -> Tensor {
    let (x, weights, bias) = (inputs[0]!, inputs[1]!, bias(inputs))
    let (outputs, channels) = (weights.shape[0], weights.shape[1])
    let rows = x.elements.count / channels
    var elements: [Double] = []
    for row in 0..<rows {
      for output in 0..<outputs {
        var sum = bias?[output] ?? 0
        for channel in 0..<channels {
          sum +=
            x.elements[row * channels + channel] * weights.elements[output * channels + channel]
        }
        elements.append(sum)
      }
    }
    return Tensor(
      operation.keepsDimensions ? x.shape.dropLast() + [outputs] : [rows, outputs], elements)
  }

  private func average(_ mean: Mean, _ x: Tensor) -> Tensor {
    let kept = x.shape.indices.map { mean.axes.contains($0) ? 1 : x.shape[$0] }
    var sums = [Double](repeating: 0, count: kept.reduce(1, *))
    for (position, element) in x.elements.enumerated() {
      var (rest, target, inner) = (position, 0, 1)
      for axis in x.shape.indices.reversed() {
        let coordinate = rest % x.shape[axis]
        rest /= x.shape[axis]
        if kept[axis] != 1 { target += coordinate * inner }
        inner *= kept[axis]
      }
      sums[target] += element
    }
    let count = Double(x.elements.count / sums.count)
    let shape =
      mean.keepsDimensions
      ? kept : x.shape.indices.filter { !mean.axes.contains($0) }.map { x.shape[$0] }
    return Tensor(shape, sums.map { $0 / count })
  }

  private func concatenate(_ operation: Concatenation, _ parts: [Tensor]) -> Tensor {
    let axis = operation.axis
    var shape = parts[0].shape
    shape[axis] = parts.map { $0.shape[axis] }.reduce(0, +)
    var elements: [Double] = []
    for outer in 0..<shape[..<axis].reduce(1, *) {
      for part in parts {
        let run = part.shape[axis...].reduce(1, *)
        elements += part.elements[(outer * run)..<((outer + 1) * run)]
      }
    }
    return Tensor(shape, elements.map { apply(operation.activation, $0) })
  }
}
