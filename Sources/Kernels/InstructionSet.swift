#if arch(x86_64)
  import CProcessor
  import _Builtin_intrinsics.intel.cpuid
#endif

/// A level of kernels, in ascending order. Architectures other than x86-64 have `baseline` only,
/// which there uses what every CPU of the architecture has.
public enum InstructionSet: String, CaseIterable, Comparable, Sendable {
  /// SSE2 on x86-64
  case baseline
  /// AVX2, FMA and F16C
  case avx2
  /// AVX-512 F, VL, DQ and BW
  case avx512

  public static func < (a: InstructionSet, b: InstructionSet) -> Bool { a.rank < b.rank }

  private var rank: Int {
    switch self {
    case .baseline: 0
    case .avx2: 1
    case .avx512: 2
    }
  }

  /// The levels that this CPU and its operating system support.
  public static let available: [InstructionSet] = detect()

  /// The highest level that this machine supports.
  public static var best: InstructionSet { available.max() ?? .baseline }

  /// Whether this machine supports the level.
  public var isAvailable: Bool { Self.available.contains(self) }

  #if arch(x86_64)
    /// CPUID leaves 1 and 7, and XCR0: the operating system must save the wide registers (Intel SDM
    /// volume 1, 14.3 and 15.2).
    private static func detect() -> [InstructionSet] {
      guard let leaf1 = cpuid(1), leaf1.ecx.hasBits(27) else { return [.baseline] }
      let savedState = extendedControlRegister0()
      guard let leaf7 = cpuid(7), leaf1.ecx.hasBits(28, 12, 29), leaf7.ebx.hasBits(5),
        savedState & 0x6 == 0x6
      else { return [.baseline] }
      guard leaf7.ebx.hasBits(16, 17, 30, 31), savedState & 0xe6 == 0xe6 else {
        return [.baseline, .avx2]
      }
      return [.baseline, .avx2, .avx512]
    }

    private static func cpuid(_ leaf: UInt32) -> (ebx: UInt32, ecx: UInt32)? {
      var eax: UInt32 = 0
      var ebx: UInt32 = 0
      var ecx: UInt32 = 0
      var edx: UInt32 = 0
      guard __get_cpuid_count(leaf, 0, &eax, &ebx, &ecx, &edx) != 0 else { return nil }
      return (ebx, ecx)
    }
  #else
    private static func detect() -> [InstructionSet] { [.baseline] }
  #endif
}

#if arch(x86_64)
  extension UInt32 {
    fileprivate func hasBits(_ bits: UInt32...) -> Bool {
      bits.allSatisfy { self >> $0 & 1 == 1 }
    }
  }
#endif
