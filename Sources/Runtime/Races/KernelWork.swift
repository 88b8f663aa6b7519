import Graphs
import KernelInterface

/// Work for one kernel family, given by its sizes alone: what kernels are timed with.
public enum KernelWork: Sendable, Hashable {
  /// `pixelCount` sums of `depth` products for each of `channelCount` output channels.
  case convolution(pixelCount: Int, depth: Int, channelCount: Int)
  /// A square filter over `[height, width, channelCount]`, padding `same`.
  case depthwise(
    height: Int, width: Int, channelCount: Int, filterSize: Int, stride: Int, dilation: Int)
  /// Operands of `[height, width, channelCount]`.
  case elementwise(ElementwiseOperation, height: Int, width: Int, channelCount: Int)
  /// The mean over all pixels of `[height, width, channelCount]`.
  case windowMean(height: Int, width: Int, channelCount: Int)
  /// Bilinear, from `[height, width, channelCount]`.
  case resize(height: Int, width: Int, channelCount: Int, outputHeight: Int, outputWidth: Int)

  /// A graph of one operator that does the work. Weights and biases are pseudorandom.
  ///
  /// - Throws: `KernelWorkError` for sizes that are too large, `GraphError` for sizes that do not
  ///   belong together.
  public func graph() throws -> Graph {
    switch self {
    case .convolution(let pixelCount, let depth, let channelCount):
      return try oneOperator(
        Convolution2D(padding: .valid), input: [1, 1, pixelCount, depth],
        constants: [[channelCount, 1, 1, depth], [channelCount]])
    case .depthwise(let height, let width, let channelCount, let size, let stride, let dilation):
      return try oneOperator(
        DepthwiseConvolution2D(
          padding: .same, stride: Extent2D(height: stride, width: stride),
          dilation: Extent2D(height: dilation, width: dilation)),
        input: [1, height, width, channelCount],
        constants: [[1, size, size, channelCount], [channelCount]])
    case .elementwise(let operation, let height, let width, let channelCount):
      let shape = [1, height, width, channelCount]
      if let function = UnaryFunction.allCases.first(where: { $0.kernel == operation }) {
        return try oneOperator(Unary(function), input: shape, constants: [])
      }
      if let function = BinaryFunction.allCases.first(where: { $0.kernel == operation }) {
        return try oneOperator(Binary(function), input: shape, constants: [], inputCount: 2)
      }
      return switch operation {
      case .activate:
        try oneOperator(Activate(activation: .hardSwish), input: shape, constants: [])
      case .add: try oneOperator(Add(), input: shape, constants: [], inputCount: 2)
      case .multiply: try oneOperator(Multiply(), input: shape, constants: [], inputCount: 2)
      default:
        try oneOperator(
          MultiplyAdd(), input: shape, constants: [[1, 1, 1, channelCount], shape])
      }
    case .windowMean(let height, let width, let channelCount):
      return try oneOperator(
        Mean(axes: [1, 2], keepsDimensions: true), input: [1, height, width, channelCount],
        constants: [])
    case .resize(let height, let width, let channelCount, let outputHeight, let outputWidth):
      return try oneOperator(
        ResizeBilinear(
          size: Extent2D(height: outputHeight, width: outputWidth), hasHalfPixelCenters: true),
        input: [1, height, width, channelCount], constants: [])
    }
  }

  /// Operations of elementwise kernels.
  public static var elementwiseOperations: [ElementwiseOperation] { ElementwiseOperation.allCases }

  /// The most elements that a tensor may have, 16 MiB of floats: a comparison holds one of each for
  /// every candidate.
  public static let largestElementCount = 1 << 22

  private func oneOperator(
    _ operation: some Operator, input: [Int], constants: [[Int]], inputCount: Int = 1
  ) throws -> Graph {
    func shape(_ dimensions: [Int]) throws -> Shape {
      let shape = try Shape(validating: dimensions)
      guard (1...Self.largestElementCount).contains(shape.elementCount) else {
        throw KernelWorkError.size(shape)
      }
      return shape
    }
    let inputShape = try shape(input)
    var values = (0..<inputCount).map { index in
      TensorDescriptor(name: "input \(index)", elementType: .float32, shape: inputShape)
    }
    var random = PseudorandomFloats()
    for (index, constant) in constants.enumerated() {
      let shape = try shape(constant)
      values.append(
        TensorDescriptor(
          name: "constant \(index)", elementType: .float32, shape: shape,
          constant: Constant(floats: random.next(shape.elementCount))))
    }
    let inputs = values.indices.map { ValueID($0) }
    for type in try operation.outputTypes(for: values) {
      guard type.shape.elementCount <= Self.largestElementCount else {
        throw KernelWorkError.size(type.shape)
      }
      values.append(
        TensorDescriptor(name: "output", elementType: type.elementType, shape: type.shape))
    }
    let outputs = (inputs.count..<values.count).map { ValueID($0) }
    return try Graph(
      values: values, nodes: [Node(operation, inputs: inputs, outputs: outputs)],
      inputs: inputs.prefix(inputCount).map { $0 }, outputs: outputs)
  }
}

/// Error of work that does not exist.
public enum KernelWorkError: Error, CustomStringConvertible {
  case size(Shape)

  public var description: String {
    switch self {
    case .size(let shape):
      "tensor: expected 1...\(KernelWork.largestElementCount) elements, found \(shape)"
    }
  }
}

/// Floats in -0.125 ..< 0.125 that are the same in every run; the sums that they make stay finite.
struct PseudorandomFloats {
  private var state: UInt32 = 1

  /// The next `count` floats.
  mutating func next(_ count: Int) -> [Float] {
    (0..<count).map { _ in
      // Numerical Recipes' linear congruential generator.
      state = state &* 1_664_525 &+ 1_013_904_223
      return Float(state >> 8) / Float(1 << 26) - 0.125
    }
  }
}
