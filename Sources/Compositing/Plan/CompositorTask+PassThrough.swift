import Threads

extension CompositorTask {
  /// The stages of a frame whose bytes are copied where nothing is computed.
  func run(_ passThrough: PassThrough, on context: ThreadContext) {
    passThrough.readFrame(on: context)
    let mask = modelMask(on: context)
    context.synchronize()
    guard !showsFrame, case .exact(let refined) = filter.kind else {
      passThrough.copyFrame(on: context)
      return finish(.blend, on: context)
    }
    let frame = passThrough.frame
    refined.updateBounds(mask, on: context)
    context.synchronize()
    mark(.input, on: context)
    if case .blur = options.background, let blur, let full = fullMask?.rows {
      refined.write(mask, frame: frame, to: full, on: context)
      finish(.filter, on: context)
      blur.run(frame: frame, mask: full, on: context)
      mark(.blur, on: context)
      passThrough.blend(
        blur, mask: full, refined: refined, rule: rule, coverage: options.coverage, on: context)
      finish(.blend, on: context)
    } else {
      passThrough.readBackground(
        backdrop.rows(options.background), version: backdrop.version, on: context)
      let composer = passThrough.composer(pixelBlend, on: context)
      refined.blend(mask, frame: frame, with: composer, on: context)
      finish(.filter, on: context)
    }
  }
}
