public import Graphs
public import Imaging
import Memory
public import ModelCatalogue
import Platform
import Runtime
import TFLite
public import Threads

/// Finds the person in frames: a model, planned once, and what it needs to run.
///
/// `mask(of:)` is all that most callers need; `load(_:)`, `run()` and `decodedMask()` are its three
/// stages for those who want to see what lies between. A segmenter has one owner at a time.
///
/// ```swift
/// let segmenter = try Segmenter(model: Array(Data(contentsOf: model)))
/// let frame = try decodeImage(Array(Data(contentsOf: photo)))
/// let mask = segmenter.mask(of: frame).resized(toWidth: frame.width, height: frame.height)
/// try Data(encodePNG(frame.keepingPerson(mask))).write(to: result)
/// ```
public final class Segmenter {
  /// Input range and decoding, each with the source that it is known from.
  public let metadata: ModelMetadata
  /// The options it was built with.
  public let options: SegmenterOptions
  /// Shape of the model's picture, `[1, height, width, channels]` whatever the order of the input's own dimensions is.
  public let inputShape: Shape
  /// Shape of the model's mask, `[1, height, width, channels]` whatever the output's own dimensions are; a mask has
  /// its height and width.
  public let outputShape: Shape
  /// Bytes of memory that all intermediate tensors share.
  public let arenaByteCount: Int
  /// Threads that share an inference.
  public let threadCount: Int
  /// Times of the stages.
  public private(set) var timings = SegmenterTimings()

  let session: Session
  private let decoder: MaskDecoder
  /// Coverage where rows of the output are not read as they are.
  let gathered: GatheredCoverage?
  /// Input where it is no three colors in one range.
  private let converted: ConvertedInput?
  /// Bytes of inputs beside the picture, which each run needs again.
  private var supplied: [(input: Int, bytes: [UInt8])] = []
  private var resampler: ViewResampler?
  /// Parts of the loaded frame and of that of the last run that the model sees; nil: all of it, stretched.
  public private(set) var framing: FrameFraming?
  private var framingOfRun: FrameFraming?
  private var barWatch = BarWatch()
  /// The mask of the frame, where the model sees a part of it.
  private var framedMask: FramedMask?
  /// The input of the last run; nil unless inputs are compared.
  private let inference: InferredInput?
  /// The values of black and white, where they are the same in all channels.
  private let pictureRange: ClosedRange<Float>?

  /// Imports, optimizes and plans a model.
  ///
  /// - Parameter model: the bytes of a `.tflite` file; nothing about them is trusted.
  /// - Throws: `SegmentationError` for bytes that are no model, a model that is not supported or
  ///   exceeds the memory limit, an input that is no image, or an output of no known form;
  ///   when the system has no memory.
  /// - Precondition: the CPU has the instruction set, and the thread count is in 1...256.
  public convenience init(
    model: [UInt8], options: SegmenterOptions = SegmenterOptions()
  ) throws(SegmentationError) {
    let threadCount = options.threadCount ?? ThreadPool.availableProcessorCount
    try self.init(model: model, options: options, pool: ThreadPool(threadCount: threadCount))
  }

