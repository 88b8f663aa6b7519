/// Event in a session, each told once, for a person.
public enum LiveEvent: Sendable, Hashable, CustomStringConvertible {
  /// The camera can't be used now; it is tried again.
  case cameraLost(reason: String)
  /// Frames come again.
  case cameraBack(name: String)
  /// The virtual camera can't be used now; it is tried again.
  case outputLost(reason: String)
  /// The virtual camera takes frames again.
  case outputBack(name: String)
  /// Programs read the virtual camera: the camera is opened.
  case readersCame
  /// Nobody reads the virtual camera: the camera is closed.
  case readersLeft
  /// The slate has been shown for longer than a moment.
  case gateClosed(GateFault)
  /// Frames pass again.
  case gateOpened
  /// An inference runs for longer than it may.
  case inferenceStalled
  /// The masks of the first seconds showed no person at all.
  case nobodyFound
  /// Nobody listened for so long that this many events before the next were lost.
  case eventsLost(count: Int)

  /// Whether it is nothing to worry about.
  public var isOrdinary: Bool { self == .readersCame || self == .readersLeft }

  public var description: String {
    switch self {
    case .cameraLost(let reason): "\(reason): showing the slate until it is back"
    case .cameraBack(let name): "\(name): frames come again"
    case .outputLost(let reason): "\(reason): trying again until it is back"
    case .outputBack(let name): "\(name): takes frames again"
    case .readersCame: "somebody reads: the camera is opened"
    case .readersLeft: "nobody reads: the camera is closed until somebody does"
    case .gateClosed(let fault): "\(fault.rawValue): showing the slate until masks are sound"
    case .gateOpened: "masks are sound again"
    case .inferenceStalled: "an inference does not end: showing the slate until it does"
    case .nobodyFound: "found nobody in the first \(NobodyWatch.patience.components.seconds) s"
    case .eventsLost(let count): lostMessages(count)
    }
  }
}

/// The line that says how many messages nobody read in time.
package func lostMessages(_ count: Int) -> String {
  count == 1
    ? "a message was lost: nobody read it" : "\(count) messages were lost: nobody read them"
}
