/// The system calls that devices make. Failures are error numbers (`errno`); 0 is success. A
/// scripted kernel can stand in for the real one.
protocol VideoSystemCalls: Sendable {
  /// Opens a device node for reading and writing, without blocking.
  func open(_ path: String) -> (descriptor: Int32, error: Int32)

  /// `ioctl`, with a structure of the request's type.
  func control(_ descriptor: Int32, _ request: UInt, _ argument: UnsafeMutableRawPointer) -> Int32

  /// Maps a buffer of the driver's for reading and writing; nil with the error number.
  func map(_ descriptor: Int32, byteCount: Int, offset: Int)
    -> (memory: UnsafeMutableRawPointer?, error: Int32)

  /// Ends a mapping.
  func unmap(_ memory: UnsafeMutableRawBufferPointer)

  /// Waits until one of the `poll` events is there; no events after `milliseconds`.
  func wait(_ descriptor: Int32, for events: Int16, milliseconds: Int32)
    -> (events: Int16, error: Int32)

  /// Has `tell` called, on a thread of its own, whenever a descriptor has one of the `poll` events; nil where
  /// that can't be had.
  func watch(
    _ descriptor: Int32, for events: Int16, _ tell: @escaping @Sendable () -> Void
  ) -> (any DescriptorWatch)?

  /// Opens a descriptor that has events whenever a program opens or closes a node; nil where the kernel gives
  /// none.
  func openings(of path: String) -> Int32?

  /// Takes such events, and tells whether there were any.
  func takeOpenings(_ descriptor: Int32) -> Bool

  /// Tells whether another process is seen that has a node open.
  func isOpenElsewhere(_ path: String) -> Bool

  /// Closes the node, or what `openings` opened.
  func close(_ descriptor: Int32)

  /// The monotonic clock, since boot.
  func monotonicTime() -> Duration

  /// Returns what the file system says of a node; nil when there is none.
  func node(_ path: String) -> DeviceNode?

  /// Paths of all nodes of video devices, in the order of their numbers.
  func nodePaths() -> [String]

  /// Tells whether a module of the kernel is loaded.
  func hasModule(_ name: String) -> Bool
}

/// File status of a device node.
struct DeviceNode {
  /// Whether it is a folder, which is opened by mistake now and then.
  let isFolder: Bool
  /// The name of the group that owns it, or its number.
  let groupName: String
  /// Whether that group may read and write it.
  let isOpenToGroup: Bool
}
