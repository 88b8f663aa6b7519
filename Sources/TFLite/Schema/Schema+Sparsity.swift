import FlatBuffers

extension Schema {
  /// The order and places of a sparse tensor's elements.
  struct SparsityParameters {
    let table: FlatBuffer.Table

    /// The dimensions in the order of their levels: those of the tensor, then those of blocks.
    var traversalOrder: FlatBuffer.Vector<Int32>? {
      get throws(FlatBufferError) { try table.vector(0) }
    }
    /// The tensor's dimension that each dimension of blocks divides.
    var blockMap: FlatBuffer.Vector<Int32>? {
      get throws(FlatBufferError) { try table.vector(1) }
    }
    /// Of `DimensionMetadata`, a level each.
    var levels: FlatBuffer.TableVector? {
      get throws(FlatBufferError) { try table.tables(2) }
    }
  }

  /// One level of a sparse tensor.
  struct DimensionMetadata {
    let table: FlatBuffer.Table

    var isSparse: Bool {
      get throws(FlatBufferError) { try table.scalar(0, default: Int8(0)) == 1 }
    }
    var denseSize: Int32 {
      get throws(FlatBufferError) { try table.scalar(1, default: 0) }
    }
    /// Where each node of the level above begins among the indices.
    var segments: [Int]? {
      get throws(FlatBufferError) { try indices(2) }
    }
    /// Places along the dimension.
    var places: [Int]? {
      get throws(FlatBufferError) { try indices(4) }
    }

    /// A member of the union `SparseIndexVector`: a table of one vector of 32, 16 or 8 bits.
    private func indices(_ field: Int) throws(FlatBufferError) -> [Int]? {
      let (type, vector) = try table.union(typeField: field, valueField: field + 1)
      guard let vector else { return nil }
      switch type {
      case 1: return try vector.vector(0, of: Int32.self).map { $0.map { Int($0) } } ?? []
      case 2: return try vector.vector(0, of: UInt16.self).map { $0.map { Int($0) } } ?? []
      case 3: return try vector.vector(0, of: UInt8.self).map { $0.map { Int($0) } } ?? []
      default: return nil
      }
    }
  }
}
