import Imaging
import Platform
import Threads

/// One frame's way through a plan's steps, on all threads of a pool at once.
///
/// `@unchecked Sendable`: prepared between runs by the compositor's owner; within a run threads write
/// disjoint rows between barriers, and thread 0 alone keeps the time.
final class CompositorTask: ThreadPoolTask, @unchecked Sendable {
  private(set) var plan: CompositorPlan
  private(set) var keepsMask = false
  private(set) var timings = CompositorTimings()
  /// The frame, and where its result goes, as RGBA.
  private(set) var input, output: FramePort

  /// The picture before the person.
  var front: FrontPicture?

  private let parts: CompositorParts
  private var options: CompositorOptions
  /// The way of frames whose bytes can be copied in part; kept for the format that was last.
  private(set) var passThrough: PassThrough?
  private(set) var passesThrough = false
  private var lastMark = ContinuousClock.now

  init(_ sizes: CompositorSizes, _ options: CompositorOptions) {
    self.options = options
    input = FramePort(
      width: sizes.width, height: sizes.height, instructionSet: sizes.instructionSet)
    output = input
    parts = CompositorParts(sizes)
    plan = CompositorPlan(options, keepsMask: false, parts)
  }

  /// The model's mask.
  var mask: Rows<UInt8> { parts.mask.rows }
  /// Background behind the person, unless it is made of the frame.
  var background: StillBackground { parts.background }
  var sizes: CompositorSizes { parts.sizes }

  /// Makes ready for options that were validated.
  func prepare(_ options: CompositorOptions, keepsMask: Bool) {
    self.options = options
    self.keepsMask = keepsMask
    plan = CompositorPlan(options, keepsMask: keepsMask, parts)
  }

  /// Takes a frame in, and where its result goes.
  func begin(_ frame: FrameView, _ result: MutableFrameView) {
    passesThrough =
      plan.passThroughSteps != nil && PassThrough.isPossible(frame, result)
    if passesThrough {
      let picture = frame.layout
      if passThrough?.picture != picture { passThrough = PassThrough(picture, sizes) }
      passThrough?.open(frame, result, isMirrored: options.mirror)
    } else {
      input.open(frame, isMirrored: options.mirror)
      output.open(result)
    }
    timings = CompositorTimings()
    lastMark = .now
  }

  /// Lets go of the views.
  func end() {
    input.close()
    output.close()
    passThrough?.close()
  }

  func run(on context: ThreadContext) {
    if passesThrough, let passThrough, let steps = plan.passThroughSteps {
      run(steps, of: passThrough, on: context)
      if let front {
        passThrough.put(front, on: context)
        context.synchronize()
        mark(.blend, on: context)
      }
      return
    }
    run(plan.steps, of: self, on: context)
    if let front {
      front.blend(on: output.rows, context)
      context.synchronize()
      mark(.blend, on: context)
    }
    if output.needsWriting {
      output.write(on: context)
      context.synchronize()
      mark(.output, on: context)
    }
  }

  private func run<Way>(
    _ steps: [CompositorPlan.Step<Way>], of way: Way, on context: ThreadContext
  ) {
    for step in steps {
      step.run(way, context)
      if step.meets { context.synchronize() }
      if let stage = step.stage { mark(stage, on: context) }
    }
  }

  private func mark(_ step: CompositingStep, on context: ThreadContext) {
    guard context.index == 0 else { return }
    let now = ContinuousClock.now
    timings[step] += now - lastMark
    lastMark = now
  }
}
