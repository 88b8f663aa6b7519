/// Error of a camera or a virtual camera, each a line for a person.
public enum DeviceError: Error, Hashable, Sendable {
  /// Nothing came in time; the stream goes on.
  case timedOut
  /// The device went away while it was used.
  case lost(String)
  /// There is no such device now.
  case absent(String)
  /// Another program holds the device.
  case busy(String)
  /// It will not work however often it is tried: not a camera, no permission, no usable format.
  case unusable(String)
}

extension DeviceError {
  /// The line for a person.
  public var reason: String {
    switch self {
    case .timedOut: "nothing came in time"
    case .lost(let reason), .absent(let reason), .busy(let reason), .unusable(let reason): reason
    }
  }
}
