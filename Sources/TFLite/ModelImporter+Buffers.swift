import FlatBuffers

extension ModelImporter {
  /// Finds where each buffer's bytes lie in the file; an empty range for a buffer without.
  func readBuffers() throws(ModelError) -> [Range<Int>] {
    let list = try list("buffers") { () throws(FlatBufferError) in try model.buffers }
    guard let list, list.count > 0 else { throw .missing("buffers") }
    var ranges: [Range<Int>] = []
    ranges.reserveCapacity(list.count)
    for index in 0..<list.count {
      let (data, offset, size) = try reading("buffer \(index)") { () throws(FlatBufferError) in
        let buffer = Schema.Buffer(table: try list.table(at: index))
        return (try buffer.data, try buffer.offset, try buffer.size)
      }
      if offset > 1 {
        ranges.append(try outsideRange(index, offset: offset, size: size, data: data))
      } else {
        ranges.append(data?.byteRange ?? 0..<0)
      }
    }
    guard ranges[0].isEmpty else {
      throw .buffer(
        0, expected: "no bytes (it stands for \"no buffer\")", found: "\(ranges[0].count) bytes")
    }
    return ranges
  }

  private func outsideRange(
    _ index: Int, offset: UInt64, size: UInt64, data: FlatBuffer.Vector<UInt8>?
  ) throws(ModelError) -> Range<Int> {
    guard data?.isEmpty ?? true else {
      throw .buffer(
        index, expected: "either bytes in place or an offset", found: "both")
    }
    let fileByteCount = UInt64(bytes.count)
    guard offset <= fileByteCount, size <= fileByteCount - offset else {
      throw .buffer(
        index, expected: "bytes within the file (\(fileByteCount) bytes)",
        found: "\(size) bytes at offset \(offset)")
    }
    return Int(offset)..<Int(offset + size)
  }
}
