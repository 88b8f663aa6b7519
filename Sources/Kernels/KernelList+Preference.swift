extension KernelList {
  /// The list with one kernel put before the others of its family: selection then takes it for as much
  /// of any work as it can do. For comparing kernels with what selection takes by itself.
  public func preferring(_ preferred: KernelDescriptor) -> KernelList {
    switch preferred.family {
    case .convolution(let rows, let vectors, _):
      // So large a throughput that all of its panels cost less than a scalar channel.
      let first = KernelDescriptor(
        family: .convolution(rows: rows, vectors: vectors, throughput: 1 << 40),
        lanes: preferred.lanes, instructionSet: preferred.instructionSet, entry: preferred.entry)
      return KernelList(self, kernels: kernels.map { $0.name == preferred.name ? first : $0 })
    case .depthwise:
      return KernelList(
        self,
        kernels: kernels.filter { kernel in
          guard case .depthwise(let size, _, _) = kernel.family else { return true }
          return size == 0 || kernel.name == preferred.name
        })
    default:
      return KernelList(
        self,
        kernels: [preferred] + kernels.filter { $0.name != preferred.name })
    }
  }

  /// The list with Strassen's form for whatever can have it, or for nothing.
  public func preferringStrassen(_ isPreferred: Bool) -> KernelList {
    KernelList(self, kernels: kernels, strassenUse: isPreferred ? .always : .never)
  }

  private init(
    _ list: KernelList, kernels: [KernelDescriptor], strassenUse: StrassenUse? = nil
  ) {
    instructionSet = list.instructionSet
    self.kernels = kernels
    self.strassenUse = strassenUse ?? list.strassenUse
  }
}
