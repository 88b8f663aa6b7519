public import Compositing
public import Films
public import Imaging
public import Kernels
import Threads

/// A film that stands behind the person of a session: it goes round at its own pace, whatever the camera's, on
/// a thread of its own that nobody waits for. Newest frame wins. While nobody asks for frames it stands still.
///
/// A film that breaks, or whose decoder ends or stalls, is told of once; the last frame that came stays.
/// The film ends, its processes too, with the last that holds it.
public final class LiveFilm: Sendable {
  /// The first frame; nil for a film whose first frame did not come in time.
  public let first: Frame?

  private let player: FilmPlayer

  /// Opens a film and shows its first frame, or waits no longer than `patience` for it.
  ///
  /// - Parameters:
  ///   - name: the film's, for what is told.
  ///   - width: pixels a row of the frames behind which it stands.
  ///   - height: rows of them.
  ///   - fit: how its frames come to that size.
  ///   - tell: gets a line for a person; must not block.
  ///   - find: looks at the film; called once, on the film's thread. What it starts ends by the `ChildStop`.
  /// - Throws: `FilmError` for a film that can't be opened.
  public init(
    _ name: String, width: Int, height: Int, fit: Fit, instructionSet: InstructionSet = .best,
    clock: any SessionClock = MonotonicClock(), patience: Duration = .seconds(10),
    tell: @escaping @Sendable (String) -> Void,
    find: @escaping @Sendable (ChildStop) throws(FilmError) -> FilmRounds
  ) throws(FilmError) {
    let player: FilmPlayer
    do throws(FrameViewError) {
      player = try FilmPlayer(
        name, width: width, height: height, fit: fit, instructionSet: instructionSet, clock: clock,
        tell: tell)
    } catch {
      throw .tooLarge(width: width, height: height)
    }
    self.player = player
    do throws(ThreadError) {
      try startSessionThread("vbg.film") { player.run(find) }
    } catch {
      throw .cannotStart("a thread", reason: "\(error)")
    }
    first = try player.awaitFirst(patience)
    if first == nil {
      tell("background '\(name)': no frame came in \(patience.components.seconds) s")
    }
  }

  deinit { player.stop() }

  /// Fetches the newest frame, as RGBA pixels that last until the next call. Waits for nobody, and allocates
  /// nothing. One caller at a time.
  ///
  /// - Returns: whether one came since the last call.
  func fetch() -> Bool { player.fetch() }

  /// The frame that was fetched last; nil before there was one.
  var latest: FrameView? { player.latest }
}
