/// Computes `Dequantize` of constants: from `float16` (exact) and from quantized `int8` and `uint8`
/// (rounded once).
///
/// No other operator is folded: converters fold the rest themselves, and a `Dequantize` costs one
/// pass over its input, whereas a constant subgraph of convolutions could cost any amount.
public final class FoldConstants: GraphPass {
  /// Bytes that folding may allocate in one graph; nodes beyond it are left as they are. A small
  /// file may widen one buffer through many nodes.
  public let byteCountLimit: Int

  /// The pass.
  public init(byteCountLimit: Int = 1 << 30) { self.byteCountLimit = byteCountLimit }

  public func run(_ graph: Graph) throws(GraphError) -> Graph {
    var editor = GraphEditor(graph)
    var remaining = byteCountLimit
    for index in editor.nodeIndices {
      guard let node = editor.node(at: index), node.operation(as: Dequantize.self) != nil,
        let input = node.inputs[0], let output = node.outputs.first, !editor.isOutput(output)
      else { continue }
      let byteCount = editor[output].byteCount
      guard editor[input].constant != nil, byteCount <= remaining,
        let floats = dequantized(editor[input])
      else { continue }
      remaining -= byteCount
      editor.remove(index)
      editor.setConstant(Constant(floats: floats), of: output)
    }
    return try editor.graph()
  }

  private func dequantized(_ value: TensorDescriptor) -> [Float]? {
    switch value.elementType {
    case .float16: value.constant?.floats(as: .float16)
    case .int8: dequantized(value) { Double(Int8(bitPattern: $0)) }
    case .uint8: dequantized(value) { Double($0) }
    default: nil
    }
  }

  /// scale * (stored - zero point), in double precision: exact before the one rounding, and safe
  /// for any zero point that a file holds.
  private func dequantized(
    _ value: TensorDescriptor, _ stored: (UInt8) -> Double
  ) -> [Float]? {
    guard let quantization = value.quantization, let constant = value.constant,
      !quantization.scales.isEmpty
    else { return nil }
    guard constant.byteCount > 0 else { return [] }
    // Elements between neighbors along the quantized axis; the rule has checked that axis.
    let sliceCount = quantization.scales.count
    let innerCount =
      sliceCount == 1 ? 1 : value.shape.dimensions[(quantization.axis + 1)...].reduce(1, *)
    return constant.withBytes { bytes in
      bytes.indices.map { index in
        let slice = sliceCount == 1 ? 0 : index / max(1, innerCount) % sliceCount
        let zeroPoint = Double(quantization.zeroPoints[slice])
        return Float(Double(quantization.scales[slice]) * (stored(bytes[index]) - zeroPoint))
      }
    }
  }
}
