import CPipeWire
import Glibc

/// Opens PipeWire's library where that was not done yet.
///
/// - Throws: `.unusable` where it is missing or too old.
func openPipeWireLibrary() throws(DeviceError) {
  if let reason = cpipewire_open_library() {
    throw .unusable(
      "expected PipeWire's library, found none that can be used (\(String(cString: reason))): "
        + "Debian, Ubuntu: apt-get install libpipewire-0.3-0")
  }
}

/// Tells why PipeWire's daemon can't be reached.
///
/// - Parameter number: negative, as the library returns it.
func pipeWireFailure(_ number: Int32) -> DeviceError {
  switch -number {
  case EHOSTDOWN, ENOENT, ECONNREFUSED, ENOTDIR, EINVAL:
    .absent(
      "expected PipeWire's daemon, found none: systemctl --user start pipewire wireplumber")
  case ETIMEDOUT: .lost("PipeWire's daemon does not answer")
  default:
    .lost("PipeWire's daemon can't be used (\(String(cString: strerror(-number))))")
  }
}

/// Tells whether PipeWire's library and daemon are there.
public func pipeWireIsThere() -> Bool {
  guard (try? openPipeWireLibrary()) != nil else { return false }
  return (try? listPipeWireCameras()) != nil
}
