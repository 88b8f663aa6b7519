/// Source of frames, one after the other.
public protocol FrameSource: AnyObject, Sendable {
  /// Format that frames have in common.
  var format: FilmFormat { get }

  /// Fills `frame`, which must have been made for `format`, with the next frame and its time.
  /// Allocates nothing once frames flow. One caller at a time.
  ///
  /// - Returns: false at the end; `frame` then holds nothing of meaning.
  /// - Throws: `FilmError`: `.damaged` when the film ends too early, `.cancelled` after `cancel`.
  func read(into frame: RawFrame) throws(FilmError) -> Bool

  /// Makes a read that waits, and every later one, throw `.cancelled`. From any thread.
  func cancel()
}

/// Sink of frames, one after the other.
public protocol FrameSink: AnyObject, Sendable {
  /// Format that frames must have in common.
  var format: FilmFormat { get }

  /// Takes over the pixels and the time of a frame of `format`. Allocates nothing once frames flow.
  /// One caller at a time.
  ///
  /// - Throws: `FilmError`; only `finish(.failed)` may follow.
  func write(_ frame: RawFrame) throws(FilmError)

  /// Ends the film. To be called once, whatever happened before.
  ///
  /// - Throws: `FilmError`; no film is left then. Never for `.failed`.
  func finish(_ ending: FilmEnding) throws(FilmError)
}

/// End of a film.
public enum FilmEnding: Hashable, Sendable {
  /// All frames were written.
  case complete
  /// Somebody asked to stop: what was written becomes a film, its sound no longer than its frames.
  case interrupted
  /// Nothing shall be left.
  case failed
}
