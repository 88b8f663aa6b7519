import FlatBuffers
import Graphs

/// `MAX_POOL_2D` and `L2_POOL_2D`: one picture.
func importPool2D(
  _ statistic: Pool2D.Statistic
) -> @Sendable (NodeSource) throws(ModelError) -> Node {
  { (source) throws(ModelError) in
    let inputs = try source.inputs(required: 1)
    let (padding, strideHeight, strideWidth, filterHeight, filterWidth, activation) =
      try source.options(Schema.Pool2DOptions.self) { (options) throws(FlatBufferError) in
        (
          try options.padding, try options.strideHeight, try options.strideWidth,
          try options.filterHeight, try options.filterWidth, try options.activation
        )
      }
    return source.node(
      Pool2D(
        statistic, padding: try source.padding(padding),
        window: try source.extent(height: filterHeight, width: filterWidth, "a window"),
        stride: try source.extent(height: strideHeight, width: strideWidth, "strides"),
        activation: try source.activation(activation)),
      inputs: inputs)
  }
}

/// MediaPipe's custom operator `MaxPoolingWithArgmax2D`: a picture; largest elements and their places.
///
/// Source: MediaPipe, util/tflite/operations/max_pool_argmax.cc.
func importMaxPoolWithArgmax2D(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: 1, outputs: 2)
  let options = try source.customPoolOptions()
  return source.node(
    MaxPoolWithArgmax2D(
      padding: options.padding, window: options.window, stride: options.stride,
      activation: options.activation),
    inputs: inputs)
}

/// MediaPipe's custom operator `MaxUnpooling2D`: elements and their places in windows.
///
/// Source: MediaPipe, util/tflite/operations/max_unpooling.cc.
func importMaxUnpooling2D(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: 2)
  let options = try source.customPoolOptions()
  return source.node(
    MaxUnpooling2D(window: options.window, stride: options.stride), inputs: inputs)
}

extension NodeSource {
  /// Options of MediaPipe's pools, the first six integers of `TfLitePoolParams` in TensorFlow Lite's C API:
  /// padding (1 for SAME, 2 for VALID), stride width and height, window width and height, activation.
  fileprivate func customPoolOptions() throws(ModelError) -> (
    padding: Padding, window: Extent2D, stride: Extent2D, activation: Activation
  ) {
    let fields = try customIntegers(6)
    return (
      try customPadding(fields[0]), try extent(height: fields[4], width: fields[3], "a window"),
      try extent(height: fields[2], width: fields[1], "strides"),
      try activation(Int8(clamping: fields[5]))
    )
  }

  /// The first 32-bit integers of a custom operator's options.
  func customIntegers(_ count: Int) throws(ModelError) -> [Int32] {
    let options = try reading("options of node \(index) (\(entry.name))") {
      () throws(FlatBufferError) in try schema.customOptions
    }
    guard let options, options.count >= 4 * count else {
      throw fail(expected: "\(4 * count) bytes of options", found: "\(options?.count ?? 0)")
    }
    return (0..<count).map { field in
      Int32(
        bitPattern: (0..<4).reduce(0) { $0 | UInt32(options[4 * field + $1]) << UInt32(8 * $1) })
    }
  }

  /// A scheme for a value of `TfLitePadding` in TensorFlow Lite's C API.
  func customPadding(_ code: Int32) throws(ModelError) -> Padding {
    switch code {
    case 1: return .same
    case 2: return .valid
    default: throw fail(expected: "padding SAME (1) or VALID (2)", found: "\(code)")
    }
  }
}
