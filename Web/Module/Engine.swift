import Effects
import Threads

/// The engine behind the exports: one model, one size of frames, one effect; each can be replaced, and an
/// error leaves what was there.
///
/// What may leave: `output` holds the slate, or a frame that was composited by its own mask (or passed, where
/// that is asked for). Frames are copied in and processed by `FrameWay`; no other code writes the output.
final class Engine {
  /// The threads.
  let pool: ThreadPool
  /// Options in force.
  private(set) var options = EngineOptions()
  /// Options that are given one by one, until they take effect.
  var pendingOptions = EngineOptions()
  /// The model.
  private(set) var finder: Finder?
  /// The memory of frames.
  private(set) var pictures: EnginePictures?
  /// The effect, once there is a size.
  private(set) var effect: FrameEffect?
  /// Whether the slate was made since it last changed.
  private var slateIsMade = false
  /// Whether a mask of this model for frames of this size can be used again.
  var hasMask = false
  /// Part of the frames that the model saw last.
  private var framing: FrameFraming?

  /// A model, and the masks that it found.
  struct Finder {
    let segmenter: Segmenter
    /// The model's file, and what the page says of it, for another framing.
    let bytes: [UInt8]
    let meaning: ModelMeaning
    let ledger: MaskLedger
    /// A copy of the mask that the last frame was composited by.
    let mask: Storage

    init(_ segmenter: Segmenter, of bytes: [UInt8], _ meaning: ModelMeaning) {
      self.segmenter = segmenter
      self.bytes = bytes
      self.meaning = meaning
      ledger = MaskLedger(width: segmenter.maskWidth, height: segmenter.maskHeight)
      mask = Storage(byteCount: segmenter.maskWidth * segmenter.maskHeight)
    }
  }

  init(threadCount: Int) { pool = ThreadPool(threadCount: threadCount) }

  /// Replaces the model.
  ///
  /// - Throws: `EngineError` for bytes that are no model that finds people; the model before stays.
  func loadModel(_ bytes: [UInt8]) throws(EngineError) {
    let segmenter = try loadedSegmenter(bytes, options.meaning, options.framing)
    let mask = (segmenter.maskWidth, segmenter.maskHeight)
    if let pictures {
      try EngineMemory.reserve(
        EngineMemory.effect(
          width: pictures.width, height: pictures.height, mask: mask, options.effect))
      effect = try makeEffect(pictures, mask: mask)
      slateIsMade = false
    }
    finder = Finder(segmenter, of: bytes, options.meaning)
    hasMask = false
  }

  /// Loads with ever more memory, as long as that is what lacks.
  private func loadedSegmenter(
    _ bytes: [UInt8], _ meaning: ModelMeaning, _ framing: FramingChoice
  ) throws(EngineError) -> Segmenter {
    var text = ""
    for limit in EngineMemory.modelLimits {
      try EngineMemory.reserve(EngineMemory.model(limit: limit, fileByteCount: bytes.count))
      var options = SegmenterOptions(
        memoryLimitByteCount: limit, comparesInputs: true, framing: framing)
      // A page waits for the frame.
      options.loopWorkLimit = 1 << 33
      try meaning.apply(to: &options)
      do throws(SegmentationError) {
        return try Segmenter(model: bytes, options: options, pool: pool)
      } catch {
        text = error.description
        guard error.isMemoryLimit else { break }
      }
    }
    throw EngineError(.model, text)
  }

  /// Lets the pending options take effect.
  ///
  /// - Throws: `EngineError` for what is out of range; the options before stay, and are pending.
  func configure() throws(EngineError) {
    var settled = pendingOptions
    pendingOptions = options
    try settled.settle()
    var reframed: Finder?
    if let finder, settled.framing != options.framing {
      reframed = Finder(
        try loadedSegmenter(finder.bytes, finder.meaning, settled.framing), of: finder.bytes,
        finder.meaning)
    }
    if let effect {
      try EngineMemory.reserve(
        EngineMemory.effect(
          width: effect.width, height: effect.height, mask: maskSize, settled.effect))
      do throws(CompositingError) {
        try effect.update(settled.effect)
      } catch {
        throw EngineError(.option, error.description)
      }
    }
    finder = reframed ?? finder
    options = settled
    pendingOptions = settled
    slateIsMade = false
    hasMask = false
  }

