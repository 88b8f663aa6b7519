import Graphs
import TestSupport
import Testing

/// Shape rules and costs on what a hostile file could hold: they answer or throw, and never trap.
struct AbsurdInputTests {
  private static let sizes = [
    0, 1, 1, 1, 2, 2, 3, 3, 4, 255, 65536, Int(Int32.max), 1 << 31, 1 << 40, 1 << 62, Int.max,
  ]
  private static let numbers = sizes + [-1, -2, Int(Int32.min), Int.min]

  private var generator = SeededGenerator(state: 7)

  private mutating func number() -> Int { Self.numbers.randomElement(using: &generator) ?? 0 }

  private mutating func extent() -> Extent2D { Extent2D(height: number(), width: number()) }

  private mutating func shape() -> Shape {
    while true {
      let rank = Bool.random(using: &generator) ? 4 : Int.random(in: 0...5, using: &generator)
      let dimensions = (0..<rank).map { _ in Self.sizes.randomElement(using: &generator) ?? 0 }
      if let shape = try? Shape(validating: dimensions) { return shape }
    }
  }

  private mutating func descriptor() -> TensorDescriptor? {
    if Int.random(in: 0..<12, using: &generator) == 0 { return nil }
    let types: [ElementType] = [.float32, .float32, .float32, .float32, .float16, .int8, .int32]
    let scaleCount = Int.random(in: 0...3, using: &generator)
    return TensorDescriptor(
      name: "x", elementType: types.randomElement(using: &generator) ?? .float32, shape: shape(),
      quantization: Quantization(
        scales: Array(repeating: .nan, count: scaleCount),
        zeroPoints: (0..<scaleCount).map { _ in number() }, axis: number()))
  }

  private mutating func operation() -> any Operator {
    let padding: Padding = Bool.random(using: &generator) ? .same : .valid
    let epilogue = Epilogue(addsResidual: Int.random(in: 0..<3, using: &generator) == 0)
    let flag = Bool.random(using: &generator)
    switch Int.random(in: 0..<13, using: &generator) {
    case 0:
      return Convolution2D(
        padding: padding, stride: extent(), dilation: extent(), epilogue: epilogue,
        scalesInput: flag)
    case 1:
      return DepthwiseConvolution2D(
        padding: padding, stride: extent(), dilation: extent(), depthMultiplier: number(),
        epilogue: epilogue)
    case 2:
      return TransposeConvolution2D(
        outputShape: shape(), padding: padding, stride: extent(), epilogue: epilogue)
    case 3: return FullyConnected(keepsDimensions: flag, epilogue: epilogue)
    case 4: return AveragePool2D(padding: padding, window: extent(), stride: extent())
    case 5: return ResizeBilinear(size: extent(), alignsCorners: flag)
    case 6: return Mean(axes: [number(), number()], keepsDimensions: flag)
    case 7: return Concatenation(axis: number())
    case 8: return Add()
    case 9: return Multiply()
    case 10: return Activate(activation: .relu)
    case 11: return MultiplyAdd()
    default: return Dequantize()
    }
  }

  @Test mutating func rulesNeverTrap() {
    var acceptedNames: Set<String> = []
    var refusalCount = 0
    for _ in 0..<60_000 {
      let operation = operation()
      let inputs = (0..<Int.random(in: 0...5, using: &generator)).map { _ in descriptor() }
      let output = TensorDescriptor(name: "y", elementType: .float32, shape: shape())
      #expect(operation.multiplyAccumulates(inputs: inputs, outputs: [output]) >= 0)
      do throws(OperatorError) {
        let types = try operation.outputTypes(for: inputs)
        #expect(types.allSatisfy { $0.shape.dimensions.allSatisfy { $0 >= 0 } })
        acceptedNames.insert(type(of: operation).name)
      } catch {
        refusalCount += 1
        #expect(!error.description.isEmpty)
      }
    }
    // Some of the simple operators are lucky, so that the rules are walked to their ends.
    #expect(acceptedNames.isSuperset(of: ["ADD", "MUL", "CONCATENATION", "MEAN", "DEQUANTIZE"]))
    #expect(refusalCount > 1000)
  }
}
