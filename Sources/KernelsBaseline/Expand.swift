import KernelInterface

/// Cells to pixels; see `ExpandArguments`.
enum Expand {
  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<ExpandArguments>) {
    let values = arguments.pointee.values
    let starts = arguments.pointee.starts
    let output = arguments.pointee.output
    let first = arguments.pointee.first
    let count = arguments.pointee.count
    var cell = arguments.pointee.cell
    var x = 0
    while x < count {
      let end = min(Int(starts[cell &+ 1]) &- first, count)
      let value = NativeVector.broadcast(Float(values[cell]))
      while x < end {
        value.store(output + x)
        x &+= NativeVector.lanes
      }
      // The overhang belongs to the next cell.
      x = end
      cell &+= 1
    }
  }
}
