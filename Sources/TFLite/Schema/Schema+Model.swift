import FlatBuffers

extension Schema {
  /// The root of the file.
  struct Model {
    let table: FlatBuffer.Table

    init(_ file: FlatBuffer) throws(FlatBufferError) { table = try file.root() }

    var version: UInt32 {
      get throws(FlatBufferError) { try table.scalar(0, default: 0) }
    }
    /// Of `OperatorCode`.
    var operatorCodes: FlatBuffer.TableVector? {
      get throws(FlatBufferError) { try table.tables(1) }
    }
    /// Of `SubGraph`.
    var subgraphs: FlatBuffer.TableVector? {
      get throws(FlatBufferError) { try table.tables(2) }
    }
    var description: ArraySlice<UInt8>? {
      get throws(FlatBufferError) { try table.string(3) }
    }
    /// Of `Buffer`.
    var buffers: FlatBuffer.TableVector? {
      get throws(FlatBufferError) { try table.tables(4) }
    }
    /// Of `Metadata`.
    var metadata: FlatBuffer.TableVector? {
      get throws(FlatBufferError) { try table.tables(6) }
    }
    /// Of `SignatureDef`.
    var signatures: FlatBuffer.TableVector? {
      get throws(FlatBufferError) { try table.tables(7) }
    }
  }

  /// An entry point with names of its own.
  struct SignatureDef {
    let table: FlatBuffer.Table

    /// Of `TensorMap`.
    var inputs: FlatBuffer.TableVector? {
      get throws(FlatBufferError) { try table.tables(0) }
    }
    /// Of `TensorMap`.
    var outputs: FlatBuffer.TableVector? {
      get throws(FlatBufferError) { try table.tables(1) }
    }
    var key: ArraySlice<UInt8>? {
      get throws(FlatBufferError) { try table.string(2) }
    }
    var subgraphIndex: UInt32 {
      get throws(FlatBufferError) { try table.scalar(4, default: 0) }
    }
  }

  /// A tensor's name in a signature.
  struct TensorMap {
    let table: FlatBuffer.Table

    var name: ArraySlice<UInt8>? {
      get throws(FlatBufferError) { try table.string(0) }
    }
    var tensorIndex: UInt32 {
      get throws(FlatBufferError) { try table.scalar(1, default: 0) }
    }
  }

  /// Operator code: what operators of one kind have in common.
  struct OperatorCode {
    let table: FlatBuffer.Table

    /// The builtin operator's code. Older writers know only field 0, one signed byte; newer ones
    /// put codes beyond it into field 3 and a placeholder into field 0, so the larger one counts.
    var builtinCode: Int {
      get throws(FlatBufferError) {
        max(
          Int(try table.scalar(0, default: Int8(0))), Int(try table.scalar(3, default: Int32(0))))
      }
    }
    var customCode: ArraySlice<UInt8>? {
      get throws(FlatBufferError) { try table.string(1) }
    }
    var version: Int32 {
      get throws(FlatBufferError) { try table.scalar(2, default: 1) }
    }
  }

  /// The bytes of a constant: in place, or (for files beyond 2 GiB) somewhere after the FlatBuffer.
  struct Buffer {
    let table: FlatBuffer.Table

    var data: FlatBuffer.Vector<UInt8>? {
      get throws(FlatBufferError) { try table.vector(0) }
    }
    /// From the file's first byte; 0 and 1 mean that there is none.
    var offset: UInt64 {
      get throws(FlatBufferError) { try table.scalar(1, default: 0) }
    }
    var size: UInt64 {
      get throws(FlatBufferError) { try table.scalar(2, default: 0) }
    }
  }
}
