import ArgumentParser
import CommandSupport

private let abstract = "Write the person masks of frames."

/// Returns what `--help` leads with.
///
/// - Parameter program: what is typed before the arguments.
private func discussion(_ program: String) -> String {
  """
  Examples:
    \(program) landscape photo.jpg                  photo.mask.png
    \(program) selfie a.png b.png -o masks/         masks/a.mask.png, ...
    \(program) landscape photo.jpg --cutout me.png  the person alone, too

  The mask is a grey PNG file, white where the person is, at the frame's size. Without -o it \
  is NAME.mask.png in the current folder, NAME being the frame's file name without its extension \
  ('stdin' for standard input). Files that exist are replaced, unless --no-clobber is given. The \
  path of every file written is printed. -o, --cutout and --overlay may also end in .webp, the \
  mask and the overlay in .jpg.

  For several frames, and for a folder, the model is loaded once, and -o, --cutout, --overlay, --dump-input and \
  --dump-output name folders; a new folder's name has no extension, or ends in '/'.

  Exit codes: 0, 1 when a frame or the model failed, 2 for wrong usage.
  """
}

/// `vbg infer`
package struct InferCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "infer", abstract: abstract,
    usage: "vbg infer <model> <frames> ... [-o <path>] [<options>]",
    discussion: discussion("vbg infer"))

  @OptionGroup var arguments: InferenceArguments

  package init() {}

  package func run() throws { try infer(arguments) }
}

/// `vbg-infer`: `vbg infer` as a program of its own.
public struct VBGInfer: ParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "vbg-infer", abstract: abstract,
    usage: "vbg-infer <model> <frames> ... [-o <path>] [<options>]",
    discussion: discussion("vbg-infer"), version: version)

  @OptionGroup var arguments: InferenceArguments

  public init() {}

  public func run() throws { try infer(arguments) }
}
