import Graphs

/// Every operator that vbg imports, one line each: the schema's code and name, the versions, and the
/// function in `Operators/` that makes the node.
let operatorRegistry: [OperatorEntry] = [
  .builtin(0, "ADD", versions: 1...5, importAdd),
  .builtin(1, "AVERAGE_POOL_2D", versions: 1...3, importAveragePool2D),
  .builtin(2, "CONCATENATION", versions: 1...4, importConcatenation),
  .builtin(3, "CONV_2D", versions: 1...6, importConvolution2D),
  .builtin(4, "DEPTHWISE_CONV_2D", versions: 1...6, importDepthwiseConvolution2D),
  .builtin(6, "DEQUANTIZE", versions: 1...6, importDequantize),
  .builtin(9, "FULLY_CONNECTED", versions: 1...13, importFullyConnected),
  .builtin(14, "LOGISTIC", versions: 1...3, importActivation(.logistic)),
  .builtin(18, "MUL", versions: 1...7, importMultiply),
  .builtin(19, "RELU", versions: 1...3, importActivation(.relu)),
  .builtin(20, "RELU_N1_TO_1", versions: 1...1, importActivation(.reluN1To1)),
  .builtin(21, "RELU6", versions: 1...3, importActivation(.relu6)),
  .builtin(23, "RESIZE_BILINEAR", versions: 1...4, importResizeBilinear),
  .builtin(40, "MEAN", versions: 1...3, importMean),
  .builtin(67, "TRANSPOSE_CONV", versions: 1...4, importTransposeConvolution2D),
  .builtin(117, "HARD_SWISH", versions: 1...1, importActivation(.hardSwish)),
  .custom("Convolution2DTransposeBias", versions: 1...1, importConvolution2DTransposeBias),
]

/// The registry by code.
let operatorEntries = Dictionary(uniqueKeysWithValues: operatorRegistry.map { ($0.code, $0) })
