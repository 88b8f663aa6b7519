import Glibc

extension ExitStatus {
  /// Status of ffmpeg after a signal that it has handled.
  static let interruptedFFmpeg: ExitStatus = .exited(255)

  /// Whether a signal ended ffmpeg.
  var isInterruption: Bool {
    if case .signaled = self { true } else { self == .interruptedFFmpeg }
  }

  /// The signal in words, for example `Killed`; nil where it is not known.
  var signalName: String? {
    if case .signaled(let number) = self { String(cString: strsignal(number)) } else { nil }
  }
}
