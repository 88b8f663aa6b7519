import KernelInterface

extension PeakLoopArguments: CheckedArguments {
  /// Every step of every chain, and nothing beside them.
  public static func failures(of kernel: Kernel<Self>) -> [String] {
    var failures: [String] = []
    // Multiples of 1024 below 2^20: every step is exact, fused or not.
    let starts = (0..<kernel.lanes + 4).map { Float($0 * 1024) }
    for iterationCount in [0, 1, 3, 10] {
      var values = starts
      values.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        var arguments = PeakLoopArguments(
          values: base, multiplier: 0.5, addend: 4, iterationCount: iterationCount)
        kernel.run(&arguments)
      }
      for (index, start) in starts.enumerated() {
        // value * 1/2 + 4 has the fixed point 8 and halves the distance from it.
        let expected =
          index < kernel.lanes ? (start - 8) / Float(1 << iterationCount) + 8 : start
        if values[index] != expected {
          failures.append(
            "\(iterationCount) steps, value \(index): expected \(expected), found \(values[index])")
        }
      }
    }
    return failures
  }
}
