/// Computes what the arguments ask for.
public typealias KernelFunction<Arguments> = @Sendable (UnsafePointer<Arguments>) -> Void

/// A family of kernels that take the same arguments and compute the same, one at each level: the key by
/// which they are listed and found.
public struct KernelFamily<Arguments>: Sendable {
  /// The family in words; no other has the same.
  public let name: String

  init(_ name: String) { self.name = name }
}

/// One kernel of a level's list, of any family.
///
/// `@unchecked Sendable`: all properties are constants, those of the subclasses too.
public class AnyKernel: @unchecked Sendable {
  /// The family in words.
  public let familyName: String
  /// Elements that it computes together: floats a vector, or pixels a pass.
  public let lanes: Int
  /// The name of the instructions that it was compiled for.
  public let level: String

  init(familyName: String, lanes: Int, level: String) {
    self.familyName = familyName
    self.lanes = lanes
    self.level = level
  }

  /// Its name in profiles: for example `window mean x16 avx512`.
  public var name: String { "\(familyName) x\(lanes) \(level)" }
}

/// The kernel of a family.
///
/// `@unchecked Sendable`: constant, and its function holds nothing: it works on its arguments alone.
public final class Kernel<Arguments>: AnyKernel, @unchecked Sendable {
  /// Function to call.
  public let run: KernelFunction<Arguments>

  fileprivate init(
    _ family: KernelFamily<Arguments>, lanes: Int, level: String,
    _ run: @escaping KernelFunction<Arguments>
  ) {
    self.run = run
    super.init(familyName: family.name, lanes: lanes, level: level)
  }
}

/// The kernels of a level, while its module lists them.
///
/// A class of this module, and no array: a kernel module must not instantiate generic code of another
/// module, which two levels would emit under one symbol name. So nothing here is inlinable, and no type
/// parameter is constrained, since the accessors of a protocol's witnesses are such symbols too.
public final class KernelListing {
  /// The name of the instructions that the kernels were compiled for.
  public let level: String
  /// One kernel a family.
  public private(set) var kernels: [AnyKernel] = []
  /// Tiles that compete.
  public private(set) var convolutions: [ConvolutionKernel] = []
  /// Filters that compete.
  public private(set) var depthwise: [DepthwiseKernel] = []

  /// An empty list.
  public init(level: String) { self.level = level }

  /// Lists the level's kernel of a family.
  public func add<Arguments>(
    _ family: KernelFamily<Arguments>, lanes: Int, _ run: @escaping KernelFunction<Arguments>
  ) {
    kernels.append(Kernel(family, lanes: lanes, level: level, run))
  }

  /// Lists a tile.
  public func add(
    _ tile: ConvolutionKernel.Tile, lanes: Int,
    _ run: @escaping KernelFunction<ConvolutionArguments>
  ) {
    convolutions.append(ConvolutionKernel(tile, lanes: lanes, level: level, run))
  }

  /// Lists a filter.
  public func add(
    _ filter: DepthwiseKernel.Filter, lanes: Int,
    _ run: @escaping KernelFunction<DepthwiseArguments>
  ) {
    depthwise.append(DepthwiseKernel(filter, lanes: lanes, level: level, run))
  }
}
