// Element types are in this module's signatures: one import must be enough.
@_exported public import enum Memory.ElementType

/// Affine quantization: real = scale * (stored - zeroPoint), for one scale or one a channel.
public struct Quantization: Hashable, Sendable {
  /// One scale for the tensor, or one for each slice along `axis`.
  public let scales: [Float]
  /// As many zero points as scales.
  public let zeroPoints: [Int]
  /// The dimension that per-channel scales run along.
  public let axis: Int

  /// Scales with their zero points.
  ///
  /// - Precondition: as many zero points as scales.
  public init(scales: [Float], zeroPoints: [Int], axis: Int) {
    precondition(scales.count == zeroPoints.count)
    self.scales = scales
    self.zeroPoints = zeroPoints
    self.axis = axis
  }
}

/// Names of a tensor in a signature, which lists a graph's inputs and outputs by names that last while the graph's
/// own change.
public struct SignatureNames: Hashable, Sendable {
  /// The name as an input.
  public var input: String?
  /// The name as an output.
  public var output: String?

  /// No names.
  public init() {}
}

/// Description of a tensor: what is known before anything runs.
public struct TensorDescriptor: Sendable {
  /// The name in the file; for messages only.
  public var name: String
  /// The type of every element.
  public var elementType: ElementType
  /// The sizes; always known (dynamic shapes are not supported).
  public var shape: Shape
  /// Map from stored integers to reals; nil for plain floats.
  public var quantization: Quantization?
  /// The elements, if the file carries them.
  public var constant: Constant?
  /// Whether the elements stay from one run to the next: nodes may both read and write them.
  public var isState: Bool
  /// The elements of state before the first run; nil for zeros.
  public var initialState: Constant?
  /// The names that a signature of the file gives the tensor, as an input and as an output of the graph.
  public var signatureNames = SignatureNames()

  /// A description.
  ///
  /// - Precondition: a constant has as many bytes as the shape and the element type give.
  public init(
    name: String, elementType: ElementType, shape: Shape,
    quantization: Quantization? = nil, constant: Constant? = nil, isState: Bool = false
  ) {
    self.name = name
    self.elementType = elementType
    self.shape = shape
    self.quantization = quantization
    self.constant = constant
    self.isState = isState
    initialState = nil
    precondition(constant == nil || constant?.byteCount == byteCount)
  }

  /// Element type and shape.
  public var type: TensorType { TensorType(elementType, shape) }

  /// Bytes of all elements, dense. Saturates instead of overflowing.
  public var byteCount: Int {
    let (bytes, overflow) = shape.elementCount.multipliedReportingOverflow(
      by: elementType.byteCount)
    return overflow ? .max : bytes
  }
}
