import Foundation
import Kernels
import Testing

struct InstructionSetTests {
  @Test func levelsAscend() {
    #expect(InstructionSet.allCases == [.baseline, .avx2, .avx512])
    #expect(InstructionSet.allCases == InstructionSet.allCases.sorted())
    #expect(InstructionSet.baseline < .avx2 && .avx2 < InstructionSet.avx512)
    #expect(!(InstructionSet.avx2 < .avx2))
  }

  @Test func everyMachineHasBaseline() {
    #expect(InstructionSet.available.first == .baseline)
    #expect(InstructionSet.available == InstructionSet.available.sorted())
    #expect(Set(InstructionSet.available).count == InstructionSet.available.count)
    #expect(InstructionSet.best == InstructionSet.available.last)
    #expect(InstructionSet.best.isAvailable)
  }

  #if os(Linux) && arch(x86_64)
    /// The operating system's own account of the processor.
    @Test func agreesWithTheSystem() throws {
      let text = try String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
      let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("flags") })
      let flags = Set(line.split(whereSeparator: { " \t:".contains($0) }).map(String.init))
      let hasAVX2 = flags.isSuperset(of: ["avx", "avx2", "fma", "f16c"])
      let hasAVX512 =
        hasAVX2 && flags.isSuperset(of: ["avx512f", "avx512vl", "avx512dq", "avx512bw"])
      // An emulated processor runs under the flags of the machine's own.
      let found = InstructionSet.available
      #expect(hasAVX2 || !found.contains(.avx2))
      #expect(hasAVX512 || !found.contains(.avx512))
      for level in InstructionSet.allCases where !level.isAvailable {
        print("skipped: the kernels of \(level.rawValue), which this processor lacks")
      }
    }
  #endif
}
