import Effects

/// The numbers that the page reads after each call, as 32-bit words in this order. Addresses are those of
/// linear memory.
struct EngineState {
  /// Words of a picture's planes: their number, then address, bytes from row to row and rows of each.
  static let planeWordCount = 1 + 3 * 3
  /// Words in all.
  static let wordCount = 13 + 2 * planeWordCount

  private let words = Storage(byteCount: wordCount * 4)

  /// The first word.
  var base: UnsafeMutablePointer<Int32> { words.base.assumingMemoryBound(to: Int32.self) }

  /// Writes all words.
  func write(_ engine: Engine, _ way: FrameWay) {
    let pictures = engine.pictures
    let segmenter = engine.finder?.segmenter
    let numbers: [13 of Int32] = [
      Int32(pictures?.width ?? 0), Int32(pictures?.height ?? 0),
      Int32(segmenter?.inputShape[2] ?? 0), Int32(segmenter?.inputShape[1] ?? 0),
      Int32(segmenter?.maskWidth ?? 0), Int32(segmenter?.maskHeight ?? 0),
      engine.finder.map { address(UnsafePointer($0.mask.base.assumingMemoryBound(to: UInt8.self))) }
        ?? 0,
      way.isMasked ? 1 : 0, way.isReused ? 1 : 0,
      Int32(bitPattern: way.personShare.bitPattern), way.reason.rawValue,
      Int32(engine.pool.threadCount), engine.options.effect.result == .mask ? 1 : 0,
    ]
    for index in numbers.indices { base[index] = numbers[index] }
    writePlanes(pictures?.inputView, at: 13)
    writePlanes(
      pictures?.outputView(engine.options.effect.result)?.readOnly, at: 13 + Self.planeWordCount)
  }

  private func writePlanes(_ view: FrameView?, at index: Int) {
    let planeCount = view?.format.planeCount ?? 0
    base[index] = Int32(planeCount)
    for plane in 0..<planeCount {
      guard let view else { return }
      let place = base + index + 1 + 3 * plane
      place[0] = address(view.plane(plane).base)
      place[1] = Int32(view.plane(plane).bytesPerRow)
      place[2] = Int32(view.format.rowCount(plane: plane, height: view.height))
    }
  }

  private func address(_ pointer: UnsafePointer<UInt8>) -> Int32 {
    Int32(truncatingIfNeeded: Int(bitPattern: pointer))
  }
}
