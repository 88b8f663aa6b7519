import Compositing
import ImageFiles

/// The files of `--stages` for one frame: `NAME.1-STAGE.png` and so on, in the order of the work.
struct StageFiles {
  /// nil when no stages are wanted.
  let folder: String?
  let item: ComposePlan.Item

  /// Encodes the stages of the compositor's latest frame, and its result as the last.
  ///
  /// - Throws: `ImageError`.
  func encode(
    _ compositor: Compositor, _ result: Frame
  ) throws -> [(path: String, bytes: [UInt8])] {
    guard let folder else { return [] }
    let stages = compositor.stages.map { ($0.name, $0.content) } + [("composite", .frame(result))]
    return try stages.enumerated().map { index, stage in
      let label = stage.0.replacing("_", with: "-")
      let name = "\(frameName(item.frame)).\(index + 1)-\(label).png"
      let bytes =
        switch stage.1 {
        case .frame(let frame): try encodePNG(frame)
        case .mask(let mask): try encodePNG(mask)
        }
      return (joined(folder, below: item.subfolder, name), bytes)
    }
  }

  /// Checks that no stage replaces a file that is read, or the result.
  ///
  /// - Throws: `FileError.unwritable`.
  func check(
    _ files: some Sequence<(path: String, bytes: [UInt8])>, against inputs: Set<FileIdentity>
  ) throws(FileError) {
    for (path, _) in files {
      let isInput = FileIdentity(existing: path).map(inputs.contains) ?? false
      if isInput || canonicalPath(path) == canonicalPath(item.output) {
        throw .unwritable(
          path: path, reason: isInput ? "a file that is read" : "the result's own place")
      }
    }
  }
}
