import KernelInterface

/// A kernel that is held to a definition.
public protocol CheckedKernel {
  /// Differences from what its definition says, on sizes around its own: nothing where it is right.
  var failures: [String] { get }
}

/// The arguments of a family whose kernels are held to a definition: the family's file here states both the
/// definition and the sizes.
public protocol CheckedArguments {
  /// Lists what a kernel does otherwise than its definition says, on sizes around its own.
  static func failures(of kernel: Kernel<Self>) -> [String]
}

extension Kernel: CheckedKernel where Arguments: CheckedArguments {
  public var failures: [String] { Arguments.failures(of: self) }
}

extension Kernel {
  /// Tells whether it is the kernel of a family, of several that take the same arguments.
  func isOf(_ family: KernelFamily<Arguments>) -> Bool { familyName == family.name }
}
