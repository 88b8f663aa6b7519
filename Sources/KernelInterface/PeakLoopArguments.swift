/// Independent chains of multiply-adds that never leave the registers: what the arithmetic units can
/// do at most.
///
/// For each of the kernel's chains, `iterationCount` times: value = value * multiplier + addend.
public struct PeakLoopArguments {
  /// `[chains, lanes]`: where the chains start, replaced by where they end. Choose values so that
  /// they stay normal numbers.
  public var values: UnsafeMutablePointer<Float>
  /// Factor of each step.
  public var multiplier: Float
  /// Summand of each step.
  public var addend: Float
  /// Steps.
  public var iterationCount: Int

  /// Arguments of one call.
  @inlinable
  public init(
    values: UnsafeMutablePointer<Float>, multiplier: Float, addend: Float, iterationCount: Int
  ) {
    self.values = values
    self.multiplier = multiplier
    self.addend = addend
    self.iterationCount = iterationCount
  }
}

extension KernelFamily where Arguments == PeakLoopArguments {
  /// Chains of multiply-adds, as many as lanes; measures the machine.
  public static var peakLoop: KernelFamily { KernelFamily("peak loop") }
}
