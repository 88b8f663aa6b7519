import KernelInterface

extension Reference {
  /// The sums before Strassen's products; see `StrassenOperandArguments`.
  public static func strassenOperands(_ arguments: StrassenOperandArguments) {
    for row in 0..<arguments.rowCount {
      for column in 0..<arguments.columnCount {
        let place = row * arguments.rowStride + column
        let (a11, a12) = (Double(arguments.a11[place]), Double(arguments.a12[place]))
        let (a21, a22) = (Double(arguments.a21[place]), Double(arguments.a22[place]))
        let sums = [a21 + a22, a21 + a22 - a11, a11 - a21, a12 - (a21 + a22 - a11)]
        for (index, sum) in sums.enumerated() {
          arguments.sums[
            index * arguments.sumStride + row * arguments.columnCount + column] = Float(sum)
        }
      }
    }
  }

  /// The sums behind Strassen's products; see `StrassenResultArguments`.
  public static func strassenResults(_ arguments: StrassenResultArguments) {
    for row in 0..<arguments.rowCount {
      for column in 0..<arguments.columnCount {
        let place = row * arguments.columnCount + column
        let (u2, p5) = (Double(arguments.u2[place]), Double(arguments.p5[place]))
        let u3 = u2 + Double(arguments.p7[place])
        arguments.u2[place] = Float(u3)
        arguments.p5[place] = Float(u2 + p5)
        let limits = ElementActivation(.clamp, lower: arguments.lower, upper: arguments.upper)
        arguments.output[row * arguments.outputRowStride + column] =
          Float(activate(u3 + p5, limits))
      }
    }
  }
}
