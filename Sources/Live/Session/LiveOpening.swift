public import Devices

/// A camera and a virtual camera that were opened for each other.
public struct LiveOpening: Sendable {
  /// The camera.
  public let camera: any CaptureDevice
  /// Wish for the camera's mode.
  public let wish: CaptureWish
  /// The mode in effect; nil when the camera could not be opened yet.
  public let cameraMode: CaptureMode?
  /// Error for which the camera could not be opened yet.
  public let cameraFailure: DeviceError?
  /// The virtual camera, open.
  public let output: any OutputDevice
  /// The frames that leave, as the virtual camera takes them. It is asked for frames as large as the
  /// camera's (the last column or row left out where their number is odd) and as many.
  public let outputMode: OutputMode

  /// Opens both.
  ///
  /// A camera that another program holds is no error: frames come when it is free. The output has
  /// the wanted size and rate then, by default 1280x720 at 30 a second.
  ///
  /// - Parameter framesPerSecond: of the output, where it is not to be the camera's.
  /// - Throws: `DeviceError` when either can't be used; both are closed then.
  public init(
    camera: any CaptureDevice, wish: CaptureWish, output: any OutputDevice,
    framesPerSecond: Double? = nil
  ) throws(DeviceError) {
    self.camera = camera
    self.wish = wish
    self.output = output
    do throws(DeviceError) {
      cameraMode = try camera.open(wish)
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
    let wanted = OutputMode(
      width: evenSide(max(2, cameraMode?.width ?? wish.width ?? 1280)),
      height: evenSide(max(2, cameraMode?.height ?? wish.height ?? 720)),
      framesPerSecond: rate > 0 && rate.isFinite ? rate : 30)
    do throws(DeviceError) {
      outputMode = try output.open(wanted)
    } catch {
      camera.close()
      throw error
    }
  }
}
