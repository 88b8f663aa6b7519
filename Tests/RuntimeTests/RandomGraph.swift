import Graphs
import TestSupport

/// A small valid graph that a seed decides: every operator, awkward sizes, values with many readers.
struct RandomGraph {
  private var generator: SeededGenerator
  private var builder = GraphBuilder()
  /// Values of rank 4.
  private var pictures: [ValueID] = []
  /// Values of other ranks.
  private var others: [ValueID] = []
  private var constants: [ValueID] = []

  /// The graph of a seed.
  static func graph(seed: UInt64) throws -> Graph {
    var random = RandomGraph(generator: SeededGenerator(state: seed))
    return try random.make()
  }

  private init(generator: SeededGenerator) { self.generator = generator }

  private mutating func make() throws -> Graph {
    let shape = [oneIn(4) ? 2 : 1, int(1...11), oneIn(6) ? int(20...40) : int(1...13), int(1...20)]
    pictures.append(builder.input(shape[0], shape[1], shape[2], shape[3]))
    if oneIn(3) { pictures.append(builder.input(shape[0], shape[1], shape[2], int(1...9))) }
    for _ in 0..<int(1...9) { try addNodes() }
    let read = Set(builder.nodes.flatMap { $0.inputs.compactMap { $0 } })
    let written = builder.nodes.flatMap(\.outputs)
    var outputs = written.filter { !read.contains($0) }
    if oneIn(3), let inner = written.randomElement(using: &generator) { outputs.append(inner) }
    if oneIn(10) { outputs.append(builder.inputs[0]) }
    if oneIn(10), let constant = constants.randomElement(using: &generator) {
      outputs.append(constant)
    }
    if outputs.isEmpty { outputs = [builder.inputs[0]] }
    return try Graph(
      values: builder.values, nodes: builder.nodes, inputs: builder.inputs, outputs: outputs)
  }

  // Choices