  /// As the other initializer, on threads that others use too between inferences, such as a
  /// `Compositor`; the options' thread count has no effect.
  ///
  /// - Parameter digest: the model's SHA-256, from a caller that takes it elsewhere; asked for once the
  ///   model is planned, or cannot be.
  public init(
    model: [UInt8], options: SegmenterOptions = SegmenterOptions(), pool: ThreadPool,
    digest: (() -> SHA256Digest)? = nil
  ) throws(SegmentationError) {
    self.options = options
    let loading = ModelLoading(model, options, on: pool, digest: digest)
    guard let imported = loading.graph, let planned = loading.plan, let digest = loading.digest
    else { preconditionFailure("a run has a first and a last thread") }
    // What the model is not comes before why it cannot be planned.
    let graph = try imported.get()
    let metadata = try ModelMetadata(
      of: graph, digest: digest, options: options,
      annotations: Catalogue.entry(digest: digest) == nil
        ? readAnnotations(of: model) : ModelAnnotations())
    let plan = try planned.get()
    self.metadata = metadata
    let output = metadata.output
    let tensor = plan.outputs[output.index]
    let isDirect = output.isDirect(of: tensor.shape)
    gathered = isDirect ? nil : GatheredCoverage(output, of: tensor)
    decoder = MaskDecoder(
      isDirect ? output.decoding : .identity, instructionSet: options.instructionSet)
    let picture = metadata.picture
    inputShape = Shape([1, picture.height, picture.width, picture.channels])
    outputShape = Shape([1, output.layout.height, output.layout.width, output.layout.channels])
    arenaByteCount = plan.arenaByteCount
    pictureRange = metadata.uniformRange
    converted =
      picture.channels == 3 && pictureRange != nil && !picture.isPlanar
      ? nil
      : ConvertedInput(
        width: picture.width, height: picture.height,
        channels: metadata.channels(count: picture.channels))
    let range = converted == nil ? pictureRange ?? 0...1 : 0...1
    inference =
      options.comparesInputs
      ? InferredInput(
        width: inputShape[2], height: inputShape[1], range: range,
        maskWidth: outputShape[2], maskHeight: outputShape[1])
      : nil
    threadCount = pool.threadCount
    do throws(StorageError) {
      session = try Session(plan, pool: pool)
    } catch {
      throw .memory(error)
    }
    session.loopWorkLimit = options.loopWorkLimit
    timings.load = loading.durations.load
    timings.plan = loading.durations.plan
  }

  /// Finds how much of each pixel the person covers, at the size of the model's output.
  ///
  /// `Mask.resized(toWidth:height:)` brings it to the frame's size. Allocates the mask alone, and
  /// tables when a frame has another size than the one before.
  public func mask(of frame: Frame) -> Mask {
    load(frame)
    run()
    return decodedMask()
  }

  /// Stage 1: brings a frame to the model's size and range, as `SegmenterOptions.framing` says. What the last
  /// `run()` left is lost.
  public func load(_ frame: Frame) { frame.withView { load($0) } }

  /// As `load(_:)` of a frame, of pixels in any format. Allocates nothing but when the size, the
  /// format, the encoding or the bars are others than before.
  public func load(_ view: FrameView) {
    let clock = ContinuousClock()
    let start = clock.now
    var bars = FrameBars()
    if options.framing == .auto {
      // Frames that are compared follow each other.
      bars = inference == nil ? BarSearch(view: view).find() : barWatch.look(at: view)
    }
    load(view, part: bars.content(width: view.width, height: view.height))
    timings.resize = clock.now - start
  }

  /// As `load(_:)`, of a part of a frame alone; the rest is nobody.
  ///
  /// - Precondition: the part lies within the frame.
  func load(_ view: FrameView, part: PixelRectangle) {
    let all = PixelRectangle(width: view.width, height: view.height)
    let seen = part == all ? view : view.part(part) ?? view
    // Edges may have moved to where no chroma is shared.
    let content =
      seen.width == view.width && seen.height == view.height
      ? all
      : PixelRectangle(
        columns: part.columns.upperBound - seen.width..<part.columns.upperBound,
        rows: part.rows.upperBound - seen.height..<part.rows.upperBound)
    let framing = FrameFraming(
      content, keepsAspect: options.framing == .auto, inputWidth: inputShape[2],
      inputHeight: inputShape[1])
    let isWhole = framing.isWhole(
      width: view.width, height: view.height, inputHeight: inputShape[1])
    self.framing = isWhole ? nil : framing
    framedMask = isWhole ? nil : preparedMask(framing, view)

    let rows = framing.inputRows
    let resampler = preparedResampler(for: seen, height: rows.count)
    inference?.beginComparison()
    for row in 0..<inputShape[1] {
      withPictureRow(row) { values in
        resampler.writeRow(
          min(max(row - rows.lowerBound, 0), rows.count - 1), of: seen, to: &values)
        inference?.compare(values.span, row: row)
      }
      if let converted, !metadata.picture.isPlanar {
        session.withInputRow(metadata.inputIndex, row: row, of: Float.self) {
          converted.writeRow(row, to: &$0)
        }
      }
    }
    if let converted, metadata.picture.isPlanar { writePlanes(of: converted) }
    for (input, bytes) in supplied { session.setInput(input, toBytes: bytes.span) }
  }

