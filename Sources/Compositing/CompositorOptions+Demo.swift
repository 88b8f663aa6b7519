extension CompositorOptions {
  /// Settings and maths of the browser demo that set the standard (Volcomix/virtual-background): what
  /// reference tests hold vbg to.
  public static let demo: CompositorOptions = {
    var options = CompositorOptions()
    options.background = .demoBlur
    options.filter = .exact
    options.sigmaSpace = 1
    options.sigmaColor = 0.1
    options.coverage = 0.5...0.75
    options.lightWrap = nil
    options.blend = .screen
    options.wrapSource = .sharp
    options.wrapReach = .coverage
    options.decontaminate = false
    return options
  }()
}
