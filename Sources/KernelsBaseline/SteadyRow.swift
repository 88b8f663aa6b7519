import KernelInterface

/// Values of a row drawn to those of the frame before: a plain loop.
enum SteadyRow {
  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<SteadyRowArguments>) {
    let values = arguments.pointee.values
    let previous = arguments.pointee.previous
    let (upper, lower) = (arguments.pointee.upper, arguments.pointee.lower)
    let share = arguments.pointee.share
    let reach = arguments.pointee.reach
    let slope = 1 / (reach - arguments.pointee.trust)
    for index in 0..<arguments.pointee.count {
      let own = values[index]
      let gain = upper[index].multiplyAdd(share, lower[index] - upper[index])
      let difference = Float(previous[index]) - own
      let size = difference < 0 ? -difference : difference
      let weight = ((reach - size) * slope).maximum(0).minimum(1)
      let drawn = own.multiplyAdd((1 - gain) * weight, difference)
      // From 2^23 on floats are whole numbers, and their low bits are these.
      let biased = (own == 0 ? 0 : drawn) + 0x1p23
      values[index] = biased - 0x1p23
      previous[index] = UInt8(truncatingIfNeeded: biased.bitPattern)
    }
  }
}