  /// Writes one channel of the loaded picture after the other.
  private func writePlanes(of converted: ConvertedInput) {
    for channel in 0..<inputShape[3] {
      // A plane is what a tensor of pixels has as a row.
      session.withInputRow(metadata.inputIndex, row: channel, of: Float.self) {
        converted.writePlane(channel, to: &$0)
      }
    }
  }

  /// Lends a row of the loaded picture: of the model's input, where that is three colors.
  private func withPictureRow(_ row: Int, _ body: (inout MutableSpan<Float>) -> Void) {
    if let converted { return converted.withPictureRow(row, body) }
    session.withInputRow(metadata.inputIndex, row: row, of: Float.self, body)
  }

  /// Decodes a row of what the last run left.
  private func decode(_ row: Int, to coverages: inout MutableSpan<Float>, from first: Int = 0) {
    if let gathered {
      return decoder.decode(gathered.row(row).span, to: &coverages, from: first)
    }
    session.withOutputRow(metadata.output.index, row: row, of: Float.self) {
      decoder.decode($0, to: &coverages, from: first)
    }
  }

  /// Sets an input beside the picture, for all runs from the next `load(_:)` on.
  ///
  /// - Precondition: the input exists, is not the picture, and has as many bytes.
  public func supply(_ bytes: [UInt8], toInput input: Int) {
    precondition(inputs.indices.contains(input) && input != metadata.inputIndex)
    precondition(bytes.count == inputs[input].byteCount)
    supplied.removeAll { $0.input == input }
    supplied.append((input, bytes))
  }

  /// Distance of the loaded input from that of the last `run()`: the largest difference of any
  /// value, in units of 1/255 of the model's range, so that it reads as levels of a picture's
  /// bytes. Infinite before the first run, where the framing is another, and always without
  /// `SegmenterOptions.comparesInputs`.
  ///
  /// With 0, the mask would be the same, and with a difference far below what sensors add, nearly
  /// so: an inference can then be skipped. The last mask must have been kept elsewhere, as loading
  /// overwrites it.
  public var inputChange: Float {
    framing == framingOfRun ? inference?.change ?? .infinity : .infinity
  }

  /// Stage 2: runs the model on what `load(_:)` brought, once a load. Allocates nothing.
  public func run() {
    timings.inference = ContinuousClock().measure {
      if let inference {
        for row in 0..<inputShape[1] {
          withPictureRow(row) { inference.keep($0.span, row: row) }
        }
      }
      // Pictures that do not follow each other know nothing of each other.
      if inference == nil { session.resetState() }
      session.run()
      gathered?.gather(from: session)
      if framing != framingOfRun {
        framingOfRun = framing
        inference?.look(at: framedMask)
      }
      framedMask?.fill { row, values in decode(row, to: &values) }
      rememberMask()
    }
  }

  /// Keeps the mask for a model that reads that of the frame before, where frames follow each other.
  private func rememberMask() {
    guard let converted, converted.readsMask, inference != nil else { return }
    converted.remember(maskHeight: outputShape[1], maskWidth: outputShape[2]) { row, cells in
      var span = cells.mutableSpan
      decode(row, to: &span)
    }
  }

  /// Stage 3: the mask of what `run()` left; values are in 0...1, and 0 where the model's are not
  /// numbers. Allocates the mask.
  public func decodedMask() -> Mask {
    let clock = ContinuousClock()
    let start = clock.now
    let width = outputShape[2]
    let height = outputShape[1]
    if let framedMask {
      defer { timings.decode = clock.now - start }
      return framedMask.mask
    }
    let coverages = [Float](unsafeUninitializedCapacity: width * height) { buffer, count in
      buffer.initialize(repeating: 0)
      var span = buffer.mutableSpan
      for row in 0..<height {
        decode(row, to: &span, from: row * width)
      }
      count = width * height
    }
    let mask = Mask(width: width, height: height, values: coverages)
    timings.decode = clock.now - start
    return mask
  }

