import CommandSupport
import ModelCatalogue
import Synchronization

/// A model's SHA-256, taken by the first of two threads that is done with what only it can do.
final class DigestAhead: Sendable {
  private let bytes: [UInt8]
  private let known: Mutex<SHA256Digest?>

  /// The digest of a model, not taken yet unless locating the model took it.
  init(of model: LocatedModel) {
    bytes = model.bytes
    known = Mutex(model.digest)
  }

  /// The digest. Who asks while another thread takes it waits for that one.
  func value() -> SHA256Digest {
    known.withLock { known in
      let digest = known ?? SHA256Digest(of: bytes)
      known = digest
      return digest
    }
  }
}
