/// Floats that are computed at once.
typealias Lanes = SIMD8<Float>

extension UnsafePointer<Float> {
  /// The floats from here on, at any address.
  @inline(__always) var lanes: Lanes {
    UnsafeRawPointer(self).loadUnaligned(as: Lanes.self)
  }
}

extension UnsafeMutablePointer<Float> {
  /// The floats from here on, at any address.
  @inline(__always) var lanes: Lanes {
    get { UnsafeRawPointer(self).loadUnaligned(as: Lanes.self) }
    nonmutating set { UnsafeMutableRawPointer(self).storeBytes(of: newValue, as: Lanes.self) }
  }
}

extension SIMD8<Float> {
  /// The same in Double.
  @inline(__always) var doubles: SIMD8<Double> {
    SIMD8<Double>(
      Double(self[0]), Double(self[1]), Double(self[2]), Double(self[3]), Double(self[4]),
      Double(self[5]), Double(self[6]), Double(self[7]))
  }

  /// The sum of all, in Double, pairs first.
  @inline(__always) var doubleSum: Double {
    let wide = doubles
    let four = wide.lowHalf + wide.highHalf
    let two = four.lowHalf + four.highHalf
    return two[0] + two[1]
  }
}

extension SIMD8<Double> {
  /// The same in Float.
  @inline(__always) var floats: Lanes {
    Lanes(
      Float(self[0]), Float(self[1]), Float(self[2]), Float(self[3]), Float(self[4]),
      Float(self[5]), Float(self[6]), Float(self[7]))
  }
}
