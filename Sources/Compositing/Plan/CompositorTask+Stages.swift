import Threads

extension CompositorTask {
  /// Steps of the frame that was begun, the writing of its result included.
  var stepCount: Int {
    passesThrough
      ? (plan.passThroughSteps?.count ?? 0) + (front == nil ? 0 : 1)
      : plan.steps.count + (front == nil ? 0 : 1) + (output.needsWriting ? 1 : 0)
  }

  /// Returns the stage that a step's time counts for; nil: that of the next one.
  func stage(ofStep index: Int) -> CompositingStep? {
    if passesThrough, let steps = plan.passThroughSteps {
      return index < steps.count ? steps[index].stage : .blend
    }
    if index < plan.steps.count { return plan.steps[index].stage }
    return index == plan.steps.count && front != nil ? .blend : .output
  }

  /// One thread's part of a step.
  func runStep(_ index: Int, on context: ThreadContext) {
    if passesThrough, let passThrough, let steps = plan.passThroughSteps {
      if index < steps.count {
        steps[index].run(passThrough, context)
      } else if let front {
        passThrough.put(front, on: context)
      }
    } else if index < plan.steps.count {
      plan.steps[index].run(self, context)
    } else if index == plan.steps.count, let front {
      front.blend(on: output.rows, context)
    } else {
      output.write(on: context)
    }
  }
}

/// The steps of a frame up to the end of a stage, for who takes the time without a clock here.
///
/// `@unchecked Sendable`: changed between runs alone.
final class CompositorStageTask: ThreadPoolTask, @unchecked Sendable {
  private let task: CompositorTask
  private var steps = 0..<0

  init(_ task: CompositorTask) { self.task = task }

  /// Begins anew, for a frame that the task has begun.
  func begin() { steps = 0..<0 }

  /// Moves on to the steps of the next stage.
  ///
  /// - Returns: the stage; nil behind the last.
  func advance() -> CompositingStep? {
    let first = steps.upperBound
    guard first < task.stepCount else { return nil }
    for index in first..<task.stepCount {
      guard let stage = task.stage(ofStep: index) else { continue }
      steps = first..<index + 1
      return stage
    }
    // Steps behind the last stage are of no other's.
    steps = first..<task.stepCount
    return .output
  }

  func run(on context: ThreadContext) {
    for index in steps {
      task.runStep(index, on: context)
      context.synchronize()
    }
  }
}
