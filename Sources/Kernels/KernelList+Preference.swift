import KernelInterface

extension KernelList {
  /// The list in which selection takes one kernel for as much of any work as it can do, where kernels
  /// compete. For comparing kernels with what selection takes by itself.
  public func preferring(_ preferred: AnyKernel) -> KernelList {
    var list = self
    // So large a throughput that all of its panels cost less than a scalar channel.
    list.convolutions = convolutions.map {
      $0.name == preferred.name ? $0.withThroughput(1 << 30) : $0
    }
    if depthwise.contains(where: { $0.name == preferred.name }) {
      list.depthwise = depthwise.filter { $0.filter.size == 0 || $0.name == preferred.name }
    }
    return list
  }

  /// The list with Strassen's form for whatever can have it, or for nothing.
  public func preferringStrassen(_ isPreferred: Bool) -> KernelList {
    var list = self
    list.strassenUse = isPreferred ? .always : .never
    return list
  }
}
