public import Imaging

/// Steering of a session that runs. From any thread.
extension LiveSession {
  /// State of the camera.
  public enum CameraState: String, Sendable {
    /// Gives frames.
    case open
    /// Is closed: nobody reads, or the session is paused.
    case closed
    /// Is to be open, and is not.
    case lost
  }

  /// Shows the slate from the next frame on and lets go of the camera, until `resume()`.
  public func pause() {
    signals.demand.setPaused(true)
    signals.forgetFrames()
  }

  /// Opens the camera again after `pause()`. No frame from before is shown.
  public func resume() { signals.demand.setPaused(false) }

  /// Whether `pause()` is in force.
  public var isPaused: Bool { signals.demand.isPaused }

  /// Whether the camera is open only while programs read.
  public var isOnDemand: Bool { signals.demand.isOnDemand }

  /// State of the camera now.
  public var cameraState: CameraState {
    if !signals.demand.isWanted { return .closed }
    return signals.cameraIsLost.load(ordering: .acquiring) ? .lost : .open
  }

  /// Returns a picture of the next frame that leaves; nil where none does within 2 s. Callers take turns.
  public func snapshot() -> Frame? {
    snapshotTurn.withLock { _ in
      guard
        let memory = try? PictureMemory(
          width: outputMode.width, height: outputMode.height, format: outputMode.format,
          encoding: outputMode.encoding)
      else { return nil }
      let isTaken = signals.snapshots.fill(memory, within: 2000) { signals.demand.wake() }
      guard isTaken else { return nil }
      var frame = Frame(
        width: outputMode.width, height: outputMode.height,
        pixels: [UInt8](repeating: 255, count: outputMode.width * outputMode.height * 4))
      let converter = FrameConverter(
        width: frame.width, height: frame.height, from: memory.view.layout, to: PixelLayout(.rgba))
      frame.withMutableView { converter.convert(memory.view.readOnly, to: $0) }
      return frame
    }
  }
}
