import KernelInterface
import Memory

/// The numbers that the color kernels multiply with, made from an equation: each repeated for all
/// lanes, since packed multiplications are found where both factors are read from memory.
public struct YUVTable: Sendable {
  private let numbers: (toRGB: FixedArray<Int16>, fromRGB: FixedArray<Int16>)

  /// See `YUVToRGBArguments.table`.
  public var toRGB: UnsafePointer<Int16> { numbers.toRGB.base }
  /// See `RGBToYUVArguments.table`.
  public var fromRGB: UnsafePointer<Int16> { numbers.fromRGB.base }

  /// Computes the tables: 1216 bytes.
  public init(_ equation: ColorEquation) {
    numbers = (
      table(numbersToRGB(equation).map { [$0] }, lanes: YUVToRGBArguments.lanes),
      table(numbersFromRGB(equation), lanes: RGBToYUVArguments.lanes)
    )
  }
}

extension ColorEquation {
  /// Kg, the share of green in the luma.
  public var greenWeight: Double { 1 - redWeight - blueWeight }
  /// Levels from black to white.
  public var lumaRange: Double { isFullRange ? 255 : 219 }
  /// Levels from the least to the greatest chroma.
  public var chromaRange: Double { isFullRange ? 255 : 224 }
  /// The luma of black.
  public var lumaOffset: Double { isFullRange ? 0 : 16 }
}

/// `[6]` numbers of `YUVToRGBArguments.table`. A product of 16 bits with 16 bits loses 16: factors
/// of values times 2^7 and 2^8 are scaled by 2^14 and 2^13, to leave 5 bits of fraction.
private func numbersToRGB(_ equation: ColorEquation) -> [Int16] {
  let luma = 255 / equation.lumaRange
  let chroma = 255 / equation.chromaRange
  let red = 2 * (1 - equation.redWeight) * chroma
  let blue = 2 * (1 - equation.blueWeight) * chroma
  // A half to round, and a 32nd for what three products lose on average.
  let addend = 32 * (0.5 - equation.lumaOffset * luma) + 1
  return [
    scaled(luma, 14), scaled(red, 13),
    scaled(-blue * equation.blueWeight / equation.greenWeight, 13),
    scaled(-red * equation.redWeight / equation.greenWeight, 13), scaled(blue, 13),
    Int16(addend.rounded()),
  ]
}

/// `[13]` numbers of `RGBToYUVArguments.table`, one or two for a row.
private func numbersFromRGB(_ equation: ColorEquation) -> [[Int16]] {
  let luma = equation.lumaRange / 255
  let chroma = equation.chromaRange / 255
  let weights = [equation.redWeight, equation.greenWeight, equation.blueWeight]
  // Factors of values times 2^8, for 8 bits of fraction.
  let toLuma = weights.map { Int16(bitPattern: UInt16(($0 * luma * 65536).rounded())) }
  // A half to round, and a 256th for what three products lose on average.
  let addend = UInt16(256 * equation.lumaOffset) + 128 + 1
  // Factors of values times 2^7, for 6 bits of fraction. Rounding leaves their sum within 1 of 0,
  // which is less than a 64th of a level at white: gray stays gray.
  let toU = weights.indices.map { index in
    let share = (index == 2 ? 1 : 0) - weights[index]
    return scaled(share * chroma / (2 * (1 - equation.blueWeight)), 15)
  }
  let toV = weights.indices.map { index in
    let share = (index == 0 ? 1 : 0) - weights[index]
    return scaled(share * chroma / (2 * (1 - equation.redWeight)), 15)
  }
  return toLuma.map { [$0] } + [[Int16(bitPattern: addend)]]
    + zip(toU, toV).map { [$0, $1] } + toU.map { [$0] } + toV.map { [$0] }
}

private func scaled(_ factor: Double, _ bits: Int) -> Int16 {
  Int16((factor * Double(1 << bits)).rounded())
}

/// Rows of `lanes` numbers, in which each of `rows` is repeated.
private func table(_ rows: [[Int16]], lanes: Int) -> FixedArray<Int16> {
  FixedArray(rows.flatMap { row in (0..<lanes).map { row[$0 % row.count] } })
}
