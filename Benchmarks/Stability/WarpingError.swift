/// Change of masks without the picture's doing, on films without truth: the temporal warping error
/// (Lai et al. 2018, "Learning blind video temporal consistency"), as its root:
/// 100 sqrt(mean over cells that can be followed of (mask - mask before, moved along)^2), the mean over
/// frames.
///
/// Ways are found by exhaustive block matching on brightness (blocks of 16x16 cells, 6 cells each way),
/// and a cell is followed where its brightness then differs by less than 12 levels.
public struct WarpingError: Sendable {
  private let width, height: Int
  /// For each frame but the first and each of its cells where it was before; -1 for those that cannot
  /// be followed.
  private var origins: [[Int32]] = []

  /// Follows the cells of a film.
  ///
  /// - Parameter pictures: the brightness of each frame, in levels.
  public init(pictures: [[UInt8]], width: Int) {
    self.width = width
    height = (pictures.first?.count ?? 0) / width
    for (before, now) in zip(pictures, pictures.dropFirst()) {
      origins.append(origins(of: now, in: before))
    }
  }

  /// The error of the film's masks, in levels.
  public func value(of masks: [[UInt8]]) -> Double {
    precondition(masks.count == origins.count + 1)
    guard !origins.isEmpty else { return 0 }
    var sum = 0.0
    for (frame, origins) in origins.enumerated() {
      let (before, now) = (masks[frame], masks[frame + 1])
      var (squares, count) = (0.0, 0)
      for (index, origin) in origins.enumerated() where origin >= 0 {
        let change = (Double(now[index]) - Double(before[Int(origin)])) / 255
        squares += change * change
        count += 1
      }
      if count > 0 { sum += 100 * (squares / Double(count)).squareRoot() }
    }
    return sum / Double(origins.count)
  }

  private func origins(of picture: [UInt8], in before: [UInt8]) -> [Int32] {
    var origins = [Int32](repeating: -1, count: picture.count)
    for blockY in stride(from: 0, to: height, by: 16) {
      for blockX in stride(from: 0, to: width, by: 16) {
        let (dx, dy) = way(picture, before, blockX, blockY)
        for y in blockY..<min(blockY + 16, height) {
          for x in blockX..<min(blockX + 16, width) {
            let (index, from) = (y * width + x, (y - dy) * width + x - dx)
            if abs(Int(picture[index]) - Int(before[from])) < 12 { origins[index] = Int32(from) }
          }
        }
      }
    }
    return origins
  }

  private func way(_ picture: [UInt8], _ before: [UInt8], _ x: Int, _ y: Int) -> (Int, Int) {
    var (best, bestLength, way) = (Int32.max, Int.max, (0, 0))
    let (endX, endY) = (min(x + 16, width), min(y + 16, height))
    for dy in max(-6, endY - height)...min(6, y) {
      for dx in max(-6, endX - width)...min(6, x) {
        var found: Int32 = 0
        for row in y..<endY {
          picture.withUnsafeBufferPointer { picture in
            before.withUnsafeBufferPointer { before in
              let (now, old) = (row * width, (row - dy) * width - dx)
              for column in x..<endX {
                found &+= abs(Int32(picture[now + column]) &- Int32(before[old + column]))
              }
            }
          }
        }
        // Of equals the shortest: flat blocks stand still.
        let length = dx * dx + dy * dy
        if found < best || (found == best && length < bestLength) {
          (best, bestLength, way) = (found, length, (dx, dy))
        }
      }
    }
    return way
  }
}
