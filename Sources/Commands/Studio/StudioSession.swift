import FoundationEssentials
import Live
import Synchronization

/// A session that a studio shows and steers. From any thread.
protocol StudioSession: Sendable {
  /// Asks for something, and waits for the answer.
  ///
  /// - Throws: `ControlError`, also where the session refuses.
  func ask(_ request: ControlRequest) throws(ControlError) -> ControlReply

  /// Waits for the statistics of the next second, as JSON.
  ///
  /// - Throws: `ControlError`.
  func nextStatistics() throws(ControlError) -> String

  /// Lets go of what is only needed while somebody looks.
  func rest()
}

/// A session of another process. What is lost is connected to again with the next question.
///
/// Pictures, statistics and all else have a connection each, so that none waits for another.
final class RemoteSession: StudioSession {
  private let name: String
  private let questions = Mutex<ControlClient?>(nil)
  private let pictures = Mutex<ControlClient?>(nil)
  private let statistics = Mutex<ControlClient?>(nil)

  /// - Throws: `ControlError` where no session listens.
  init(_ name: String) throws(ControlError) {
    self.name = name
    _ = try ask(ControlRequest(.status))
  }

  func ask(_ request: ControlRequest) throws(ControlError) -> ControlReply {
    if request.command == .preview {
      return try pictures.withLock { client throws(ControlError) in
        try Self.ask(request, name, &client)
      }
    }
    return try questions.withLock { client throws(ControlError) in
      try Self.ask(request, name, &client)
    }
  }

  func nextStatistics() throws(ControlError) -> String {
    try statistics.withLock { client throws(ControlError) in
      do throws(ControlError) {
        if client == nil { _ = try Self.ask(ControlRequest(.watch), name, &client) }
        if let line = try client?.nextLine() { return line }
      } catch {
        client = nil
        throw error
      }
      client = nil
      throw ControlError("expected a session, found its end")
    }
  }

  func rest() {
    questions.withLock { $0 = nil }
    pictures.withLock { $0 = nil }
    statistics.withLock { $0 = nil }
  }

  private static func ask(
    _ request: ControlRequest, _ name: String, _ client: inout ControlClient?
  ) throws(ControlError) -> ControlReply {
    do throws(ControlError) {
      let connected: ControlClient
      if let client { connected = client } else { connected = try ControlClient(session: name) }
      client = connected
      return try connected.ask(request)
    } catch {
      // Whether it refused or is gone: the next question begins anew.
      client = nil
      throw error
    }
  }
}

/// A session of this process.
final class OwnSession: StudioSession {
  private let steering: LiveSteering
  private let teller: StatisticsTeller
  private let clock = MonotonicClock()

  init(_ steering: LiveSteering) {
    self.steering = steering
    teller = StatisticsTeller(steering.session)
  }

  func ask(_ request: ControlRequest) throws(ControlError) -> ControlReply {
    let reply = steering.answer(request)
    if !reply.ok { throw ControlError(reply.error ?? "the session refused") }
    return reply
  }

  func nextStatistics() throws(ControlError) -> String {
    clock.sleep(until: clock.now + .seconds(1))
    return teller.next()
  }

  func rest() {}
}
