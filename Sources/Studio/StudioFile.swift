import CStudioPage

/// A file of the page, which lies in the program.
struct StudioFile: Sendable {
  let type: String
  let bytes: [UInt8]

  /// The file of a path; nil where there is none.
  init?(path: String) {
    for file in UnsafeBufferPointer(start: studioFiles(), count: studioFileCount())
    where String(cString: file.path) == path {
      type = String(cString: file.type)
      bytes = Array(UnsafeBufferPointer(start: file.bytes, count: file.count))
      return
    }
    return nil
  }
}
