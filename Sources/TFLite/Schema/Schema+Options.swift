import FlatBuffers

/// A member of the schema's union of operator options.
protocol OptionsTable {
  /// The member's number in the union `BuiltinOptions`.
  static var unionType: UInt8 { get }
  /// Its name there.
  static var name: String { get }
  /// A view; a nil table gives the schema's defaults.
  init(_ table: FlatBuffer.Table?)
}

extension Schema {
  /// A table that may be absent as a whole: then every field has its default.
  struct OptionalTable {
    let table: FlatBuffer.Table?

    func scalar<Scalar: FlatBufferScalar>(
      _ field: Int, default fallback: Scalar
    ) throws(FlatBufferError) -> Scalar {
      guard let table else { return fallback }
      return try table.scalar(field, default: fallback)
    }

    func boolean(_ field: Int) throws(FlatBufferError) -> Bool {
      guard let table else { return false }
      return try table.boolean(field, default: false)
    }
  }

  /// Of `CONV_2D`.
  struct Conv2DOptions: OptionsTable {
    static let unionType: UInt8 = 1
    static let name = "Conv2DOptions"
    let fields: OptionalTable
    init(_ table: FlatBuffer.Table?) { fields = OptionalTable(table: table) }

    var padding: Int8 { get throws(FlatBufferError) { try fields.scalar(0, default: 0) } }
    var strideWidth: Int32 { get throws(FlatBufferError) { try fields.scalar(1, default: 0) } }
    var strideHeight: Int32 { get throws(FlatBufferError) { try fields.scalar(2, default: 0) } }
    var activation: Int8 { get throws(FlatBufferError) { try fields.scalar(3, default: 0) } }
    var dilationWidth: Int32 { get throws(FlatBufferError) { try fields.scalar(4, default: 1) } }
    var dilationHeight: Int32 { get throws(FlatBufferError) { try fields.scalar(5, default: 1) } }
  }

  /// Of `DEPTHWISE_CONV_2D`. Field 3, the depth multiplier, is not read: it follows from the shapes.
  struct DepthwiseConv2DOptions: OptionsTable {
    static let unionType: UInt8 = 2
    static let name = "DepthwiseConv2DOptions"
    let fields: OptionalTable
    init(_ table: FlatBuffer.Table?) { fields = OptionalTable(table: table) }

    var padding: Int8 { get throws(FlatBufferError) { try fields.scalar(0, default: 0) } }
    var strideWidth: Int32 { get throws(FlatBufferError) { try fields.scalar(1, default: 0) } }
    var strideHeight: Int32 { get throws(FlatBufferError) { try fields.scalar(2, default: 0) } }
    var activation: Int8 { get throws(FlatBufferError) { try fields.scalar(4, default: 0) } }
    var dilationWidth: Int32 { get throws(FlatBufferError) { try fields.scalar(5, default: 1) } }
    var dilationHeight: Int32 { get throws(FlatBufferError) { try fields.scalar(6, default: 1) } }
  }

  /// Of `AVERAGE_POOL_2D`.
  struct Pool2DOptions: OptionsTable {
    static let unionType: UInt8 = 5
    static let name = "Pool2DOptions"
    let fields: OptionalTable
    init(_ table: FlatBuffer.Table?) { fields = OptionalTable(table: table) }

    var padding: Int8 { get throws(FlatBufferError) { try fields.scalar(0, default: 0) } }
    var strideWidth: Int32 { get throws(FlatBufferError) { try fields.scalar(1, default: 0) } }
    var strideHeight: Int32 { get throws(FlatBufferError) { try fields.scalar(2, default: 0) } }
    var filterWidth: Int32 { get throws(FlatBufferError) { try fields.scalar(3, default: 0) } }
    var filterHeight: Int32 { get throws(FlatBufferError) { try fields.scalar(4, default: 0) } }
    var activation: Int8 { get throws(FlatBufferError) { try fields.scalar(5, default: 0) } }
  }

  /// Of `FULLY_CONNECTED`.
  struct FullyConnectedOptions: OptionsTable {
    static let unionType: UInt8 = 8
    static let name = "FullyConnectedOptions"
    let fields: OptionalTable
    init(_ table: FlatBuffer.Table?) { fields = OptionalTable(table: table) }

    var activation: Int8 { get throws(FlatBufferError) { try fields.scalar(0, default: 0) } }
    var weightsFormat: Int8 { get throws(FlatBufferError) { try fields.scalar(1, default: 0) } }
    var keepsDimensions: Bool { get throws(FlatBufferError) { try fields.boolean(2) } }
  }

  /// Of `CONCATENATION`.
  struct ConcatenationOptions: OptionsTable {
    static let unionType: UInt8 = 10
    static let name = "ConcatenationOptions"
    let fields: OptionalTable
    init(_ table: FlatBuffer.Table?) { fields = OptionalTable(table: table) }

    var axis: Int32 { get throws(FlatBufferError) { try fields.scalar(0, default: 0) } }
    var activation: Int8 { get throws(FlatBufferError) { try fields.scalar(1, default: 0) } }
  }

  /// Of `ADD`.
  struct AddOptions: OptionsTable {
    static let unionType: UInt8 = 11
    static let name = "AddOptions"
    let fields: OptionalTable
    init(_ table: FlatBuffer.Table?) { fields = OptionalTable(table: table) }

    var activation: Int8 { get throws(FlatBufferError) { try fields.scalar(0, default: 0) } }
  }

  /// Of `MUL`.
  struct MulOptions: OptionsTable {
    static let unionType: UInt8 = 21
    static let name = "MulOptions"
    let fields: OptionalTable
    init(_ table: FlatBuffer.Table?) { fields = OptionalTable(table: table) }

    var activation: Int8 { get throws(FlatBufferError) { try fields.scalar(0, default: 0) } }
  }

  /// Of `RESIZE_BILINEAR`. Fields 0 and 1 are deprecated: the size is an input.
  struct ResizeBilinearOptions: OptionsTable {
    static let unionType: UInt8 = 15
    static let name = "ResizeBilinearOptions"
    let fields: OptionalTable
    init(_ table: FlatBuffer.Table?) { fields = OptionalTable(table: table) }

    var alignsCorners: Bool { get throws(FlatBufferError) { try fields.boolean(2) } }
    var hasHalfPixelCenters: Bool { get throws(FlatBufferError) { try fields.boolean(3) } }
  }

  /// Of `MEAN`.
  struct ReducerOptions: OptionsTable {
    static let unionType: UInt8 = 27
    static let name = "ReducerOptions"
    let fields: OptionalTable
    init(_ table: FlatBuffer.Table?) { fields = OptionalTable(table: table) }

    var keepsDimensions: Bool { get throws(FlatBufferError) { try fields.boolean(0) } }
  }

  /// Of `TRANSPOSE_CONV`.
  struct TransposeConvOptions: OptionsTable {
    static let unionType: UInt8 = 49
    static let name = "TransposeConvOptions"
    let fields: OptionalTable
    init(_ table: FlatBuffer.Table?) { fields = OptionalTable(table: table) }

    var padding: Int8 { get throws(FlatBufferError) { try fields.scalar(0, default: 0) } }
    var strideWidth: Int32 { get throws(FlatBufferError) { try fields.scalar(1, default: 0) } }
    var strideHeight: Int32 { get throws(FlatBufferError) { try fields.scalar(2, default: 0) } }
    var activation: Int8 { get throws(FlatBufferError) { try fields.scalar(3, default: 0) } }
  }
}
