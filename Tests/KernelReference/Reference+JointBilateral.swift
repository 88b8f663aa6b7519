import Glibc
import KernelInterface

extension Reference {
  /// One output row of a joint bilateral filter; see `JointBilateralArguments`. Colour distances come
  /// from the colours, not from the plane of norms.
  public static func jointBilateral(_ arguments: JointBilateralArguments) {
    let a = arguments
    for x in 0..<a.count {
      var weights = Double(JointBilateralArguments.centerWeight)
      var sum = Double(a.centerMask[x]) * weights
      for row in 0..<a.tapRowCount {
        for column in 0..<a.tapColumnCount {
          let tap = row * a.tapColumnCount + column
          let guide = a.guideRows[row] + (x + a.columnOffsets[column])
          var distance = 0.0
          for plane in 0..<3 {
            let difference =
              Double(guide[plane * a.planeStride])
              - Double(a.guideCenter[x + plane * a.planeStride])
            distance += difference * difference
          }
          let exponent =
            (Double(a.spatial[tap]) - Double(JointBilateralArguments.exponentBias)
              + distance * Double(a.colorFactor)) / Double(JointBilateralArguments.exponentScale)
          guard exponent >= -126 else { continue }
          let weight = exp2(exponent)
          weights += weight
          sum += weight * Double(a.maskRows[tap][x])
        }
      }
      a.output[x] = Float((sum / weights).rounded(.toNearestOrEven))
    }
  }
}
