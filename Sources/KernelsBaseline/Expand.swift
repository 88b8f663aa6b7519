import KernelInterface

/// Cells to pixels; see `ExpandArguments`.
enum Expand {
  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<ExpandArguments>) {
    let a = arguments.pointee
    var cell = a.cell
    var x = 0
    while x < a.count {
      let end = min(Int(a.starts[cell &+ 1]) &- a.first, a.count)
      let value = NativeVector.broadcast(Float(a.values[cell]))
      while x < end {
        value.store(a.output + x)
        x &+= NativeVector.lanes
      }
      // The overhang belongs to the next cell.
      x = end
      cell &+= 1
    }
  }
}
