import ArgumentParser
import Live
import Video

/// Runs `vbg live` until a signal ends it.
///
/// - Parameter typed: the command line behind `live`.
/// - Throws: for what fails before the first frame: `ConfigurationError`, `FileError`,
///   `DeviceFault`, what the model throws; `ValidationError` for wrong usage.
func runLive(typed: [String], devices: LiveDevices) throws {
  let configuration = try LiveConfiguration(typed: typed)
  let arguments = configuration.arguments
  if arguments.quiet { keepQuiet() }
  if arguments.printConfig { return try printLine(configuration.text) }
  guard let outputPath = arguments.output else {
    throw ValidationError("expected --output to name a virtual camera, found none")
  }
  // Before the first thread is made: all inherit it, and the attendant alone gets signals.
  LiveSignals.block()
  let preparation = try LivePreparation(configuration)
  let opening = try open(arguments, outputPath, devices)
  var isRunning = false
  defer {
    if !isRunning {
      opening.camera.close()
      opening.output.close()
    }
  }
  let session = try LiveSession(
    opening, finder: preparation.finder,
    effect: try preparation.effect(configuration, mode: opening.outputMode),
    decoder: MotionJPEGPictures(), onEvent: { report("\($0)") })
  if arguments.effect.none { report("--none: frames leave as they are") }
  let attendant = LiveAttendant(session, preparation, configuration, typed: typed)
  isRunning = true
  attendant.start()
  session.run()
  attendant.stop()
}

private func open(
  _ arguments: LiveArguments, _ outputPath: String, _ devices: LiveDevices
) throws -> LiveOpening {
  let wish = CaptureWish(
    width: arguments.size?.width ?? 1280, height: arguments.size?.height ?? 720,
    framesPerSecond: arguments.fps ?? 30)
  do throws(DeviceError) {
    return try LiveOpening(
      camera: devices.camera(arguments.cameraPath), wish: wish,
      output: devices.output(outputPath), framesPerSecond: arguments.fps)
  } catch {
    throw DeviceFault(error: error)
  }
}

/// A device that can't be used, for a person.
struct DeviceFault: Error, CustomStringConvertible {
  let error: DeviceError

  var description: String { error.reason }
}
