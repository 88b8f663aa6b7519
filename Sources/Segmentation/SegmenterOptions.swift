public import Imaging
public import Kernels
public import ModelCatalogue
public import TFLite

/// Options of a `Segmenter`.
public struct SegmenterOptions: Sendable {
  /// The level of the kernels; by default the best that this CPU has.
  public var instructionSet: InstructionSet
  /// Threads that share an inference, 1...256; nil for one a core that the process may run on.
  /// Results don't depend on it. More threads than idle cores make it slower.
  public var threadCount: Int?
  /// Filter by which a frame becomes the size that the model reads.
  public var resampling: Resampling
  /// The range of the model's input; nil to ask the catalogue, then guess 0...1.
  public var inputRange: InputRange?
  /// Meaning of the model's output; nil to ask the catalogue, then the graph.
  public var decoding: OutputDecoding?
  /// The output that is read; nil for the first that is a mask.
  public var outputIndex: Int?
  /// The channel of the output that alone is read; nil for all, or as `classes` say.
  public var channel: Int?
  /// The classes that count as the person; nil to ask the file's labels, then guess.
  public var classes: PersonClasses?
  /// The graph of the model's file, and the size of the picture that it reads.
  public var graph = GraphChoice()
  /// The most work that loops of the model may do in a run, see `Session.loopWorkLimit`.
  public var loopWorkLimit: Int64 = 1 << 38
  /// Whether the model may have inputs beside the picture, which the caller supplies
  /// (`Segmenter.supply(_:toInput:)`).
  public var allowsOtherInputs = false
  /// The most memory that the model's tensors may take, in bytes.
  public var memoryLimitByteCount: Int
  /// Part of frames that the model sees, and its shape there.
  public var framing: FramingChoice
  /// Whether a copy of each inference's input is kept, for `Segmenter.inputChange`, and frames
  /// are taken for those of one sequence. Costs some hundredths of a millisecond a frame.
  public var comparesInputs: Bool

  /// Options; the defaults suit the models of the catalogue.
  public init(
    instructionSet: InstructionSet = .best, threadCount: Int? = nil,
    resampling: Resampling = .bilinear, inputRange: InputRange? = nil,
    decoding: OutputDecoding? = nil, memoryLimitByteCount: Int = 1 << 30,
    comparesInputs: Bool = false, framing: FramingChoice = .auto
  ) {
    self.instructionSet = instructionSet
    self.threadCount = threadCount
    self.resampling = resampling
    self.inputRange = inputRange
    self.decoding = decoding
    self.memoryLimitByteCount = memoryLimitByteCount
    self.comparesInputs = comparesInputs
    self.framing = framing
  }
}
