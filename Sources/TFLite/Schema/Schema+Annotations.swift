import FlatBuffers

/// Views of the metadata that a `.tflite` file may carry in its buffer `TFLITE_METADATA`: field numbers of
/// TensorFlow Lite Support's public `metadata_schema.fbs` (identifier `M001`). Only what vbg reads is listed.
extension Schema {
  /// An entry of the model's list of metadata.
  struct Metadata {
    let table: FlatBuffer.Table

    var name: ArraySlice<UInt8>? {
      get throws(FlatBufferError) { try table.string(0) }
    }
    /// Index into the model's buffers.
    var buffer: UInt32 {
      get throws(FlatBufferError) { try table.scalar(1, default: 0) }
    }
  }

  /// The file's words on a tensor.
  struct TensorMetadata {
    let table: FlatBuffer.Table

    /// Of `ProcessUnit`.
    var processUnits: FlatBuffer.TableVector? {
      get throws(FlatBufferError) { try table.tables(4) }
    }
    /// Of `AssociatedFile`.
    var associatedFiles: FlatBuffer.TableVector? {
      get throws(FlatBufferError) { try table.tables(6) }
    }
  }

  /// The root of the metadata.
  struct MetadataRoot {
    let table: FlatBuffer.Table

    init(_ file: FlatBuffer) throws(FlatBufferError) { table = try file.root() }

    /// The words on each subgraph.
    var subgraphs: FlatBuffer.TableVector? {
      get throws(FlatBufferError) { try table.tables(3) }
    }
  }

  /// Member 1 of the union of what is done to a tensor.
  static let normalizationUnionType: UInt8 = 1
  /// Types of files whose lines are names: of places along an axis, and of values.
  static let labelFileTypes: ClosedRange<Int8> = 2...3
}
