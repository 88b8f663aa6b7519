import ArgumentParser
import Compositing

/// Options of mattes, for commands that may take their time.
struct MattingArguments: ParsableArguments {
  static let settings = [
    Setting<Self>("matting", .flagOrText) { $0.matting.map { .boolean($0 == .on) } }
  ]

  @Option(
    help: """
      Work out the person's share of each pixel near the edge, hair by hair; takes a second or \
      so for a large photo, and for each frame of a film (default: off).
      """)
  var matting: Switch?

  /// Turns mattes on where they are wanted.
  ///
  /// - Parameters:
  ///   - edge: what the command line says of the mask's way to the frame.
  func apply(to options: inout CompositorOptions, edge: EdgeArguments) {
    options.matting = matting == .on
    if options.matting && edge.coverage == nil { options.coverage = 0...1 }
  }
}