  /// Replaces the size and the formats of frames. The background picture must be given again.
  ///
  /// - Throws: `EngineError` for a size that cannot be; that before stays.
  func resize(
    width: Int32, height: Int32, input: PixelLayout, output: PixelLayout
  ) throws(EngineError) {
    try EnginePictures.check("frames", width, height)
    let (width, height) = (Int(width), Int(height))
    try EngineMemory.reserve(
      EngineMemory.pictures(width: width, height: height)
        + EngineMemory.effect(width: width, height: height, mask: maskSize, options.effect))
    let pictures = try EnginePictures(width: width, height: height, input: input, output: output)
    effect = try makeEffect(pictures, mask: maskSize)
    self.pictures = pictures
    slateIsMade = false
    hasMask = false
    showSlate()
  }

  /// Takes the picture that stands behind the person.
  ///
  /// - Throws: `EngineError` before there is a size, and where there is no room.
  func setBackground(_ view: FrameView, fit: Fit) throws(EngineError) {
    guard let effect else {
      throw EngineError(.size, "expected a size of frames before a background, found none")
    }
    try EngineMemory.reserve(
      EngineMemory.background(
        width: effect.width, height: effect.height, pictureWidth: view.width,
        pictureHeight: view.height))
    effect.setBackground(view, fit: fit)
    slateIsMade = false
  }

  /// Takes the picture that stands before the person; nil for none.
  ///
  /// - Throws: `EngineError` before there is a size, and where there is no room.
  func setFront(_ view: FrameView?, at position: FrontPosition) throws(EngineError) {
    guard let effect else {
      throw EngineError(.size, "expected a size of frames before a picture in front, found none")
    }
    if let view {
      try EngineMemory.reserve(
        EngineMemory.front(
          width: effect.width, height: effect.height, pictureWidth: view.width,
          pictureHeight: view.height))
    }
    effect.setFront(view.map { Frame(copying: $0) }, at: position)
  }

  /// Forgets all masks where the model sees another part of frames than before, with which they have nothing to do.
  func follow(_ framing: FrameFraming?) {
    guard framing != self.framing else { return }
    self.framing = framing
    reset()
  }

  /// Forgets all masks.
  func reset() {
    effect?.reset()
    finder?.ledger.reset()
    finder?.segmenter.forget()
    hasMask = false
  }

  /// Lets the output show the slate: the background without a person, gray where it is made of the frame,
  /// and nothing where nothing is wanted.
  func showSlate() {
    guard let pictures else { return }
    if !slateIsMade { makeSlate(pictures) }
    pictures.output.base.copyMemory(
      from: pictures.slate.base, byteCount: pictures.output.byteCount)
  }

  private func makeSlate(_ pictures: EnginePictures) {
    slateIsMade = true
    let result = options.effect.result
    let isEmpty = result == .mask || !options.effect.compositor.background.isOpaque
    // Zeros show nothing as a mask or as RGBA; of luma and chroma gray is the middle.
    let isColorless = isEmpty && (result == .mask || !pictures.outputLayout.format.isYUV)
    let byte: UInt8 = isColorless ? 0 : 128
    pictures.slate.base.initializeMemory(
      as: UInt8.self, repeating: byte, count: pictures.slate.byteCount)
    guard !isEmpty, let effect, let view = pictures.slateView(result),
      EngineMemory.isRoom(EngineMemory.slate(width: pictures.width, height: pictures.height))
    else { return }
    let gray: UInt8 = 64
    let frame =
      effect.slate
      ?? Frame(width: pictures.width, height: pictures.height, red: gray, green: gray, blue: gray)
    frame.withView { frame in
      FrameConverter(
        width: pictures.width, height: pictures.height, from: PixelLayout(.rgba), to: view.layout
      ).convert(frame, to: view)
    }
  }

  private var maskSize: (width: Int, height: Int) {
    finder.map { ($0.segmenter.maskWidth, $0.segmenter.maskHeight) } ?? (1, 1)
  }

  private func makeEffect(
    _ pictures: EnginePictures, mask: (width: Int, height: Int)
  ) throws(EngineError) -> FrameEffect {
    do throws(CompositingError) {
      return try FrameEffect(
        width: pictures.width, height: pictures.height, mask: mask, options: options.effect,
        pool: pool)
    } catch {
      throw EngineError(.size, error.description)
    }
  }
}

extension SegmentationError {
  /// Whether more memory might help.
  fileprivate var isMemoryLimit: Bool {
    switch self {
    case .model(.memory): true
    case .model(.subgraph(_, let inner)): SegmentationError.model(inner).isMemoryLimit
    case .plan(.memoryLimit): true
    default: false
    }
  }
}
