import ArgumentParser

/// `vbg doctor`
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Tell what of this machine keeps a virtual camera from working, and what mends it.",
    discussion: """
      Looks at the kernel module v4l2loopback and its settings, cameras and permissions, PipeWire, the \
      desktop's portal, browsers, models, the processor and ffmpeg. Each is ok, a warning (it works, but \
      not with everything or not for long) or wrong; the command below a line mends it. Nothing is \
      changed, no camera is opened, and no rights are needed.

      Exit codes: 0 when a virtual camera can work, 1 when none will: without a model, a camera to \
      read, or a way to other programs; 2 for wrong usage.
      """)

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let report = DoctorReport(examine(.real, within: .seconds(2)))
    if json {
      try printJSON(report)
    } else {
      try printLine(report.text())
    }
    if !report.canWork { throw ExitCode.failure }
  }
}
