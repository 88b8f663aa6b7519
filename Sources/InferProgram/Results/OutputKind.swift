import CommandSupport

/// A kind of file that is written for a frame.
enum OutputKind: String, CaseIterable {
  case mask, cutout, overlay, input, output

  /// Text that follows the frame's name in a folder.
  var suffix: String {
    switch self {
    case .mask: ".mask.png"
    case .cutout: ".cutout.png"
    case .overlay: ".overlay.png"
    case .input: ".input.npy"
    case .output: ".output.npy"
    }
  }

  /// Whether it is a picture; the others are arrays.
  var isPicture: Bool { self != .input && self != .output }

  /// The option that names its place.
  var option: String {
    switch self {
    case .mask: "--output"
    case .cutout: "--cutout"
    case .overlay: "--overlay"
    case .input: "--dump-input"
    case .output: "--dump-output"
    }
  }

  /// The value of its option.
  func place(in arguments: InferenceArguments) -> String? {
    let place =
      switch self {
      case .mask: arguments.output
      case .cutout: arguments.cutout
      case .overlay: arguments.overlay
      case .input: arguments.dumpInput
      case .output: arguments.dumpOutput
      }
    return place.map(OutputPlace.withDash)
  }
}