  /// One row of the same mask as bytes, floor(255 m + 1/2) of a coverage m. Allocates nothing; rows
  /// are independent, so threads may share the mask. `timings` do not count it.
  ///
  /// - Precondition: `row` is in `0..<outputShape[1]`, and `coverages` holds `outputShape[2]`
  ///   bytes.
  public func writeMaskRow(_ row: Int, to coverages: inout MutableSpan<UInt8>) {
    if let framedMask { return framedMask.writeRow(row, to: &coverages) }
    if let gathered { return decoder.decode(gathered.row(row).span, to: &coverages) }
    session.withOutputRow(metadata.output.index, row: row, of: Float.self) {
      decoder.decode($0, to: &coverages)
    }
  }

  /// As `decodedMask()`, in more cells where the model saw a part of the frame alone: as many more as that takes to be
  /// as fine as its own mask, so that a few cells of that are not shared with what it did not see.
  public func decodedFineMask() -> Mask {
    guard let framedMask else { return decodedMask() }
    let content = framedMask.framing.content
    func cellCount(_ count: Int, _ length: Int, _ part: Int) -> Int {
      // Twice as many: outlines that lie between cells would move else.
      part == length ? count : min(Self.finestCells, 2 * ((length + part - 1) / part)) * count
    }
    return decodedMask(
      width: cellCount(outputShape[2], framedMask.frameWidth, content.columns.count),
      height: cellCount(outputShape[1], framedMask.frameHeight, content.rows.count),
      of: framedMask.framing, frameWidth: framedMask.frameWidth,
      frameHeight: framedMask.frameHeight)
  }

  /// The most cells of `decodedFineMask()` for one of the model's, along each side.
  private static let finestCells = 8

  /// As `decodedMask()`, of the same frame in another number of cells.
  func decodedMask(
    width: Int, height: Int, of framing: FrameFraming, frameWidth: Int, frameHeight: Int
  ) -> Mask {
    let framed = FramedMask(
      framing, frameWidth: frameWidth, frameHeight: frameHeight, width: width, height: height,
      modelWidth: outputShape[2], modelHeight: outputShape[1], inputHeight: inputShape[1])
    framed.fill { row, values in decode(row, to: &values) }
    return framed.mask
  }

  /// Writes the brightness of what the last `run()` saw under each value of a mask's row, as bytes:
  /// (R + 2 G + B) / 4 of the nearest pixel of the input. Allocates nothing.
  ///
  /// - Precondition: the options have `comparesInputs`, `row` is in `0..<outputShape[1]`, and `levels`
  ///   holds `outputShape[2]` bytes.
  public func writePictureRow(_ row: Int, to levels: inout MutableSpan<UInt8>) {
    guard let inference else {
      preconditionFailure("expected the option comparesInputs for the picture of a run")
    }
    inference.writeBrightness(row, to: &levels)
  }

  /// Forgets what the model keeps from run to run, as variable tensors and as the mask of the frame before: frames
  /// follow that do not continue those before.
  public func forget() {
    session.resetState()
    converted?.forget()
  }

  private func preparedMask(_ framing: FrameFraming, _ view: FrameView) -> FramedMask {
    if let framedMask, framedMask.framing == framing, framedMask.frameWidth == view.width,
      framedMask.frameHeight == view.height
    {
      return framedMask
    }
    return FramedMask(
      framing, frameWidth: view.width, frameHeight: view.height, width: outputShape[2],
      height: outputShape[1], modelWidth: outputShape[2], modelHeight: outputShape[1],
      inputHeight: inputShape[1])
  }

  private func preparedResampler(for view: FrameView, height: Int) -> ViewResampler {
    let source = view.layout
    if let resampler, resampler.source == source, resampler.resampler.frameWidth == view.width,
      resampler.resampler.frameHeight == view.height, resampler.resampler.height == height
    {
      return resampler
    }
    let range = converted == nil ? pictureRange ?? 0...1 : 0...1
    let made = ViewResampler(
      InputResampler(
        frameWidth: view.width, frameHeight: view.height, width: inputShape[2],
        height: height, resampling: options.resampling,
        scale: (range.upperBound - range.lowerBound) / 255, offset: range.lowerBound,
        instructionSet: options.instructionSet),
      source: source, instructionSet: options.instructionSet)
    resampler = made
    return made
  }
}
