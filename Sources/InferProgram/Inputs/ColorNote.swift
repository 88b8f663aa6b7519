import CommandSupport
import Segmentation
import Synchronization

/// Whether a missing library was said: of many pictures it is the same.
private let isMissingLibrarySaid = Atomic<Bool>(false)

/// Says why a picture's colors are taken for sRGB though its file says that they are others; nothing for
/// nil.
package func noteColors(_ error: ColorProfileError?, of path: String) {
  guard let error else { return }
  if error == .missingLibrary, isMissingLibrarySaid.exchange(true, ordering: .relaxed) { return }
  note("\(InContext(path: path, error: error))")
}
