import KernelInterface

/// Chains of multiply-adds in registers, each step of which needs the one before.
///
/// 12 chains cover the latency of every unit known (two fused units of 5 cycles need 10; a product
/// and a sum of 3 cycles each, twice a cycle, need 12) and leave registers for the two constants
/// where there are 16. The chain runs through the product, which so cannot move out of the loop.
enum PeakLoop {
  @inline(__always) static var chainCount: Int { 12 }

  @inline(__always)
  static func kernel(_ arguments: UnsafePointer<PeakLoopArguments>) {
    let values = arguments.pointee.values
    let multiplier = NativeVector.broadcast(arguments.pointee.multiplier)
    let addend = NativeVector.broadcast(arguments.pointee.addend)
    var chains = InlineArray<12, NativeVector>(repeating: addend)
    for chain in 0..<12 { chains[chain] = .load(values + chain &* NativeVector.lanes) }
    for _ in 0..<arguments.pointee.iterationCount {
      for chain in 0..<12 { chains[chain] = addend.multiplyAdd(chains[chain], multiplier) }
    }
    for chain in 0..<12 { chains[chain].store(values + chain &* NativeVector.lanes) }
  }
}
