/// Degree of a finding.
enum FindingLevel: String, Encodable {
  /// As it should be.
  case ok
  /// Works, but not with everything, or not for long.
  case warning
  /// Doesn't work.
  case wrong
}

/// A part without which there is no virtual camera.
enum CameraPart: String, CaseIterable, Encodable {
  /// A model of persons.
  case model
  /// A camera to read.
  case camera
  /// A way to other programs: a virtual camera or PipeWire.
  case output
}

/// A thing that `vbg doctor` looked at.
struct Finding: Encodable, Equatable {
  /// The thing.
  let subject: String
  let level: FindingLevel
  /// Fact that was found, in one line.
  let text: String
  /// The command that mends it, in one line for a shell; nil where there is nothing to mend, or no command
  /// does.
  let command: String?
  /// The part of a virtual camera that is there by this.
  let provides: CameraPart?

  static func ok(_ subject: String, _ text: String, provides: CameraPart? = nil) -> Finding {
    Finding(subject: subject, level: .ok, text: text, command: nil, provides: provides)
  }

  static func warning(
    _ subject: String, _ text: String, _ command: String? = nil, provides: CameraPart? = nil
  ) -> Finding {
    Finding(subject: subject, level: .warning, text: text, command: command, provides: provides)
  }

  static func wrong(_ subject: String, _ text: String, _ command: String? = nil) -> Finding {
    Finding(subject: subject, level: .wrong, text: text, command: command, provides: nil)
  }

  /// A finding of what only matters where nothing else does the same.
  static func lacking(
    _ subject: String, isNeeded: Bool, _ text: String, _ command: String? = nil
  ) -> Finding {
    isNeeded ? wrong(subject, text, command) : warning(subject, text, command)
  }
}
