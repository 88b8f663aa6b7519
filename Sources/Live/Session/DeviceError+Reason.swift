public import Devices

extension DeviceError {
  /// The line for a person.
  public var reason: String {
    switch self {
    case .timedOut: "nothing came in time"
    case .lost(let reason), .absent(let reason), .busy(let reason), .unusable(let reason): reason
    }
  }
}
