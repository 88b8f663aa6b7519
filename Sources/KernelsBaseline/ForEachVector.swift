/// Visits `count` elements by whole vectors: the last one begins so early that it ends with the elements,
/// and computes some of them again. Fewer elements than lanes are visited one by one.
///
/// Only for kernels whose output is not their input.
@inline(__always)
func forEachVector(_ count: Int, _ vector: (Int) -> Void, single: (Int) -> Void) {
  let lanes = NativeVector.lanes
  if count < lanes {
    for x in 0..<count { single(x) }
    return
  }
  var x = 0
  while x &+ lanes <= count {
    vector(x)
    x &+= lanes
  }
  if x < count { vector(count &- lanes) }
}
