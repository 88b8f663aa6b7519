/// A drawn person, head and shoulders, whose outline is known exactly.
struct Figure {
  /// The middle of the head, in pixels of the picture.
  var x, y: Float
  /// Pixels a unit: the figure is about 3 units high.
  var unit: Float

  /// A pixel of the figure and how much of it she covers.
  struct Pixel {
    var color: SIMD3<Float>
    var coverage: Float
  }

  /// Returns the coverage of the pixel around a point by the figure: its signed distance from the
  /// outline, in pixels, cut at half a pixel on either side.
  func coverage(_ px: Float, _ py: Float) -> Float {
    min(max(0.5 - distance((px - x) / unit, (py - y) / unit) * unit, 0), 1)
  }

  /// Skin, hair and clothes, with as much texture as a model needs to see a person.
  func color(_ px: Float, _ py: Float) -> SIMD3<Float> {
    let (u, v) = ((px - x) / unit, (py - y) / unit)
    let light = 1 - 0.12 * u
    let isFace = ellipse(u, v, 0, 0.06, 0.42, 0.55) < 0 && v > -0.3 - 0.1 * u
    if isFace || (abs(u) < 0.2 && v > 0 && v < 0.85) {
      let eyes = min(
        ellipse(u, v, -0.16, -0.02, 0.07, 0.035), ellipse(u, v, 0.16, -0.02, 0.07, 0.035))
      let brows = min(
        ellipse(u, v, -0.17, -0.12, 0.11, 0.02), ellipse(u, v, 0.17, -0.12, 0.11, 0.02))
      if min(eyes, brows) < 0 { return SIMD3(60, 42, 36) }
      if ellipse(u, v, 0, 0.36, 0.14, 0.04) < 0 { return SIMD3(170, 82, 80) }
      if ellipse(u, v, 0.02, 0.15, 0.05, 0.1) < 0 { return SIMD3(206, 150, 124) * light }
      return SIMD3(222, 170, 142) * light
    }
    if ellipse(u, v, 0, -0.1, 0.5, 0.62) < 0 {
      return SIMD3(58, 40, 30) + SIMD3(14, 10, 8) * wave(u * 40)
    }
    return SIMD3(52, 84, 140) * light + SIMD3(8, 10, 14) * wave(v * 30 + u * 6)
  }

  /// Units to the outline of hair, head, neck and body; negative inside.
  private func distance(_ u: Float, _ v: Float) -> Float {
    let head = min(ellipse(u, v, 0, 0.06, 0.42, 0.55), ellipse(u, v, 0, -0.1, 0.5, 0.62))
    let neck = max(abs(u) - 0.2, max(-v, v - 1))
    let shoulders = ellipse(u, v, 0, 1.75, 1.25, 1)
    let chest = max(abs(u) - 1.2, 1.75 - v)
    return min(min(head, neck), min(shoulders, chest))
  }

  private func ellipse(
    _ u: Float, _ v: Float, _ cu: Float, _ cv: Float, _ width: Float, _ height: Float
  ) -> Float {
    let (a, b) = ((u - cu) / width, (v - cv) / height)
    return ((a * a + b * b).squareRoot() - 1) * min(width, height)
  }

  /// A triangle wave, -1...1.
  private func wave(_ t: Float) -> Float { 4 * abs(t - (t + 0.5).rounded(.down)) - 1 }
}
