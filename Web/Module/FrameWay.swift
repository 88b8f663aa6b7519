import Effects

/// One frame's way through the engine, stage by stage, so that the page can take the time between them.
///
/// Whatever happens, the output holds the slate or the frame composited by its own mask when the way ends.
struct FrameWay {
  /// Stage that was done; the numbers are those that `vbg_step` returns.
  enum Stage: Int32 {
    /// None: the frame is done.
    case done = 0
    case resize, inference, smoothing, input, filter, blur, foreground, blend, output, matting
  }

  /// Reason for which the output is the slate; the numbers are the page's.
  enum Reason: Int32 {
    /// It is the frame.
    case none = 0
    /// There is no size of frames yet.
    case noSize
    /// There is no model yet.
    case noModel
    /// The model gave no numbers.
    case notNumbers
    /// The page asked for it.
    case asked
  }

  private enum Next {
    case load, infer, smooth(isNew: Bool), compose, done
  }

  /// Whether the output is the frame, composited by its own mask.
  private(set) var isMasked = false
  /// Whether the mask is that of a frame whose input to the model was the same.
  private(set) var isReused = false
  /// Share of the mask where the person shows; below 0 where there is none.
  private(set) var personShare: Float = -1
  /// Why the output is the slate.
  private(set) var reason = Reason.noSize

  private var next = Next.done

  /// Begins with the frame that stands in the input.
  mutating func begin(_ engine: Engine) {
    (isMasked, isReused, personShare, reason) = (false, false, -1, .none)
    if engine.pictures == nil || engine.effect == nil {
      stop(engine, .noSize)
    } else if !engine.options.effect.needsMask {
      engine.hasMask = false
      compose(engine)
    } else if engine.finder == nil {
      stop(engine, .noModel)
    } else {
      next = .load
    }
  }

  /// Ends with the slate, because the page asked for it.
  mutating func abandon(_ engine: Engine) {
    (isMasked, isReused, personShare) = (false, false, -1)
    stop(engine, .asked)
  }

  /// Does the next stage.
  mutating func step(_ engine: Engine) -> Stage {
    switch next {
    case .done: return .done
    case .load: return load(engine)
    case .infer:
      engine.finder?.segmenter.run()
      next = .smooth(isNew: true)
      return .inference
    case .smooth(let isNew): return smooth(engine, isNew: isNew)
    case .compose: return composeStage(engine)
    }
  }

  private mutating func load(_ engine: Engine) -> Stage {
    guard let segmenter = engine.finder?.segmenter, let frame = engine.pictures?.inputView else {
      return stop(engine, .noModel)
    }
    segmenter.load(frame)
    engine.follow(segmenter.framing)
    isReused = engine.hasMask && segmenter.inputChange <= engine.options.effect.reuseLimit
    next = isReused ? .smooth(isNew: false) : .infer
    // What the last run left is lost by now, and the mask's copy is older than this frame.
    engine.hasMask = isReused
    return .resize
  }

  private mutating func smooth(_ engine: Engine, isNew: Bool) -> Stage {
    guard let finder = engine.finder, let effect = engine.effect else {
      return stop(engine, .noModel)
    }
    let (segmenter, ledger) = (finder.segmenter, finder.ledger)
    if isNew, !ledger.record(from: segmenter) {
      engine.reset()
      return stop(engine, .notNumbers)
    }
    engine.hasMask = true
    let visibleLevel = engine.options.effect.compositor.leastVisibleLevel
    personShare = ledger.summary(visibleLevel: visibleLevel).personShare
    effect.takeMask(ledger, isNew: isNew, from: segmenter)
    let cells = finder.mask.elements(of: UInt8.self)
    let width = segmenter.maskWidth
    for row in 0..<segmenter.maskHeight {
      effect.copyMaskRow(
        row, to: UnsafeMutableBufferPointer(rebasing: cells[row * width..<(row + 1) * width]))
    }
    isMasked = true
    compose(engine)
    return .smoothing
  }

  private mutating func compose(_ engine: Engine) {
    guard let frame = engine.pictures?.inputView,
      let output = engine.pictures?.outputView(engine.options.effect.result)
    else {
      stop(engine, .noSize)
      return
    }
    engine.effect?.beginStages(frame, to: output)
    next = .compose
  }

  private mutating func composeStage(_ engine: Engine) -> Stage {
    switch engine.effect?.runStage() {
    case .input: return .input
    case .filter: return .filter
    case .matting: return .matting
    case .blur: return .blur
    case .foreground: return .foreground
    case .blend: return .blend
    case .output: return .output
    case nil:
      next = .done
      return .done
    }
  }

  @discardableResult
  private mutating func stop(_ engine: Engine, _ reason: Reason) -> Stage {
    self.reason = reason
    isMasked = false
    engine.showSlate()
    next = .done
    return .done
  }
}
