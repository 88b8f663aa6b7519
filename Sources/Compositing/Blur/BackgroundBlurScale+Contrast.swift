extension BackgroundBlurScale {
  /// Returns what `BackgroundEffect.contrastLeft` says of a blur.
  ///
  /// Computed along each axis from what the blur's steps do to one square; the steps are linear and
  /// treat the axes one by one.
  func contrastLeft(width: Int, height: Int) -> Double {
    let along = BlurredAxis(pixelCount: width, self).contrastLeft(squares: 160, shown: 640)
    let across = BlurredAxis(pixelCount: height, self).contrastLeft(squares: 90, shown: 360)
    return (along * across).squareRoot()
  }
}

/// A blur along one axis of a frame.
private struct BlurredAxis {
  private let pixelCount: Int
  private let level: Int
  /// The weights of the taps 0 to 4 away.
  private let weights: [Double]

  init(pixelCount: Int, _ scale: BackgroundBlurScale) {
    self.pixelCount = pixelCount
    level = scale.level
    weights = scale.weights.map { Double($0) / 65536 }
  }

  /// The share of the variance of `squares` random squares that is left, both as they are seen on
  /// `shown` pixels. Variances of independent squares add up.
  func contrastLeft(squares: Int, shown: Int) -> Double {
    var (before, after) = (0.0, 0.0)
    for square in 0..<squares {
      let edge = (0..<pixelCount).map { $0 * squares / pixelCount == square ? 1.0 : 0 }
      before += squareSum(averaged(edge, to: shown))
      after += squareSum(averaged(blurred(edge), to: shown))
    }
    return after / before
  }

  private func squareSum(_ values: [Double]) -> Double { values.reduce(0) { $0 + $1 * $1 } }

  private func blurred(_ values: [Double]) -> [Double] {
    var sizes = [values.count]
    var small = values
    for _ in 0..<max(1, level) {
      sizes.append(max(1, small.count / 2))
      small = (0..<max(1, small.count / 2)).map { index in
        let (first, second) = (small[2 * index], small[min(2 * index + 1, small.count - 1)])
        // The demo's way takes every second pixel as it is.
        return level == 0 ? second : (first + second) / 2
      }
    }
    for _ in 0..<BackgroundBlurScale.roundCount { small = filtered(small) }
    for size in sizes.dropLast().reversed() { small = enlarged(small, to: size) }
    return small
  }

  private func filtered(_ values: [Double]) -> [Double] {
    let last = values.count - 1
    return values.indices.map { index in
      var sum = weights[0] * values[index]
      for distance in 1..<weights.count {
        let sides = values[max(0, index - distance)] + values[min(last, index + distance)]
        sum += weights[distance] * sides
      }
      return sum
    }
  }

  /// Bilinear enlargement by 2: each pixel lies a quarter of a small one from the nearest.
  private func enlarged(_ values: [Double], to size: Int) -> [Double] {
    let last = values.count - 1
    return (0..<size).map { index in
      let nearest = min(index / 2, last)
      let other = min(max(0, index % 2 == 0 ? nearest - 1 : nearest + 1), last)
      return 0.75 * values[nearest] + 0.25 * values[other]
    }
  }

  /// Means over equal parts of the axis, where it has more pixels than are shown.
  private func averaged(_ values: [Double], to shown: Int) -> [Double] {
    guard values.count > shown else { return values }
    let scale = Double(values.count) / Double(shown)
    return (0..<shown).map { index in
      let (start, end) = (Double(index) * scale, Double(index + 1) * scale)
      var sum = 0.0
      for pixel in Int(start)..<min(values.count, Int(end.rounded(.up))) {
        let overlap = min(end, Double(pixel + 1)) - max(start, Double(pixel))
        sum += overlap * values[pixel]
      }
      return sum / scale
    }
  }
}
