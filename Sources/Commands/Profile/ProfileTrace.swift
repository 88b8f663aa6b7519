import FoundationEssentials
import Runtime

/// A Chrome trace event (Google, "Trace Event Format"): times in microseconds.
private struct TraceEvent: Encodable {
  struct Arguments: Encodable {
    var name: String?
    var step: Int?
    var kernels: String?
    var shapes: String?
  }

  let name: String
  let cat: String
  /// `X`: a complete event; `M`: what a thread is called.
  let ph: String
  var ts = 0.0
  var dur: Double?
  let pid = 1
  let tid: Int
  var args = Arguments()
}

private struct TraceFile: Encodable {
  let displayTimeUnit = "ms"
  let traceEvents: [TraceEvent]
}

extension ModelProfile {
  /// The fastest run as a file of Chrome trace events: for each thread its steps, and its waits of at
  /// least 0.1 us at barriers.
  func traceEvents() throws -> [UInt8] {
    var events: [TraceEvent] = []
    for thread in 0..<fastestRun.threadCount {
      events.append(
        TraceEvent(
          name: "thread_name", cat: "__metadata", ph: "M", tid: thread,
          args: .init(name: "thread \(thread)")))
      for (index, step) in steps.enumerated() {
        let part = fastestRun.part(ofStep: index, thread: thread)
        events.append(
          TraceEvent(
            name: step.description.operation, cat: "step", ph: "X",
            ts: part.start.milliseconds * 1e3, dur: (part.end - part.start).milliseconds * 1e3,
            tid: thread,
            args: .init(
              step: index, kernels: step.description.kernelNames.joined(separator: " + "),
              shapes: step.description.shapes)))
        let wait = (part.release - part.end).milliseconds * 1e3
        if wait >= 0.1 {
          events.append(
            TraceEvent(
              name: "wait", cat: "barrier", ph: "X", ts: part.end.milliseconds * 1e3, dur: wait,
              tid: thread, args: .init(step: index)))
        }
      }
    }
    return try Array(JSONEncoder().encode(TraceFile(traceEvents: events)))
  }
}
