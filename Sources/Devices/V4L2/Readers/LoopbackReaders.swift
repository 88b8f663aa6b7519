import CVideo4Linux
import Glibc

/// Knowledge of the readers of a device of v4l2loopback's.
///
/// Newer modules, and patched ones before, tell by an event who streams. With others the kernel tells when a
/// program opens or closes the node, and `/proc` which ones have it open then. Blind spots of that: processes of
/// other users and such as let nobody look are not seen under `/proc`, and a node that a container made for
/// itself tells of no opening.
final class LoopbackReaders {
  /// Time that a program has to let go of a device that it only asks what it is, and the least time from look
  /// to look.
  private static let patience = Duration.milliseconds(300)

  /// The numbers of the event: v4l2loopback's own since 0.13, and the one before.
  private static let usageEvents: [UInt32] = [
    UInt32(V4L2_EVENT_PRIVATE_START) + 0x08E0_0000 + 1, UInt32(V4L2_EVENT_PRIVATE_START),
  ]

  private let device: OpenDevice
  private let calls: any VideoSystemCalls
  /// The number of the event; nil where the module has none.
  private let usageEvent: UInt32?
  /// Tells of openings; nil where the event does, or nothing.
  private let openings: Int32?
  private var watch: (any DescriptorWatch)?
  private var readership = Readership.unknown
  /// When the next look is due; nil where nothing was opened or closed since the last.
  private var lookTime: Duration?

  /// Begins to watch a device that is open.
  init(_ device: OpenDevice, _ calls: any VideoSystemCalls, _ changes: ReaderChanges) {
    self.device = device
    self.calls = calls
    usageEvent = Self.usageEvents.first { device.subscribe(to: $0) }
    openings = usageEvent == nil ? calls.openings(of: device.path) : nil
    if usageEvent != nil {
      watch = device.watch(for: POLLPRI) { changes.tell() }
    } else if let openings {
      lookTime = device.now()
      watch = calls.watch(openings, for: Int16(POLLIN)) { changes.tell() }
    }
  }

  /// Tells what is known now. Waits for nobody.
  func look() -> Readership {
    if let usageEvent {
      while let count = device.usage(usageEvent) { readership = count > 0 ? .somebody : .nobody }
    } else if let openings {
      lookAround(openings)
    }
    return readership
  }

  private func lookAround(_ openings: Int32) {
    let now = device.now()
    if calls.takeOpenings(openings), lookTime == nil { lookTime = now + Self.patience }
    guard let time = lookTime, now >= time else { return }
    lookTime = nil
    readership = calls.isOpenElsewhere(device.path) ? .somebody : .nobody
  }

  /// Ends the watch.
  func end() {
    watch?.end()
    watch = nil
    if let openings { calls.close(openings) }
  }
}

extension OpenDevice {
  /// Asks for an event, and for the state that it would tell now.
  fileprivate func subscribe(to event: UInt32) -> Bool {
    var wish = v4l2_event_subscription()
    wish.type = event
    wish.flags = UInt32(V4L2_EVENT_SUB_FL_SEND_INITIAL)
    return control(CVIDEO_SUBSCRIBE_EVENT, &wish) == 0
  }

  /// The number of readers that the next event tells; nil when there is none.
  fileprivate func usage(_ event: UInt32) -> UInt32? {
    while true {
      var found = v4l2_event()
      guard control(CVIDEO_DQEVENT, &found) == 0 else { return nil }
      if found.type == event {
        return withUnsafeBytes(of: found.u) { $0.loadUnaligned(as: UInt32.self) }
      }
    }
  }
}
