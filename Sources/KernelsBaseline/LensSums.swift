import KernelInterface

/// Running sums of cells; see `LensSumsArguments`.
enum LensSums {
  static func kernel(_ arguments: UnsafePointer<LensSumsArguments>) {
    let cells = UnsafeRawPointer(arguments.pointee.cells)
    let sums = UnsafeMutableRawPointer(arguments.pointee.sums)
    let cellCount = arguments.pointee.cellCount
    let group = arguments.pointee.group
    let scale = SIMD4<Float>(repeating: arguments.pointee.scale)
    var total = SIMD4<UInt32>()
    var cell = 0
    var offset = 0
    while cell < cellCount {
      let end = min(cell &+ group, cellCount)
      var value = cells.loadUnaligned(fromByteOffset: 16 &* cell, as: SIMD4<Float>.self)
      cell &+= 1
      while cell < end {
        value += cells.loadUnaligned(fromByteOffset: 16 &* cell, as: SIMD4<Float>.self)
        cell &+= 1
      }
      // Adding 2^23 rounds to a whole number and leaves it in the low bits.
      let rounded = value * scale + SIMD4<Float>(repeating: 0x1p23)
      total =
        total
        &+ (unsafeBitCast(rounded, to: SIMD4<UInt32>.self) & SIMD4<UInt32>(repeating: 0x7f_ffff))
      sums.storeBytes(of: total, toByteOffset: offset, as: SIMD4<UInt32>.self)
      offset &+= 16
    }
    for _ in 0..<arguments.pointee.repeatCount {
      sums.storeBytes(of: total, toByteOffset: offset, as: SIMD4<UInt32>.self)
      offset &+= 16
    }
  }
}
