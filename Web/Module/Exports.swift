import Effects
import Platform

// What engine.js calls. One engine an instance. Functions that can fail return 0, or a kind of EngineError
// below 0, and then `vbg_text` says why; an error leaves everything as it was. Texts are UTF-8. Bytes are lent
// by C's `malloc` and `free`, which are exported too; `malloc` returns 0 when there is no room.

// `nonisolated(unsafe)`: only the thread that made the instance calls.
nonisolated(unsafe) private var engine: Engine?
nonisolated(unsafe) private var way = FrameWay()
nonisolated(unsafe) private var text: [UInt8] = []
private let state = EngineState()

/// Makes the engine, once, with so many threads, this one included.
@_cdecl("vbg_create")
public func create(_ threadCount: Int32) {
  engine = Engine(threadCount: min(max(Int(threadCount), 1), 64))
}

/// The address of the last text: an error's sentence, or what is known of a model.
@_cdecl("vbg_text")
public func textAddress() -> UnsafePointer<UInt8>? {
  text.withUnsafeBufferPointer { $0.baseAddress }
}

/// The bytes of the last text.
@_cdecl("vbg_text_count")
public func textCount() -> Int32 { Int32(text.count) }

/// Writes the numbers of `EngineState` and returns their address.
@_cdecl("vbg_state")
public func stateAddress() -> UnsafeMutablePointer<Int32> {
  if let engine { state.write(engine, way) }
  return state.base
}

/// Labels of a model that the page is told of.
private let toldLabelCount = 1024

/// Loads a model; the text then has a line each: its name (empty if the catalogue does not know it), its
/// SHA-256, its decoding and where that is known from, its input's range and where that is known from, the classes
/// that count as the person (empty where the output has one channel) and where those are known from, the place of
/// the output, its channels, and the labels of the file.
@_cdecl("vbg_load_model")
public func loadModel(_ bytes: UnsafePointer<UInt8>, _ count: Int32) -> Int32 {
  run { engine throws(EngineError) in
    try EngineMemory.reserve(2 * Int64(count))
    try engine.loadModel(Array(UnsafeBufferPointer(start: bytes, count: Int(count))))
    guard let known = engine.finder?.segmenter.metadata else { return }
    let lines = [
      known.entry?.shortName ?? "", known.digest.hexadecimal, known.decoding.rawValue,
      known.decodingSource.rawValue, known.inputRangeName, known.inputRangeSource.rawValue,
      known.classNames ?? "", known.classesSource.rawValue, "\(known.output.index)",
      "\(known.output.channelCount)",
    ]
    text = []
    for line in lines + known.labels.prefix(toldLabelCount) { text += Array(line.utf8) + [10] }
  }
}

/// Gives one option, a word or a number by its name; `vbg_configure` lets all of them take effect.
@_cdecl("vbg_set")
public func set(
  _ name: UnsafePointer<UInt8>, _ nameCount: Int32, _ word: UnsafePointer<UInt8>,
  _ wordCount: Int32, _ number: Double
) -> Int32 {
  run { engine throws(EngineError) in
    do throws(EngineError) {
      try engine.pendingOptions.set(
        string(name, nameCount), word: string(word, wordCount), number: number)
    } catch {
      engine.pendingOptions = engine.options
      throw error
    }
  }
}

/// Lets the options that were given take effect.
@_cdecl("vbg_configure")
public func configure() -> Int32 {
  run { engine throws(EngineError) in try engine.configure() }
}

/// Sets the size and the formats of frames, by `EnginePictures.formats`; the encoding of luma and chroma is
/// 1 for BT.709, else BT.601, and 2 more for the full range. The background must be given again.
@_cdecl("vbg_resize")
public func resize(
  _ width: Int32, _ height: Int32, _ input: Int32, _ output: Int32, _ encoding: Int32
) -> Int32 {
  run { engine throws(EngineError) in
    let formats = EnginePictures.formats
    guard formats.indices.contains(Int(input)), formats.indices.contains(Int(output)) else {
      throw EngineError(.option, "expected a known format, found none")
    }
    let encoding = ColorEncoding(
      encoding & 1 == 1 ? .bt709 : .bt601, encoding & 2 == 2 ? .full : .limited)
    try engine.resize(
      width: width, height: height, input: PixelLayout(formats[Int(input)], encoding),
      output: PixelLayout(formats[Int(output)], encoding))
    way = FrameWay()
  }
}

/// Takes a picture of RGBA pixels to stand behind the person; `fit` counts through `Fit.allCases`.
@_cdecl("vbg_set_background")
public func setBackground(
  _ pixels: UnsafePointer<UInt8>, _ width: Int32, _ height: Int32, _ fit: Int32
) -> Int32 {
  run { engine throws(EngineError) in
    try EnginePictures.check("a background", width, height)
    guard Fit.allCases.indices.contains(Int(fit)) else {
      throw EngineError(.option, "expected a known fit, found none")
    }
    try engine.setBackground(
      picture(pixels, Int(width), Int(height)), fit: Fit.allCases[Int(fit)])
  }
}

/// Takes a picture of RGBA pixels to stand before the person, none where it has no pixels; `position` counts through
/// `FrontPosition.allCases`.
@_cdecl("vbg_set_front")
public func setFront(
  _ pixels: UnsafePointer<UInt8>, _ width: Int32, _ height: Int32, _ position: Int32
) -> Int32 {
  run { engine throws(EngineError) in
    guard FrontPosition.allCases.indices.contains(Int(position)) else {
      throw EngineError(.option, "expected a known position, found none")
    }
    let position = FrontPosition.allCases[Int(position)]
    guard width != 0 || height != 0 else { return try engine.setFront(nil, at: position) }
    try EnginePictures.check("a picture in front", width, height)
    try engine.setFront(picture(pixels, Int(width), Int(height)), at: position)
  }
}

/// Begins with the frame in the input.
@_cdecl("vbg_begin")
public func begin() {
  if let engine { way.begin(engine) }
}

/// Does the next stage of the frame; returns its number, or 0 when the output is done.
@_cdecl("vbg_step")
public func step() -> Int32 {
  guard let engine else { return 0 }
  return way.step(engine).rawValue
}

/// Lets the output show the slate.
@_cdecl("vbg_slate")
public func slate() {
  if let engine { way.abandon(engine) }
}

/// Forgets all masks.
@_cdecl("vbg_reset")
public func reset() { engine?.reset() }

#if SHARED_MEMORY
  /// Lives a worker's life: in an instance of its own on the same memory, with a stack of its own. Does not
  /// return.
  ///
  /// - Parameter index: the worker's, from 0 on, each once.
  @_cdecl("vbg_work")
  public func work(_ index: Int32) { runWorker(index) }
#endif

private func run(_ body: (Engine) throws(EngineError) -> Void) -> Int32 {
  guard let engine else { return EngineError.Kind.option.rawValue }
  do throws(EngineError) {
    try body(engine)
    return 0
  } catch {
    text = Array(error.text.utf8)
    return error.kind.rawValue
  }
}

private func picture(
  _ pixels: UnsafePointer<UInt8>, _ width: Int, _ height: Int
) throws(EngineError) -> FrameView {
  do throws(FrameViewError) {
    return try FrameView(
      width: width, height: height, format: .rgba,
      bytes: UnsafeRawBufferPointer(start: pixels, count: width * height * 4))
  } catch {
    throw EngineError(.size, error.description)
  }
}

private func string(_ bytes: UnsafePointer<UInt8>, _ count: Int32) -> String {
  String(decoding: UnsafeBufferPointer(start: bytes, count: max(0, Int(count))), as: UTF8.self)
}
