public import Compositing
public import Devices
import Effects
import Imaging
public import Kernels

/// An effect prepared for a session's sizes: made on any thread, beside frames that flow, and then
/// given to the session, which uses it on its own.
///
/// `@unchecked Sendable`: handed over whole; whoever made it does not use it afterwards.
public final class LiveEffect: @unchecked Sendable {
  /// Effect on frames that pass.
  let frameEffect: FrameEffect
  /// Slate that is shown when no frame may be: no pixel of it comes from a camera.
  let slate: PictureMemory
  /// Measure of how much of the room shows behind the person.
  public let revelation: Revelation
  /// Whether the room can be recognized where the mask says that nobody is: the frame as it is, a blur
  /// that `Revelation.blur` calls weak, or kept regions.
  public let revealsRoom: Bool
  /// Whether frames need a mask to leave: not where it is asked for to see them as they are.
  let isJudged: Bool
  /// The least value of a mask's cell where the person shows.
  let visibleLevel: UInt8
  /// Options that settle which parts of a frame show.
  let visibility: EffectVisibility
  /// A film behind the person, and whether a frame of it stands there yet.
  fileprivate let film: LiveFilm?
  fileprivate var showsFilm = false

  /// Prepares an effect.
  ///
  /// - Parameters:
  ///   - smoothing: how masks are made steady.
  ///   - background: for `BackgroundEffect.image`: a picture of the output's size.
  ///   - film: what stands there in its place once a frame of it has come; of the output's size.
  ///   - front: a picture before the person, and its place.
  ///   - autoFrames: whether the picture follows the person.
  ///   - mode: the output's.
  ///   - mask: cells a row and rows of the finder's masks.
  ///   - pool: the threads; shared with the finder.
  /// - Throws: `CompositingError` for options or sizes out of range.
  /// - Precondition: the effect is opaque: a virtual camera has no transparency.
  public init(
    _ options: CompositorOptions, smoothing: MaskSmoothing = .standard, background: Frame?,
    film: LiveFilm? = nil, front: (picture: Frame, position: FrontPosition)? = nil,
    autoFrames: Bool = false,
    mode: OutputMode, mask: (width: Int, height: Int), instructionSet: InstructionSet = .best,
    pool: ThreadPool
  ) throws(CompositingError) {
    precondition(options.background.isOpaque, "expected an opaque effect")
    frameEffect = try FrameEffect(
      width: mode.width, height: mode.height, mask: mask,
      options: FrameEffectOptions(
        compositor: options, smoothing: smoothing, smoothingOnlyHides: true,
        autoFrames: autoFrames),
      instructionSet: instructionSet, pool: pool)
    self.film = film
    if let background { frameEffect.setBackground(background) }
    if let front { frameEffect.setFront(front.picture, at: front.position) }
    isJudged = !options.background.isWholeFrame || options.needsMask || autoFrames
    revelation = Revelation(options.background, width: mode.width, height: mode.height)
    revealsRoom = revelation.isRecognizable || !options.keepRegions.isEmpty
    visibleLevel = options.leastVisibleLevel
    visibility = EffectVisibility(options, smoothing, autoFrames: autoFrames)
    let gray: UInt8 = 64
    slate = try PictureMemory(
      frameEffect.slate
        ?? Frame(width: mode.width, height: mode.height, red: gray, green: gray, blue: gray),
      mode)
  }
}

extension LiveEffect {
  /// Puts the film's newest frame behind the person. Waits for nobody.
  func showFilm() {
    guard let film, film.fetch() || !showsFilm, let frame = film.latest else { return }
    showsFilm = true
    frameEffect.setBackground(lent: frame)
  }
}

extension PictureMemory {
  /// A picture of an output's size as the output takes it.
  fileprivate convenience init(_ frame: Frame, _ mode: OutputMode) throws(CompositingError) {
    do throws(FrameViewError) {
      try self.init(
        width: mode.width, height: mode.height, format: mode.format, encoding: mode.encoding)
    } catch {
      throw .size(what: "an output", width: mode.width, height: mode.height)
    }
    let converter = FrameConverter(
      width: mode.width, height: mode.height, from: PixelLayout(.rgba), to: view.layout)
    frame.withView { converter.convert($0, to: view) }
  }
}
