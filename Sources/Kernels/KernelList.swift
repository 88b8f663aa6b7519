import KernelInterface
import KernelsBaseline

#if arch(x86_64)
  import KernelsAVX2
  import KernelsAVX512
#endif

/// The kernels of one level, gathered once from that level's own list.
public struct KernelList: Sendable {
  /// The level.
  public let instructionSet: InstructionSet
  /// The kernels of convolutions: `PackedConvolution` chooses among them.
  public internal(set) var convolutions: [ConvolutionKernel]
  /// The kernels of depthwise convolutions: `PackedDepthwise` chooses among them.
  public internal(set) var depthwise: [DepthwiseKernel]
  /// One kernel of each other family.
  private let others: [AnyKernel]
  /// Which pointwise convolutions take Strassen's form.
  var strassenUse = StrassenUse.whereFaster

  /// The list of a level.
  ///
  /// - Precondition: the machine supports the level: even listing runs code compiled for it.
  public init(_ instructionSet: InstructionSet) {
    precondition(instructionSet.isAvailable)
    let listing = KernelListing(level: instructionSet.rawValue)
    switch instructionSet {
    case .baseline: KernelsBaseline.listKernels(into: listing)
    #if arch(x86_64)
      case .avx2: KernelsAVX2.listKernels(into: listing)
      case .avx512: KernelsAVX512.listKernels(into: listing)
    #else
      case .avx2, .avx512: break
    #endif
    }
    self.instructionSet = instructionSet
    convolutions = listing.convolutions
    depthwise = listing.depthwise
    others = listing.kernels
  }

  /// All kernels of the level.
  public var kernels: [AnyKernel] {
    convolutions.map { $0 as AnyKernel } + depthwise.map { $0 as AnyKernel } + others
  }

  /// The level's kernel of a family; every level lists one.
  public subscript<Arguments>(family: KernelFamily<Arguments>) -> Kernel<Arguments> {
    for kernel in others where kernel.familyName == family.name {
      // A name belongs to one family, and a family has one type of arguments.
      return unsafeDowncast(kernel, to: Kernel<Arguments>.self)
    }
    preconditionFailure("expected '\(family.name)' in the list of every level, found none")
  }
}
