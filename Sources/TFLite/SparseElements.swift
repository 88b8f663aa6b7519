import FlatBuffers
import Graphs

/// Elements of a sparse constant, level by level, on their way to their places in a dense one.
///
/// Source: TensorFlow Lite's `FormatConverter`, which has the format: each level is a dimension, dense or a
/// list of places for every node of the level above, and the elements follow in the order of the leaves.
struct SparseElements {
  /// One level.
  private struct Level {
    var isSparse: Bool
    var size: Int
    var segments: [Int]
    var places: [Int]
    /// Elements of the dense tensor from one place to the next.
    var stride: Int
  }

  private var levels: [Level] = []
  private let elementByteCount: Int
  /// Nodes that may still be visited: a hostile file could have any number of empty ones.
  private var nodesLeft: Int
  private var dense: [UInt8]
  private var source = 0

  /// The elements of a constant, dense; nil where the description does not fit the shape or the bytes.
  static func dense(
    _ parameters: Schema.SparsityParameters, shape: Shape, elementByteCount: Int,
    bytes: ArraySlice<UInt8>
  ) throws(FlatBufferError) -> [UInt8]? {
    guard
      var elements = try SparseElements(
        parameters, shape: shape, elementByteCount: elementByteCount),
      bytes.count % elementByteCount == 0, elements.visit(0, node: 0, offset: 0, bytes)
    else { return nil }
    return elements.dense
  }

  private init?(
    _ parameters: Schema.SparsityParameters, shape: Shape, elementByteCount: Int
  ) throws(FlatBufferError) {
    self.elementByteCount = elementByteCount
    dense = [UInt8](repeating: 0, count: shape.elementCount * elementByteCount)
    nodesLeft = 16 * (shape.elementCount + 1)
    let order = try parameters.traversalOrder.map { $0.map { Int($0) } } ?? []
    let blocks = try parameters.blockMap.map { $0.map { Int($0) } } ?? []
    guard let tables = try parameters.levels, tables.count == order.count,
      order.count == shape.rank + blocks.count, order.sorted() == Array(order.indices),
      order.count <= 2 * ModelLimits.rank, blocks.allSatisfy(shape.dimensions.indices.contains),
      Set(blocks).count == blocks.count
    else { return nil }
    var strides = [Int](repeating: 1, count: shape.rank)
    for axis in shape.dimensions.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * shape[axis + 1]
    }
    var blockSizes = [Int](repeating: 1, count: shape.rank)
    for (index, dimension) in order.enumerated() {
      let table = Schema.DimensionMetadata(table: try tables.table(at: index))
      let level = Level(
        isSparse: try table.isSparse, size: Int(try table.denseSize),
        segments: try table.segments ?? [], places: try table.places ?? [], stride: 0)
      if dimension >= shape.rank {
        guard !level.isSparse, level.size > 0 else { return nil }
        blockSizes[blocks[dimension - shape.rank]] = level.size
      }
      levels.append(level)
    }
    for (index, dimension) in order.enumerated() {
      if dimension >= shape.rank {
        levels[index].stride = strides[blocks[dimension - shape.rank]]
        continue
      }
      let (blockCount, rest) = shape[dimension].quotientAndRemainder(
        dividingBy: blockSizes[dimension])
      guard rest == 0, levels[index].isSparse || levels[index].size == blockCount,
        levels[index].places.allSatisfy((0..<blockCount).contains)
      else { return nil }
      levels[index].stride = strides[dimension] * blockSizes[dimension]
    }
  }

  /// Visits the leaves below a node. Tells whether all that it found fits.
  private mutating func visit(
    _ index: Int, node: Int, offset: Int, _ bytes: ArraySlice<UInt8>
  ) -> Bool {
    nodesLeft -= 1
    guard nodesLeft > 0 else { return false }
    guard index < levels.count else {
      let start = bytes.startIndex + source * elementByteCount
      let target = offset * elementByteCount
      guard start + elementByteCount <= bytes.endIndex, target + elementByteCount <= dense.count
      else { return false }
      for byte in 0..<elementByteCount { dense[target + byte] = bytes[start + byte] }
      source += 1
      return true
    }
    let stride = levels[index].stride
    guard levels[index].isSparse else {
      let size = levels[index].size
      for place in 0..<size
      where !visit(index + 1, node: node * size + place, offset: offset + place * stride, bytes) {
        return false
      }
      return true
    }
    let segments = levels[index].segments
    guard node + 1 < segments.count, segments[node] >= 0, segments[node] <= segments[node + 1],
      segments[node + 1] <= levels[index].places.count
    else { return false }
    for child in segments[node]..<segments[node + 1]
    where !visit(
      index + 1, node: child, offset: offset + levels[index].places[child] * stride, bytes)
    {
      return false
    }
    return true
  }
}
