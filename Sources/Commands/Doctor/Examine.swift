import Dispatch
import Live
import Synchronization

/// Looks at everything.
///
/// Files and folders can hang (a network's, a program's): what was found in time is returned, and a
/// finding that names what did not answer.
func examine(_ machine: ExaminedMachine, within patience: Duration) -> [Finding] {
  examine(machine, Examination.steps, within: patience)
}

/// Takes steps on a thread of its own for so long.
func examine(
  _ machine: ExaminedMachine, _ steps: [Examination.Step], within patience: Duration
) -> [Finding] {
  let progress = ExaminationProgress()
  let isDone = DispatchSemaphore(value: 0)
  do {
    try startSessionThread("vbg.doctor") {
      let examination = Examination(machine)
      for step in steps {
        progress.begin(step.name)
        progress.add(step.findings(examination))
      }
      isDone.signal()
    }
  } catch {
    return [.wrong("doctor", "\(error)")]
  }
  let (seconds, attoseconds) = patience.components
  let nanoseconds = Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000)
  let isInTime = isDone.wait(timeout: .now() + .nanoseconds(nanoseconds)) == .success
  return progress.findings(isComplete: isInTime)
}

/// The findings so far.
private final class ExaminationProgress: Sendable {
  private let state = Mutex((step: "", findings: [Finding]()))

  func begin(_ step: String) { state.withLock { $0.step = step } }

  func add(_ findings: [Finding]) { state.withLock { $0.findings += findings } }

  func findings(isComplete: Bool) -> [Finding] {
    state.withLock { state in
      if isComplete { return state.findings }
      return state.findings + [.wrong(state.step, "did not answer: a file or a folder hangs")]
    }
  }
}

/// Facts that several checks need, found once.
final class Examination {
  /// A kind of thing to look at.
  struct Step: Sendable {
    let name: String
    let findings: @Sendable (Examination) -> [Finding]
  }

  static let steps = [
    Step(name: "models") { checkModels($0.machine) },
    Step(name: "processor") { checkProcessor($0.machine) },
    Step(name: "cameras") { checkCameras($0) },
    Step(name: "v4l2loopback") { checkLoopbackModule($0) + checkLoopbackDevices($0) },
    Step(name: "modprobe.d") { checkModuleSettings($0) },
    Step(name: "PipeWire") { checkPipeWire($0) },
    Step(name: "portal") { checkPortal($0) },
    Step(name: "browsers") { checkBrowsers($0) },
    Step(name: "ffmpeg") { checkFFmpeg($0) },
  ]

  let machine: ExaminedMachine
  let packages: PackageManager
  /// Questions that take a while, asked first.
  let versionOfFFmpeg: AskedProgram?
  let dumpOfPipeWire: AskedProgram?
  private(set) lazy var video = VideoNodes(machine)
  private(set) lazy var pipeWire = PipeWireState(machine)
  private(set) lazy var processes = machine.processes()
  private(set) lazy var nodes: [PipeWireNode]? =
    dumpOfPipeWire?.answer.flatMap { PipeWireNode.all(inDump: $0.output) }

  init(_ machine: ExaminedMachine) {
    self.machine = machine
    packages = PackageManager(machine)
    versionOfFFmpeg = machine.program("ffmpeg").map { AskedProgram($0, ["-version"], machine) }
    // The answer needs a daemon.
    dumpOfPipeWire =
      machine.pipeWireSocket.flatMap { machine.exists($0) ? machine.program("pw-dump") : nil }
      .map { AskedProgram($0, [], machine) }
  }
}
