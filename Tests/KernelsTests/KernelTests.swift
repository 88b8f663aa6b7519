import KernelInterface
import KernelReference
import Kernels
import Testing

extension AnyKernel: CustomTestStringConvertible {
  public var testDescription: String { name }
}

/// Every kernel of every level's list against its scalar definition, on awkward sizes, between guard pages
/// and canaries.
struct KernelTests {
  static let kernels = InstructionSet.available.flatMap { KernelList($0).kernels }

  @Test(arguments: kernels) func agreesWithItsDefinition(kernel: AnyKernel) throws {
    let checked = try #require(
      kernel as? any CheckedKernel,
      "expected a definition of '\(kernel.familyName)' in Tests/KernelReference, found none")
    let failures = checked.failures
    #expect(failures.isEmpty, "\(failures.count) failures, for example \(failures.prefix(3))")
  }

  @Test(arguments: InstructionSet.available)
  func everyLevelListsEveryFamily(level: InstructionSet) {
    let list = KernelList(level)
    let names = list.kernels.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(names.allSatisfy { $0.hasSuffix(" \(level.rawValue)") })
    let families = list.kernels.dropFirst(list.convolutions.count + list.depthwise.count)
      .map(\.familyName)
    #expect(Set(families).count == families.count, "a family has one kernel, or a list of its own")
    let baseline = KernelList(.baseline).kernels.map(\.familyName)
    #expect(Set(list.kernels.map(\.familyName)) == Set(baseline))
    for operation in ElementwiseOperation.allCases {
      #expect(families.contains(KernelFamily.elementwise(operation).name))
    }
    for operation in BlendOperation.allCases {
      #expect(families.contains(KernelFamily.blend(operation).name))
    }
    for isProduct in [false, true] {
      #expect(families.contains(KernelFamily.jointBilateral(isProduct: isProduct).name))
    }
  }

  @Test(arguments: InstructionSet.available)
  func listsLeaveNoWorkOver(level: InstructionSet) {
    let list = KernelList(level)
    // A panel of one channel makes any number of channels possible.
    #expect(list.convolutions.contains { $0.width == 1 && !$0.tile.isSplit })
    #expect(list.depthwise.contains { $0.filter.size == 0 && $0.filter.stride == 0 })
    for kernel in list.convolutions {
      let tile = kernel.tile
      #expect((1...ConvolutionArguments.largestTileRowCount).contains(tile.rows))
      // Throughput does not count for tiles of one row, which are for single pixels, nor for split ones.
      let isChosenByThroughput = tile.rows > 1 && !tile.isSplit
      #expect(
        isChosenByThroughput ? (1...100).contains(tile.throughput) : tile.throughput == 0)
    }
  }
}
