import Graphs
public import ModelCatalogue

/// The way from one of a model's outputs to person coverage.
public struct OutputReading: Sendable {
  /// The output's place among the model's.
  public let index: Int
  /// Meaning of its numbers.
  public let decoding: OutputDecoding
  /// Number of channels of each pixel.
  public var channelCount: Int { layout.channels }
  /// The channels, or labels, that count as the person; nil: all but the first, which is the background.
  public let classes: [Int]?
  /// Whether channels are shares of one whole, so that those of several classes are added.
  let areShares: Bool
  let layout: OutputLayout

  /// Tells whether the kernels read rows of an output of this shape as they are: `[1, height, width, channels]` with
  /// nothing chosen.
  func isDirect(of shape: Shape) -> Bool {
    guard shape.dimensions == [1, layout.height, layout.width, layout.channels],
      layout.isInterleaved
    else { return false }
    return switch decoding {
    case .softmax2: classes == [1]
    case .softmax21: classes == [15]
    case .sigmoid, .identity: layout.channels == 1
    case .softmax, .labels: false
    }
  }

  /// The indices that count as the person among so many channels.
  func channels(of count: Int) -> [Int] { classes ?? Array(min(1, count - 1)..<count) }
}

/// Choice of what is read of a model's output; nil where nobody said anything.
struct OutputChoice {
  var index: Int?
  var channel: Int?
  var classes: PersonClasses?
  var decoding: OutputDecoding?
}

extension OutputReading {
  /// Classes of data sets whose models rarely name them: how many there are, and which is the person.
  private static let dataSets = [21: 15, 150: 12]

  /// Reads an output as the choice says, and as the graph and the labels tell where it says nothing.
  ///
  /// - Parameter known: the catalogue's decoding.
  /// - Throws: `SegmentationError` for an output that is no mask, or not as chosen.
  init(
    of graph: Graph, _ choice: OutputChoice, known: OutputDecoding?, labels: [String],
    analysis: ValueAnalysis, inputHeight: Int, inputWidth: Int, index: Int
  ) throws(SegmentationError) {
    let id = graph.outputs[index]
    let output = graph[id]
    let unknown = SegmentationError.unknownOutput(
      output: output.name, found: "\(output.type)")
    guard let layout = OutputLayout(output.shape, inputHeight: inputHeight, inputWidth: inputWidth)
    else { throw unknown }
    let isFloat = output.elementType == .float32
    let isIndex = [.int32, .int64, .uint8].contains(output.elementType)
    guard isFloat || (isIndex && layout.channels == 1) else { throw unknown }

    let areProbabilities = analysis.bounds(of: id).areProbabilities
    var decoding: OutputDecoding
    if let chosen = choice.decoding ?? known {
      decoding = chosen
    } else if isIndex || (layout.channels == 1 && analysis.areLabels(id)) {
      decoding = .labels
    } else if areProbabilities {
      decoding = .identity
    } else {
      decoding =
        switch layout.channels {
        case 1: .sigmoid
        case 2: .softmax2
        case 21: .softmax21
        default: .softmax
        }
    }
    if choice.channel != nil, choice.decoding == nil, decoding != .identity { decoding = .sigmoid }
    guard isFloat || decoding == .labels,
      decoding.channelCount ?? layout.channels == layout.channels
    else { throw .decoding(decoding, output: output.name, found: "\(output.type)") }

    if let channel = choice.channel {
      guard channel < layout.channels else {
        throw .channel(channel, output: output.name, found: "\(output.shape)")
      }
      classes = [channel]
    } else if let words = choice.classes {
      let count = decoding == .labels ? nil : layout.channels
      guard count != 1 else {
        throw .unknownClass(
          words.words.first ?? "",
          expected: "no class, as the output \(output.name) has one channel")
      }
      classes = try words.indices(labels: labels, count: count)
    } else if layout.channels == 1 && decoding != .labels {
      classes = [0]
    } else if layout.channels == 2 {
      classes = [1]
    } else {
      let person = personClass(in: labels) ?? Self.dataSets[max(layout.channels, labels.count)]
      let isThere = person.map { decoding == .labels || $0 < layout.channels } ?? false
      classes = isThere ? person.map { [$0] } : nil
    }
    self.index = index
    self.decoding = decoding
    self.layout = layout
    areShares = analysis.areShares(id)
  }
}
