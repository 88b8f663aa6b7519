import Graphs
import KernelInterface
import Kernels

extension ResizeBilinear: Lowerable {
  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    let (inputID, outputID) = (node.input(0), node.output())
    let input = try builder.view(inputID)
    let output = try builder.view(outputID)
    let kernel = builder.kernels[.resize]
    guard Int32(exactly: input.width * input.pixelStride) != nil else {
      throw .unsupported(
        operation: Self.name, expected: "rows of at most \(Int32.max) elements",
        found: "\(input.width * input.pixelStride)")
    }
    try builder.count(
      saturatingProduct(3 * (output.height + output.width), MemoryLayout<Float>.stride))
    let step = ResizeStep(
      input: try input.typed(for: Self.name), output: try output.typed(for: Self.name),
      rows: taps(from: input.height, to: output.height),
      columns: taps(from: input.width, to: output.width),
      kernel: kernel.run)
    builder.append(
      step, operation: Self.name, kernelNames: [kernel.name],
      grain: max(1, 2048 / max(1, output.width * output.channels)), reads: [input],
      writes: [output])
  }

  /// Returns where the outputs of one dimension take their two sources.
  ///
  /// Source: TFLite's reference kernel: scale = input / output, or (input - 1) / (output - 1) when
  /// corners are aligned; position = (o + 1/2) * scale - 1/2 with half-pixel centers, else o * scale.
  private func taps(from input: Int, to output: Int) -> [LinearTap] {
    let scale =
      alignsCorners && output > 1
      ? Float(input - 1) / Float(output - 1) : Float(input) / Float(output)
    return (0..<output).map { index in
      let position = hasHalfPixelCenters ? (Float(index) + 0.5) * scale - 0.5 : Float(index) * scale
      return LinearTap(at: Double(position), of: input)
    }
  }
}

/// A bilinear resize, one output row at a time.
struct ResizeStep: Step {
  let input: TypedView<Float>
  let output: TypedView<Float>
  let rows: [LinearTap]
  let columnOffsets: [Int32]
  let columnFractions: [Float]
  let kernel: KernelFunction<ResizeArguments>

  init(
    input: TypedView<Float>, output: TypedView<Float>, rows: [LinearTap], columns: [LinearTap],
    kernel: @escaping KernelFunction<ResizeArguments>
  ) {
    self.input = input
    self.output = output
    self.rows = rows
    self.kernel = kernel
    columnOffsets = columns.flatMap { tap in
      [Int32(tap.first * input.pixelStride), Int32(tap.second * input.pixelStride)]
    }
    columnFractions = columns.map { Float($0.fraction) }
  }

  /// Output rows.
  var unitCount: Int { output.rowCount }

  var parts: PixelParts? {
    let parts = PixelParts(output.view)
    return parts.partsPerRow == 1 ? parts : nil
  }

  func run(_ units: Range<Int>, _ memory: StepMemory) {
    columnOffsets.withUnsafeBufferPointer { offsets in
      columnFractions.withUnsafeBufferPointer { fractions in
        guard let offsets = offsets.baseAddress, let fractions = fractions.baseAddress else {
          return
        }
        for row in units {
          let (image, y) = row.quotientAndRemainder(dividingBy: output.height)
          let source = memory.pointer(input) + image * input.imageStride
          var arguments = ResizeArguments(
            top: source + rows[y].first * input.rowStride,
            bottom: source + rows[y].second * input.rowStride,
            rowFraction: Float(rows[y].fraction),
            columnOffsets: offsets, columnFractions: fractions,
            output: memory.row(row, of: output), outputPixelStride: output.pixelStride,
            pixelCount: output.width, channelCount: output.channels)
          kernel(&arguments)
        }
      }
    }
    memory.clearMargins(of: output.view, rows: units)
  }
}
