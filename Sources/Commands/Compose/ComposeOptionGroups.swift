import ArgumentParser
import ImageFiles
import Imaging

/// Options of the results.
struct ComposeResultArguments: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Where the picture goes: a .png, .jpg or .webp file, '-' for standard output, or a folder "
        + "(default: NAME.blurred.jpg and the like).",
      valueName: "path"),
    completion: .file())
  var output: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Quality of JPEG and WebP results, 0 to 100 (default: 92 and 90; WebP keeps all at 100).",
      valueName: "number"))
  var quality: Int?

  @Flag(help: "Search the folders in folders too; the results lie in folders of the same names.")
  var recursive = false

  @Flag(help: "Replace no file: a frame whose result exists fails.")
  var noClobber = false

  @Flag(
    help: """
      Keep the place (GPS) where a JPEG photo was taken in a JPEG result; date, camera and the \
      like are always kept.
      """)
  var keepLocation = false

  func validate() throws {
    if let quality, !(0...100).contains(quality) {
      throw ValidationError("expected --quality from 0 to 100, found \(quality)")
    }
  }
}

/// A mask that people made.
struct MaskFileArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A mask instead of the model's: a picture, white or opaque where the person is; or a folder "
        + "with one for each frame, NAME.mask.png or NAME.png.", valueName: "path"),
    completion: .file(extensions: PictureFormat.allFileExtensions))
  var mask: String?

  @Flag(help: "Look once more, closer, where somebody is small in the picture.")
  var secondLook = false
}

/// Options that few people need.
struct ComposeExpertOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "As --mask, but used as it is, scaled to the frame, without a filter.", valueName: "path"),
    completion: .file(extensions: PictureFormat.allFileExtensions))
  var maskFinal: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Scale frames that are taller to this height first; the result has that size.",
      valueName: "rows"))
  var workingHeight: Int?

  @Option(
    help: ArgumentHelp(
      "Also write every stage into this folder, as NAME.1-STAGE.png and so on.",
      valueName: "folder"),
    completion: .directory)
  var stages: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Refuse pictures of more pixels.", valueName: "count"))
  var maxPixels = defaultMaxPixelCount

  func validate() throws {
    if let workingHeight, workingHeight < 1 {
      throw ValidationError("expected --working-height of at least 1 row, found \(workingHeight)")
    }
    if maxPixels < 1 {
      throw ValidationError("expected --max-pixels of at least 1 pixel, found \(maxPixels)")
    }
  }
}
