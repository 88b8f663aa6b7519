import Graphs
import KernelInterface
import Kernels
import Memory

/// One dimension of a transposed convolution, split by the output's position modulo the stride: each
/// phase is an ordinary convolution with some of the taps.
///
/// Output o gets input i times tap k where o = i * stride - pad + k. With o + pad = q * stride + phase
/// those are the taps k = phase + t * stride with i = q - t.
struct TransposedPhase {
  /// Taps of the phase: the filter position, and the input offset from q.
  let taps: [(filter: Int, input: Int)]
  /// The first output of the phase.
  let firstOutput: Int
  /// q of the first output.
  let firstInput: Int
  /// Outputs of the phase, `stride` apart.
  let outputCount: Int

  init(_ phase: Int, filter: Int, stride: Int, padBefore: Int, outputSize: Int) {
    taps = Swift.stride(from: phase, to: filter, by: stride).enumerated()
      .map { (filter: $0.element, input: -$0.offset) }.reversed()
    let start = phase - padBefore
    let skipped = start < 0 ? (-start + stride - 1) / stride : 0
    firstOutput = start + skipped * stride
    firstInput = skipped
    outputCount =
      firstOutput < outputSize ? (outputSize - firstOutput + stride - 1) / stride : 0
  }

  /// The phases of a dimension that have outputs, ascending: `outputSize` of them at most, however
  /// large the stride is.
  static func all(
    filter: Int, stride: Int, padBefore: Int, outputSize: Int
  ) -> [TransposedPhase] {
    (0..<min(stride, outputSize)).map { ($0 + padBefore) % stride }.sorted().map {
      TransposedPhase(
        $0, filter: filter, stride: stride, padBefore: padBefore, outputSize: outputSize)
    }.filter { $0.outputCount > 0 }
  }

  /// Input positions that the phases read before 0 and behind `inputSize`.
  static func overhang(
    _ phases: [TransposedPhase], inputSize: Int
  ) -> (before: Int, after: Int) {
    var (before, after) = (0, 0)
    for phase in phases {
      for tap in phase.taps {
        before = max(before, -(phase.firstInput + tap.input))
        after = max(
          after, phase.firstInput + phase.outputCount - 1 + tap.input - (inputSize - 1))
      }
    }
    return (before, after)
  }
}

extension TransposeConvolution2D: Lowerable {
  /// Each position of an output modulo the stride takes a step and weights of its own.
  private static let largestPhaseCount = 4096

  func inputMargins(
    of node: Node, in graph: Graph, outputMargins: Margins
  ) throws(PlanError) -> Margins {
    let shape = graph[node.input(0)].shape
    let (rows, columns) = try phases(input: shape, filter: graph[node.input(1)].shape)
    let vertical = TransposedPhase.overhang(rows, inputSize: shape[1])
    let horizontal = TransposedPhase.overhang(columns, inputSize: shape[2])
    return Margins(
      top: vertical.before, bottom: vertical.after, left: horizontal.before,
      right: horizontal.after)
  }

