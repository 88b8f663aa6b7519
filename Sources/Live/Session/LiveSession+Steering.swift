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
  public func snapshot() -> Frame? { leaving(within: 2000) }

  /// Returns a picture for somebody who looks at the session now and again, and counts as a reader of the virtual
  /// camera meanwhile; nil where none comes in a moment. Callers take turns.
  ///
  /// - Parameter isOriginal: whether it is the camera's, in which everything shows, in place of what leaves.
  public func preview(original isOriginal: Bool = false) -> Frame? {
    signals.noteViewer(at: clock.now)
    guard isOriginal else { return leaving(within: 300) }
    return snapshotTurn.withLock { _ in
      guard let memory = try? CapturedPicture(for: outputMode).memory else { return nil }
      return signals.originals.fill(memory, within: 300, wake: {}) ? Frame(memory) : nil
    }
  }

  private func leaving(within milliseconds: Int) -> Frame? {
    snapshotTurn.withLock { _ in
      guard
        let memory = try? PictureMemory(
          width: outputMode.width, height: outputMode.height, format: outputMode.format,
          encoding: outputMode.encoding)
      else { return nil }
      let isTaken = signals.snapshots.fill(memory, within: milliseconds) { signals.demand.wake() }
      return isTaken ? Frame(memory) : nil
    }
  }
}

extension Frame {
  /// A picture as RGBA.
  fileprivate init(_ memory: PictureMemory) {
    let (width, height) = (memory.view.width, memory.view.height)
    self.init(
      width: width, height: height, pixels: [UInt8](repeating: 255, count: width * height * 4))
    let converter = FrameConverter(
      width: width, height: height, from: memory.view.layout, to: PixelLayout(.rgba))
    withMutableView { converter.convert(memory.view.readOnly, to: $0) }
  }
}
