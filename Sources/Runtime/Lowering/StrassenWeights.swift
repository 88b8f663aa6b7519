import Kernels
import Memory

/// The weights of a matrix product in Strassen's form, after Winograd: seven products of half the depth
/// and half the channels.
///
/// With the pixels' matrix A and the weights' B cut into quarters,
///
///     S1 = A21 + A22   S2 = S1 - A11    S3 = A11 - A21   S4 = A12 - S2
///     T1 = B12 - B11   T2 = B22 - T1    T3 = B22 - B12   T4 = T2 - B21
///     P1 = A11 B11     P2 = A12 B21     P3 = S4 B22      P4 = A22 T4
///     P5 = S1 T1       P6 = S2 T2       P7 = S3 T3
///     C11 = P1 + P2              C12 = P1 + P6 + P5 + P3
///     C21 = P1 + P6 + P7 - P4    C22 = P1 + P6 + P7 + P5
///
/// Source: V. Strassen, "Gaussian Elimination is not Optimal" (1969); this form with 15 sums: C. Douglas
/// and others, "GEMMW: A Portable Level 3 BLAS Winograd Variant of Strassen's Matrix-Matrix Multiply
/// Algorithm" (1994).
struct StrassenWeights: Sendable {
  /// Products a sum of each quarter.
  let halfDepth: Int
  /// Output channels of each quarter.
  let halfCount: Int
  /// A11 B11
  let p1: PackedConvolution
  /// A12 B21 and the bias of the first half of the channels
  let p2: PackedConvolution
  /// S4 B22
  let p3: PackedConvolution
  /// A22 times -T4 and the bias of the first half of the channels
  let minusP4: PackedConvolution
  /// S1 T1 and the bias of the second half of the channels
  let p5: PackedConvolution
  /// S2 T2
  let p6: PackedConvolution
  /// S3 T3
  let p7: PackedConvolution
  /// A B, for pixels whose sums would lose digits.
  let plain: PackedConvolution

  /// Packs the seven products.
  ///
  /// - Parameters:
  ///   - weights: `[channelCount, depth]`.
  ///   - bias: `[channelCount]`, or empty for none.
  /// - Returns: nil for what has no equal halves, and for weights that sums would not keep exact.
  init?(
    weights: [Float], bias: [Float], channelCount: Int, depth: Int, kernels: KernelList
  ) {
    guard depth % 2 == 0, channelCount % 2 == 0,
      Self.areEven(weights, channelCount: channelCount, depth: depth)
    else { return nil }
    let (halfDepth, halfCount) = (depth / 2, channelCount / 2)
    self.halfDepth = halfDepth
    self.halfCount = halfCount
    func packed(
      bias: ArraySlice<Float> = [],
      _ element: (_ b11: Double, _ b12: Double, _ b21: Double, _ b22: Double) -> Double
    ) -> PackedConvolution {
      var half: [Float] = []
      half.reserveCapacity(halfCount * halfDepth)
      for channel in 0..<halfCount {
        let first = channel * depth
        let second = first + halfCount * depth
        for tap in 0..<halfDepth {
          half.append(
            Float(
              element(
                Double(weights[first + tap]), Double(weights[second + tap]),
                Double(weights[first + halfDepth + tap]),
                Double(weights[second + halfDepth + tap]))))
        }
      }
      return PackedConvolution(
        weights: half, bias: Array(bias), channelCount: halfCount, depth: halfDepth,
        kernels: kernels)
    }
    let (firstBias, secondBias) = (bias.prefix(halfCount), bias.dropFirst(halfCount))
    p1 = packed { b11, _, _, _ in b11 }
    p2 = packed(bias: firstBias) { _, _, b21, _ in b21 }
    p3 = packed { _, _, _, b22 in b22 }
    minusP4 = packed(bias: firstBias) { b11, b12, b21, b22 in b21 - (b22 - (b12 - b11)) }
    p5 = packed(bias: secondBias) { b11, b12, _, _ in b12 - b11 }
    p6 = packed { b11, b12, _, b22 in b22 - (b12 - b11) }
    p7 = packed { _, b12, _, b22 in b22 - b12 }
    plain = PackedConvolution(
      weights: weights, bias: bias, channelCount: channelCount, depth: depth, kernels: kernels)
  }

  /// Bytes of all packed weights.
  var byteCount: Int {
    [p1, p2, p3, minusP4, p5, p6, p7, plain].reduce(0) { $0 + $1.weights.storage.byteCount }
  }

  /// Tells whether the largest weight is at most 64 times the largest one of every channel and of
  /// every tap.
  ///
  /// Sums of quarters mix channels with others: what is small beside its partner loses digits, as far as
  /// weights go 6 of 24 bits at worst. (The error is bounded by the norms of the quarters only, see
  /// N. Higham, "Accuracy and Stability of Numerical Algorithms" (2002), section 23.2.)
  private static func areEven(_ weights: [Float], channelCount: Int, depth: Int) -> Bool {
    guard weights.allSatisfy({ $0.isFinite }) else { return false }
    var taps = [Float](repeating: 0, count: depth)
    var channels: [Float] = []
    for channel in 0..<channelCount {
      var largest: Float = 0
      for tap in 0..<depth {
        let weight = weights[channel * depth + tap].magnitude
        largest = max(largest, weight)
        taps[tap] = max(taps[tap], weight)
      }
      channels.append(largest)
    }
    let largest = channels.max() ?? 0
    // Sums of four stay finite.
    guard largest <= .greatestFiniteMagnitude / 4 else { return false }
    return (channels + taps).allSatisfy { $0 * 64 >= largest }
  }
}