  private func phases(
    input: Shape, filter: Shape
  ) throws(PlanError) -> (rows: [TransposedPhase], columns: [TransposedPhase]) {
    do throws(OperatorError) {
      let rows = try Window1D(
        transposedInput: input[1], output: outputShape[1], filter: filter[1],
        stride: stride.height, padding: padding)
      let columns = try Window1D(
        transposedInput: input[2], output: outputShape[2], filter: filter[2],
        stride: stride.width, padding: padding)
      let phaseCount = saturatingProduct(
        min(stride.height, outputShape[1]), min(stride.width, outputShape[2]))
      guard phaseCount <= Self.largestPhaseCount else {
        throw OperatorError.attribute(
          name: "stride", expected: "with at most \(Self.largestPhaseCount) positions",
          found: "\(phaseCount)")
      }
      return (
        TransposedPhase.all(
          filter: filter[1], stride: stride.height, padBefore: rows.padBefore,
          outputSize: outputShape[1]),
        TransposedPhase.all(
          filter: filter[2], stride: stride.width, padBefore: columns.padBefore,
          outputSize: outputShape[2])
      )
    } catch {
      throw .unsupported(operation: Self.name, expected: "a window that fits", found: "\(error)")
    }
  }

  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    let (inputID, filterID, outputID) = (node.input(0), node.input(1), node.output())
    let filter = builder.graph[filterID].shape
    let (rows, columns) = try phases(input: builder.graph[inputID].shape, filter: filter)
    let lowering = TransposeLowering(
      operation: self, filter: filter, weights: try builder.floats(filterID),
      bias: try builder.bias(node), input: try builder.view(inputID),
      output: try builder.view(outputID), residual: try builder.residual(node, epilogue))
    // Taps that do not overlap: an input pixel's outputs of one row are neighbors, so that all
    // columns of the filter become output channels of one convolution.
    let isBlock =
      filter[2] == stride.width && outputShape[2] == lowering.input.width * stride.width
      && lowering.output.pixelStride == filter[0]
      && (lowering.residual.map { $0.pixelStride == filter[0] } ?? true)
    if isBlock, try lowering.appendRowPair(rows, into: &builder) {
      return try finish(lowering, into: &builder)
    }
    for row in rows {
      if isBlock {
        try lowering.appendBlock(row, into: &builder)
      } else {
        for column in columns { try lowering.append(row, column, into: &builder) }
      }
    }
    try finish(lowering, into: &builder)
  }

  private func finish(
    _ lowering: TransposeLowering, into builder: inout PlanBuilder
  ) throws(PlanError) {
    let output = lowering.output
    if !output.margins.isEmpty { builder.clearMargins(of: output, operation: Self.name) }
    try epilogue.finish(output, operation: Self.name, in: &builder)
  }
}

/// State that all phases of one transposed convolution share.
private struct TransposeLowering {
  let operation: TransposeConvolution2D
  /// `[outputChannels, filterHeight, filterWidth, inputChannels]`
  let filter: Shape
  let weights: [Float]
  let bias: [Float]
  let input: TensorView
  let output: TensorView
  let residual: TensorView?

  /// The weights of one output channel at one filter position.
  private func tap(_ channel: Int, _ y: Int, _ x: Int) -> ArraySlice<Float> {
    let start = ((channel * filter[1] + y) * filter[2] + x) * filter[3]
    return weights[start..<(start + filter[3])]
  }

  /// Every `stride`-th row and column of a view, as a view.
  private func phase(
    of view: TensorView, _ row: TransposedPhase, _ column: TransposedPhase
  ) -> TensorView {
    var part = view
    part.offset += row.firstOutput * view.rowStride + column.firstOutput * view.pixelStride
    part.height = row.outputCount
    part.width = column.outputCount
    part.rowStride = view.rowStride * operation.stride.height
    part.pixelStride = view.pixelStride * operation.stride.width
    part.margins = Margins()
    return part
  }

  func append(
    _ row: TransposedPhase, _ column: TransposedPhase, into builder: inout PlanBuilder
  ) throws(PlanError) {
    let taps = row.taps.flatMap { y in column.taps.map { x in (y, x) } }
    let offsets = taps.map { y, x in y.input * input.rowStride + x.input * input.pixelStride }
    var gathered: [Float] = []
    for channel in 0..<filter[0] {
      for (y, x) in taps { gathered += tap(channel, y.filter, x.filter) }
    }
    try append(
      gathered, bias: bias, channelCount: filter[0], segmentOffsets: offsets,
      firstRow: row.firstInput, firstColumn: column.firstInput,
      output: phase(of: output, row, column),
      residual: residual.map { phase(of: $0, row, column) }, into: &builder)
  }

  /// The weights of all columns of a phase as output channels: `[filterWidth * outputChannels, taps]`.
  private func blockWeights(_ row: TransposedPhase) -> [Float] {
    var gathered: [Float] = []
    for x in 0..<filter[2] {
      for channel in 0..<filter[0] {
        for y in row.taps { gathered += tap(channel, y.filter, x) }
      }
    }
    return gathered
  }

  /// Every `stride`-th row of a view, with the columns that one input pixel makes as channels.
  private func block(of view: TensorView, _ row: TransposedPhase) -> TensorView {
    var part = view
    part.offset += row.firstOutput * view.rowStride
    part.height = row.outputCount
    part.width = input.width
    part.channels = view.channels * filter[2]
    part.pixelStride = view.pixelStride * filter[2]
    part.rowStride = view.rowStride * operation.stride.height
    part.margins = Margins()
    return part
  }

