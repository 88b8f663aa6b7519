import Threads

extension CompositorPlan {
  /// The steps of frames that pass through; nil where one touches all of each frame.
  func plannedPassThrough(
    of modelMask: Rows<UInt8>, _ clean: ((ThreadContext) -> Void)?
  ) -> [Step<PassThrough>]? {
    var steps: [Step<PassThrough>] = []
    if let clean { steps.add(nil) { clean($1) } }
    let mirror = mirroring(modelMask)
    steps.add(nil) { way, context in
      way.readFrame(on: context)
      mirror?(context)
    }
    if !options.background.needsMask && grade == nil {
      steps.add(.blend) { $0.copyFrame(on: $1) }
      return steps
    }
    guard let sparseFilter, foreground == nil, matting == nil, !options.usesAlpha,
      options.background.isOpaque
    else { return nil }
    let (mask, rule) = (mask, rule)
    steps.add(nil) { sparseFilter.prepare(mask, frame: $0.frame, on: $1) }
    if let full = fullMask?.rows {
      if let made, let blend = madeBlend(made), shaper == nil, regions.isEmpty, fading == nil,
        grade == nil
      {
        steps.add(.filter) { sparseFilter.write(mask, frame: $0.frame, to: full, on: $1) }
        steps.add(.blur, meets: false) { made.run(frame: $0.frame, mask: full, on: $1) }
        steps.add(.blend) { way, context in
          way.blend(blend, mask: full, filter: sparseFilter, rule: rule, on: context)
        }
      } else {
        steps.append(contentsOf: passThroughSteps(by: full, sparseFilter))
      }
    } else {
      let (background, pixelBlend) = (background, pixelBlend)
      if let lighting { steps.add(nil) { lighting($1) } }
      steps.add(.filter) { way, context in
        way.readBackground(background.rows, version: background.version, on: context)
        let composer = way.composer(pixelBlend(context), on: context)
        sparseFilter.blend(mask, frame: way.frame, with: composer, on: context)
      }
    }
    return steps
  }

  /// The steps from a filtered mask to the result, where the mask is changed or the light is.
  private func passThroughSteps(
    by full: Rows<UInt8>, _ sparseFilter: SparseMaskFilter
  ) -> [Step<PassThrough>] {
    var steps: [Step<PassThrough>] = []
    let (mask, background, grade, regions) = (mask, background, grade, regions)
    let isShaped = shaper != nil || !regions.isEmpty
    steps.add(isShaped ? nil : .filter) {
      sparseFilter.write(mask, frame: $0.frame, to: full, on: $1)
    }
    if let shaper { steps.add(regions.isEmpty ? .filter : nil) { shaper.run(full, on: $1) } }
    if !regions.isEmpty { steps.add(.filter) { regions.run(mask: full, on: $1) } }
    var backdrop = PassThroughBackdrop.still
    if let made, let blend = madeBlend(made) {
      backdrop = .made(blend)
      steps.add(.blur, meets: fading != nil) { made.run(frame: $0.frame, mask: full, on: $1) }
    } else if options.background.isWholeFrame || !options.background.needsMask {
      backdrop = .frame
    } else if let lighting {
      steps.add(nil) { lighting($1) }
    }
    if let fading { steps.add(nil) { Self.fade(full, by: fading, on: $1) } }
    guard let values = values?.rows else { return steps }
    let pixelBlend = pixelBlend
    steps.add(.blend) { way, context in
      if case .still = backdrop {
        way.readBackground(
          background.rows, version: background.version, grade: grade, on: context)
      }
      let blend = PassThroughMaskBlend(
        backdrop: backdrop, pixelBlend: pixelBlend(context), grade: grade, mask: full,
        values: values)
      way.blend(blend, on: context)
    }
    return steps
  }
}
