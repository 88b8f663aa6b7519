import Compositing
import Segmentation
import TFLite

/// Masks of stills by a model, and by others of the catalogue that are at hand where it finds nobody.
final class ModelMasks {
  /// Mask, and what it was made by.
  struct Found {
    let mask: Mask
    /// Entry of another model than the one that was asked for.
    var other: CatalogueEntry?
    /// Whether a second look is in it.
    var isFiner = false
    var timings: [StageTiming] = []
  }

  /// The least share of what shows of another model's mask that must surely be person for it to be believed:
  /// where a model takes a room for somebody, it is seldom sure.
  private static let leastSureShare: Float = 0.5

  /// The model that was asked for.
  let segmenter: Segmenter
  private let looksTwice: Bool
  private let pool: ThreadPool
  /// Other models, made when they are first needed; nil where one can't be used.
  private var others: [(entry: CatalogueEntry, segmenter: Segmenter?)] = []

  init(_ segmenter: Segmenter, looksTwice: Bool, pool: ThreadPool) {
    self.segmenter = segmenter
    self.looksTwice = looksTwice
    self.pool = pool
  }

  /// The mask of a frame.
  ///
  /// - Parameter limit: value above which somebody shows.
  /// - Throws: `UnsoundMask`.
  func mask(of frame: Frame, above limit: Float) throws -> Found {
    var found = try look(at: frame, by: segmenter)
    // A model that nobody knows was asked for on purpose.
    guard !found.mask.showsSomebody(above: limit), let entry = segmenter.metadata.entry else {
      return found
    }
    var candidates: [(found: Found, view: Mask, sureShare: Float)] = []
    for other in modelsAtHand() where other.name != entry.name {
      guard let segmenter = segmenter(of: other), var next = try? look(at: frame, by: segmenter)
      else { continue }
      found.timings += next.timings
      next.other = other
      let visible = next.mask.values.count { $0 >= 0.3 }
      let sureShare = Float(next.mask.values.count { $0 >= 0.8 }) / Float(max(1, visible))
      guard next.mask.showsSomebody(above: limit), sureShare >= Self.leastSureShare else {
        continue
      }
      candidates.append((next, next.mask.resized(toWidth: 128, height: 128), sureShare))
    }
    // The one that is surest, and that others agree with.
    func score(_ candidate: (found: Found, view: Mask, sureShare: Float)) -> Float {
      candidate.sureShare
        * candidates.reduce(0) { $0 + candidate.view.sharedArea(with: $1.view, above: 0.5) }
    }
    guard var best = candidates.max(by: { score($0) < score($1) })?.found else { return found }
    best.timings = found.timings
    return best
  }

  private func look(at frame: Frame, by segmenter: Segmenter) throws -> Found {
    var found: Found
    if looksTwice {
      let (mask, isFiner) = segmenter.maskWithSecondLook(of: frame)
      found = Found(mask: mask, isFiner: isFiner)
    } else {
      segmenter.load(frame)
      segmenter.run()
      found = Found(mask: segmenter.decodedFineMask())
    }
    try segmenter.checkOutput()
    found.timings = [
      StageTiming("resize", segmenter.timings.resize),
      StageTiming("inference", segmenter.timings.inference),
      StageTiming("decode", segmenter.timings.decode),
    ]
    return found
  }

  private func segmenter(of entry: CatalogueEntry) -> Segmenter? {
    if let known = others.first(where: { $0.entry.name == entry.name }) { return known.segmenter }
    var options = segmenter.options
    (options.decoding, options.inputRange) = (nil, nil)
    (options.outputIndex, options.channel, options.classes) = (nil, nil, nil)
    options.graph = GraphChoice()
    let located = try? locateModel(entry.name, byteCountLimit: options.memoryLimitByteCount)
    let made = located.flatMap { try? Segmenter(model: $0.bytes, options: options, pool: pool) }
    others.append((entry, made))
    return made
  }
}