  /// Two phases of rows without overlap at once, when the level has a kernel that stores the halves of
  /// its channels to two rows: half the passes over the input.
  ///
  /// - Returns: whether it applied.
  func appendRowPair(
    _ rows: [TransposedPhase], into builder: inout PlanBuilder
  ) throws(PlanError) -> Bool {
    guard rows.count == 2, filter[1] == 2, residual == nil, input.rowGap == 0,
      rows.allSatisfy({ $0.taps.count == 1 && $0.firstInput == 0 && $0.outputCount == input.height }
      )
    else { return false }
    let bias = Array(repeatElement(bias, count: 2 * filter[2]).joined())
    guard
      let packed = PackedConvolution(
        splitWeights: blockWeights(rows[0]) + blockWeights(rows[1]), bias: bias,
        channelCount: 2 * filter[2] * filter[0], depth: filter[3], kernels: builder.kernels)
    else { return false }
    try append(
      packed, segmentOffsets: [0], firstRow: 0, firstColumn: 0, output: block(of: output, rows[0]),
      residual: nil, upperHalfOffset: output.rowStride, into: &builder)
    return true
  }

  func appendBlock(_ row: TransposedPhase, into builder: inout PlanBuilder) throws(PlanError) {
    let offsets = row.taps.map { $0.input * input.rowStride }
    try append(
      blockWeights(row), bias: Array(repeatElement(bias, count: filter[2]).joined()),
      channelCount: filter[0] * filter[2], segmentOffsets: offsets, firstRow: row.firstInput,
      firstColumn: 0, output: block(of: output, row), residual: residual.map { block(of: $0, row) },
      into: &builder)
  }

  private func append(
    _ weights: [Float], bias: [Float], channelCount: Int, segmentOffsets: [Int], firstRow: Int,
    firstColumn: Int, output: TensorView, residual: TensorView?, into builder: inout PlanBuilder
  ) throws(PlanError) {
    let depth = segmentOffsets.count * filter[3]
    try append(
      PackedConvolution(
        weights: weights, bias: bias, channelCount: channelCount, depth: depth,
        kernels: builder.kernels),
      segmentOffsets: segmentOffsets, firstRow: firstRow, firstColumn: firstColumn,
      output: output, residual: residual, upperHalfOffset: 0, into: &builder)
  }

  private func append(
    _ packed: PackedConvolution, segmentOffsets: [Int], firstRow: Int, firstColumn: Int,
    output: TensorView, residual: TensorView?, upperHalfOffset: Int,
    into builder: inout PlanBuilder
  ) throws(PlanError) {
    try builder.count(packed.weights.storage.byteCount)
    let name = TransposeConvolution2D.name
    var step = ConvolutionStep(
      input: try input.typed(for: name), output: try output.typed(for: name),
      residual: try residual?.typed(for: name), packed: packed,
      walk: .rows(stride: 1, firstRow: firstRow), columnStride: 1, firstColumn: firstColumn,
      segmentOffsets: FixedArray(segmentOffsets.isEmpty ? [0] : segmentOffsets),
      segmentLength: segmentOffsets.isEmpty ? 0 : filter[3],
      activation: operation.epilogue.activation.elementActivation,
      finalLimits: operation.epilogue.finalLimits, clearsMargins: false,
      blockPixelCount: ConvolutionStep.blockPixelCount(
        depth: packed.depth, channelCount: packed.channelCount),
      upperHalfOffset: upperHalfOffset)
    if upperHalfOffset != 0, step.activation.kind == .logistic {
      step.activate = builder.kernels[.elementwise(.activate)].run
    }
    builder.append(
      step, operation: name, kernelNames: packed.kernelNames, grain: 1,
      reads: [input] + [residual].compactMap { $0 }, writes: [output],
      weightByteCount: packed.weights.storage.byteCount,
      multiplyAddCount: saturatingProduct(
        output.batch, output.height, output.width, packed.channelCount, packed.depth))
  }
}
