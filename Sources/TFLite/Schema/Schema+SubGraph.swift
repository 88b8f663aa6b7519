import FlatBuffers

extension Schema {
  /// The element type of a tensor that is the handle of a variable.
  static let handleTensorType: Int8 = 13

  /// Tensors and the operators over them.
  struct SubGraph {
    let table: FlatBuffer.Table

    /// Of `Tensor`.
    var tensors: FlatBuffer.TableVector? {
      get throws(FlatBufferError) { try table.tables(0) }
    }
    var inputs: FlatBuffer.Vector<Int32>? {
      get throws(FlatBufferError) { try table.vector(1) }
    }
    var outputs: FlatBuffer.Vector<Int32>? {
      get throws(FlatBufferError) { try table.vector(2) }
    }
    /// Of `Operator`.
    var operators: FlatBuffer.TableVector? {
      get throws(FlatBufferError) { try table.tables(3) }
    }
    var name: ArraySlice<UInt8>? {
      get throws(FlatBufferError) { try table.string(4) }
    }
  }

  /// One tensor.
  struct Tensor {
    let table: FlatBuffer.Table

    var shape: FlatBuffer.Vector<Int32>? {
      get throws(FlatBufferError) { try table.vector(0) }
    }
    var type: Int8 {
      get throws(FlatBufferError) { try table.scalar(1, default: 0) }
    }
    /// Index into the model's buffers; 0 means that there is none.
    var buffer: UInt32 {
      get throws(FlatBufferError) { try table.scalar(2, default: 0) }
    }
    var name: ArraySlice<UInt8>? {
      get throws(FlatBufferError) { try table.string(3) }
    }
    var quantization: QuantizationParameters? {
      get throws(FlatBufferError) { try table.table(4).map(QuantizationParameters.init) }
    }
    var isVariable: Bool {
      get throws(FlatBufferError) { try table.boolean(5, default: false) }
    }
    var sparsity: SparsityParameters? {
      get throws(FlatBufferError) { try table.table(6).map(SparsityParameters.init) }
    }
    /// `shape` with -1 for each size that may change.
    var shapeSignature: FlatBuffer.Vector<Int32>? {
      get throws(FlatBufferError) { try table.vector(7) }
    }
    /// Index of a buffer in another file; 0 means that there is none.
    var externalBuffer: UInt32 {
      get throws(FlatBufferError) { try table.scalar(10, default: 0) }
    }
  }

  /// real = scale * (stored - zero point).
  struct QuantizationParameters {
    let table: FlatBuffer.Table

    var scales: FlatBuffer.Vector<Float>? {
      get throws(FlatBufferError) { try table.vector(2) }
    }
    var zeroPoints: FlatBuffer.Vector<Int64>? {
      get throws(FlatBufferError) { try table.vector(3) }
    }
    /// Member of the union of special schemes; 0 for the affine one.
    var detailsType: UInt8 {
      get throws(FlatBufferError) { try table.scalar(4, default: 0) }
    }
    var dimension: Int32 {
      get throws(FlatBufferError) { try table.scalar(6, default: 0) }
    }
  }

  /// One operator.
  struct Operator {
    let table: FlatBuffer.Table

    /// Index into the model's operator codes.
    var codeIndex: UInt32 {
      get throws(FlatBufferError) { try table.scalar(0, default: 0) }
    }
    /// Tensor indices; -1 for an optional input that is absent.
    var inputs: FlatBuffer.Vector<Int32>? {
      get throws(FlatBufferError) { try table.vector(1) }
    }
    var outputs: FlatBuffer.Vector<Int32>? {
      get throws(FlatBufferError) { try table.vector(2) }
    }
    var builtinOptions: (type: UInt8, table: FlatBuffer.Table?) {
      get throws(FlatBufferError) { try table.union(typeField: 3, valueField: 4) }
    }
    var customOptions: FlatBuffer.Vector<UInt8>? {
      get throws(FlatBufferError) { try table.vector(5) }
    }
  }
}
