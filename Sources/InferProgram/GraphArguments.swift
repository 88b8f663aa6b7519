import ArgumentParser
import Graphs
import Segmentation
import TFLite

/// Options of which of a file's graphs runs, and at which size, the same for all commands that run a model.
package struct GraphArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Run the model on pictures of another size than its file says.", valueName: "heightxwidth"),
    transform: InputSize.init)
  package var inputSize: InputSize?

  @Option(
    help: ArgumentHelp(
      "The entry of the model's file that runs, see 'vbg inspect' (default: the first graph).",
      valueName: "name"))
  package var signature: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("As --signature, by the graph's number from 0.", valueName: "number"))
  package var subgraph: Int?

  package init() {}

  package func validate() throws {
    if signature != nil && subgraph != nil {
      throw ValidationError("expected one of --signature and --subgraph, found both")
    }
    if signature == "" { throw ValidationError("expected --signature to name one, found ''") }
    if let subgraph, subgraph < 0 {
      throw ValidationError("expected --subgraph of at least 0, found \(subgraph)")
    }
  }

  /// The choice of the graph.
  package var choice: GraphChoice {
    GraphChoice(
      entry: signature.map { .signature($0) } ?? subgraph.map { .subgraph($0) } ?? .first,
      pictureSize: inputSize?.extent)
  }

  /// The options that were typed.
  package var named: [String] {
    [
      ("--input-size", inputSize != nil), ("--signature", signature != nil),
      ("--subgraph", subgraph != nil),
    ].filter(\.1).map(\.0)
  }
}

/// The value of `--input-size`.
package struct InputSize: Equatable, CustomStringConvertible {
  /// The largest side.
  private static let largest = 8192

  /// Height and width.
  package let extent: Extent2D

  /// Reads `HEIGHTxWIDTH`.
  ///
  /// - Throws: `ValidationError`.
  @Sendable package init(_ text: String) throws {
    let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard sides.count == 2, let height = sides[0], let width = sides[1],
      (1...Self.largest).contains(height), (1...Self.largest).contains(width)
    else {
      throw ValidationError(
        "expected HEIGHTxWIDTH, as 256x256, sides from 1 to \(Self.largest) pixels")
    }
    extent = Extent2D(height: height, width: width)
  }

  package var description: String { "\(extent.height)x\(extent.width)" }
}