  private mutating func int(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &generator)
  }

  private mutating func oneIn(_ count: Int) -> Bool { int(1...count) == 1 }

  private mutating func extent(_ range: ClosedRange<Int>) -> Extent2D {
    Extent2D(height: int(range), width: int(range))
  }

  private mutating func padding() -> Padding { oneIn(3) ? .valid : .same }

  private mutating func activation() -> Activation {
    oneIn(2) ? .none : Activation.allCases.randomElement(using: &generator) ?? .none
  }

  /// Mostly a recent value.
  private mutating func picture() -> ValueID {
    oneIn(2)
      ? pictures[pictures.count - 1] : pictures[int(0...(pictures.count - 1))]
  }

  private func shape(_ id: ValueID) -> Shape { builder.values[id.index].shape }

  /// Random numbers whose sums of `termCount` products stay about as large as what they multiply;
  /// sometimes as float16 behind a `Dequantize`.
  private mutating func weights(_ dimensions: [Int], termCount: Int) throws -> ValueID {
    let scale = 1.7 / Float(max(1, termCount)).squareRoot()
    let floats = (0..<Shape(dimensions).elementCount).map { _ in
      Float.random(in: -1..<1, using: &generator) * scale
    }
    if oneIn(5) {
      let bytes = floats.flatMap { value in
        withUnsafeBytes(of: Float16(value).bitPattern.littleEndian) { Array($0) }
      }
      return try builder.node(
        Dequantize(), inputs: [builder.stored(.float16, dimensions, bytes)])
    }
    let id = builder.constant(dimensions, floats)
    constants.append(id)
    return id
  }

  /// Adds a node unless its operator refuses the choice (a window that does not fit) or its output is
  /// large.
  @discardableResult
  private mutating func add(_ operation: any Operator, _ inputs: [ValueID?]) -> ValueID? {
    let descriptors = inputs.map { id in id.map { builder.values[$0.index] } }
    guard let type = try? operation.outputTypes(for: descriptors).first,
      type.shape.elementCount <= 20_000,
      let output = try? builder.node(operation, inputs: inputs)
    else { return nil }
    if type.shape.rank == 4 { pictures.append(output) } else { others.append(output) }
    return output
  }

  // Nodes

  private mutating func addNodes() throws {
    switch int(0...14) {
    case 0, 1: try addConvolution(isPointwise: oneIn(2))
    case 2, 3: try addDepthwise()
    case 4: try addElementwise(Add(activation: activation()))
    case 5: try addElementwise(Multiply(activation: .reluN1To1))
    case 6: addConcatenation()
    case 7:
      add(
        ResizeBilinear(
          size: extent(1...16), alignsCorners: oneIn(3), hasHalfPixelCenters: oneIn(3)),
        [picture()])
      if oneIn(2) { try addConvolution(isPointwise: true) }
    case 8: addPool()
    case 9: addMean()
    case 10: try addFullyConnected()
    case 11: try addTransposed()
    case 12: add(Activate(activation: oneIn(2) ? .hardSwish : .logistic), [picture()])
    case 13: try addAttention()
    default: try addResidual()
    }
  }

  private mutating func addConvolution(isPointwise: Bool) throws {
    let input = picture()
    let filter = isPointwise ? Extent2D.one : extent(1...5)
    let dimensions = [int(1...40), filter.height, filter.width, shape(input)[3]]
    let operation = Convolution2D(
      padding: padding(), stride: isPointwise && !oneIn(4) ? .one : extent(1...3),
      dilation: isPointwise ? .one : extent(1...2), epilogue: Epilogue(activation: activation()))
    let filterID = try weights(
      dimensions, termCount: filter.height * filter.width * dimensions[3])
    let bias = oneIn(3) ? nil : try weights([dimensions[0]], termCount: 1)
    add(operation, [input, filterID, bias])
  }

  private mutating func addDepthwise() throws {
    let input = picture()
    let size = [1, 3, 3, 3, 5, 5, 2, 7].randomElement(using: &generator) ?? 3
    let filter = oneIn(3) ? extent(1...7) : Extent2D(height: size, width: size)
    let multiplier = oneIn(4) ? int(2...3) : 1
    let channels = shape(input)[3] * multiplier
    let operation = DepthwiseConvolution2D(
      padding: padding(), stride: oneIn(3) ? extent(1...3) : oneIn(2) ? .one : extent(2...2),
      dilation: oneIn(4) ? extent(1...3) : .one, depthMultiplier: multiplier,
      epilogue: Epilogue(activation: activation()))
    let filterID = try weights(
      [1, filter.height, filter.width, channels], termCount: filter.height * filter.width)
    add(operation, [input, filterID, oneIn(3) ? nil : try weights([channels], termCount: 1)])
  }

  private mutating func addElementwise(_ operation: any Operator) throws {
    let input = picture()
    let same = (pictures + others).filter { shape($0).broadcast(with: shape(input)) != nil }
    if oneIn(2), let other = same.randomElement(using: &generator) {
      add(operation, oneIn(2) ? [input, other] : [other, input])
      return
    }
    var dimensions = shape(input).dimensions
    for axis in dimensions.indices where oneIn(2) { dimensions[axis] = 1 }
    dimensions.removeFirst(int(0...4))
    if oneIn(8) { dimensions.insert(contentsOf: [2, 1, 1, 1, 1], at: 0) }
    let constant = try weights(dimensions, termCount: 1)
    add(operation, oneIn(2) ? [input, constant] : [constant, input])
  }

  private mutating func addConcatenation() {
    let input = picture()
    let axis = oneIn(3) ? int(0...3) : 3
    var parts: [ValueID?] = [input]
    for candidate in pictures.shuffled(using: &generator) where parts.count < 4 {
      var dimensions = shape(candidate).dimensions
      dimensions[axis] = shape(input)[axis]
      if dimensions == shape(input).dimensions && oneIn(2) { parts.append(candidate) }
    }
    add(
      Concatenation(axis: axis, activation: oneIn(4) ? .relu6 : .none),
      parts.shuffled(using: &generator))
  }

  private mutating func addPool() {
    let input = picture()
    let isGlobal = oneIn(3)
    let size = shape(input)
    add(
      AveragePool2D(
        padding: padding(),
        window: isGlobal ? Extent2D(height: size[1], width: size[2]) : extent(1...4),
        stride: extent(1...3), activation: activation()), [input])
  }

  private mutating func addMean() {
    let input = picture()
    let axes = oneIn(2) ? [1, 2] : (0...3).filter { _ in oneIn(2) }
    add(Mean(axes: axes, keepsDimensions: oneIn(2)), [input])
  }

  private mutating func addFullyConnected() throws {
    let input = oneIn(4) ? others.randomElement(using: &generator) ?? picture() : picture()
    guard let channels = shape(input).dimensions.last, channels > 0 else { return }
    let outputs = int(1...20)
    add(
      FullyConnected(
        keepsDimensions: oneIn(2), epilogue: Epilogue(activation: activation())),
      [
        input, try weights([outputs, channels], termCount: channels),
        oneIn(2) ? nil : try weights([outputs], termCount: 1),
      ])
  }

  private mutating func addTransposed() throws {
    let input = picture()
    let (filter, stride, padding) = (extent(1...4), extent(1...3), padding())
    func size(_ input: Int, _ filter: Int, _ stride: Int, _ surplus: Int) -> Int {
      padding == .same
        ? input * stride - surplus % stride : (input - 1) * stride + filter + surplus % stride
    }
    let from = shape(input)
    let channels = int(1...6)
    let output = Shape([
      from[0], size(from[1], filter.height, stride.height, int(0...2)),
      size(from[2], filter.width, stride.width, int(0...2)), channels,
    ])
    add(
      TransposeConvolution2D(
        outputShape: output, padding: padding, stride: stride,
        epilogue: Epilogue(activation: activation())),
      [
        input,
        try weights(
          [channels, filter.height, filter.width, from[3]],
          termCount: filter.height * filter.width * from[3]),
        oneIn(2) ? nil : try weights([channels], termCount: 1),
      ])
  }

  /// A picture scaled by a gate of its channels, as in MobileNetV3, and what often follows.
  private mutating func addAttention() throws {
    let input = picture()
    let size = shape(input)
    let pooled = add(
      AveragePool2D(
        padding: .valid, window: Extent2D(height: size[1], width: size[2])), [input])
    let gate = add(
      Convolution2D(epilogue: Epilogue(activation: .logistic)),
      [pooled, try weights([size[3], 1, 1, size[3]], termCount: size[3]), nil])
    guard let scaled = add(Multiply(), [input, gate]) else { return }
    if oneIn(2) {
      add(
        Convolution2D(epilogue: Epilogue(activation: activation())),
        [scaled, try weights([int(1...24), 1, 1, size[3]], termCount: size[3]), nil])
    } else {
      add(Add(activation: activation()), [scaled, input])
    }
  }

  /// A convolution of a picture added to it.
  private mutating func addResidual() throws {
    let input = picture()
    let channels = shape(input)[3]
    let sum: ValueID?
    if oneIn(2) {
      sum = add(
        Convolution2D(epilogue: Epilogue(activation: activation())),
        [input, try weights([channels, 3, 3, channels], termCount: 9 * channels), nil])
    } else {
      sum = add(
        DepthwiseConvolution2D(epilogue: Epilogue(activation: activation())),
        [input, try weights([1, 3, 3, channels], termCount: 9), nil])
    }
    guard let sum else { return }
    add(Add(activation: activation()), oneIn(2) ? [sum, input] : [input, sum])
  }
}
