public import Devices

/// A camera and virtual cameras that were opened for each other.
public struct LiveOpening: Sendable {
  /// The camera.
  public let camera: any CaptureDevice
  /// Wish for the camera's mode.
  public let wish: CaptureWish
  /// The mode in effect, or the one to be expected on demand; nil when the camera could not be asked yet.
  public let cameraMode: CaptureMode?
  /// Error for which the camera could not be opened yet.
  public let cameraFailure: DeviceError?
  /// Whether the camera is open only while programs read a virtual camera; it is not yet.
  public let isOnDemand: Bool
  /// The virtual cameras, open; at least one.
  public let outputs: [any OutputDevice]
  /// The frames that leave, as the virtual cameras take them. They are asked for frames as large as the
  /// camera's (the last column or row left out where their number is odd) and as many.
  public let outputMode: OutputMode

  /// Opens all.
  ///
  /// A camera that another program holds is no error: frames come when it is free. The output has
  /// the wanted size and rate then, by default 1280x720 at 30 a second.
  ///
  /// - Parameters:
  ///   - framesPerSecond: of the output, where it is not to be the camera's.
  ///   - isOnDemand: whether the camera is only asked for its mode, and opened once somebody reads.
  /// - Throws: `DeviceError` when one can't be used, or takes other frames than those before; all are closed
  ///   then.
  public init(
    camera: any CaptureDevice, wish: CaptureWish, outputs: [any OutputDevice],
    framesPerSecond: Double? = nil, isOnDemand: Bool = false
  ) throws(DeviceError) {
    precondition(!outputs.isEmpty, "expected a virtual camera")
    self.camera = camera
    self.wish = wish
    self.outputs = outputs
    self.isOnDemand = isOnDemand
    do throws(DeviceError) {
      cameraMode = isOnDemand ? try camera.expectedMode(wish) : try camera.open(wish)
      cameraFailure = nil
    } catch {
      switch error {
      case .busy, .lost, .timedOut:
        cameraMode = nil
        cameraFailure = error
      case .absent, .unusable: throw error
      }
    }
    let rate =
      framesPerSecond ?? cameraMode?.framesPerSecond ?? wish.framesPerSecond ?? 30
    var mode = OutputMode(
      width: evenSide(max(2, cameraMode?.width ?? wish.width ?? 1280)),
      height: evenSide(max(2, cameraMode?.height ?? wish.height ?? 720)),
      framesPerSecond: rate > 0 && rate.isFinite ? rate : 30)
    do throws(DeviceError) {
      for (index, output) in outputs.enumerated() {
        let found = try output.open(mode)
        guard index == 0 || found.takesSameFrames(as: mode) else {
          throw .unusable(
            "expected virtual cameras that take the same frames, found '\(outputs[0].name)' with "
              + "\(mode.frames) and '\(output.name)' with \(found.frames)")
        }
        mode = found
      }
    } catch {
      camera.close()
      for output in outputs { output.close() }
      throw error
    }
    outputMode = mode
  }

  /// Opens a camera and one virtual camera.
  public init(
    camera: any CaptureDevice, wish: CaptureWish, output: any OutputDevice,
    framesPerSecond: Double? = nil, isOnDemand: Bool = false
  ) throws(DeviceError) {
    try self.init(
      camera: camera, wish: wish, outputs: [output], framesPerSecond: framesPerSecond,
      isOnDemand: isOnDemand)
  }

  /// Lets go of all devices.
  public func close() {
    camera.close()
    for output in outputs { output.close() }
  }
}
