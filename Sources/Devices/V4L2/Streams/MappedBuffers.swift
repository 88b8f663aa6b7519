import CVideo4Linux
import Glibc

/// The driver's buffers of a stream, mapped into our memory, in the order of their numbers.
struct MappedBuffers {
  /// Number of buffers that is asked for; drivers give what they like.
  private static let wishedCount: UInt32 = 4

  /// The memory of each.
  let memory: [UnsafeMutableRawBufferPointer]
  private let type: v4l2_buf_type

  /// Has the driver make buffers for the format that is set, and maps them.
  init(_ device: OpenDevice, _ type: v4l2_buf_type) throws(DeviceError) {
    var request = v4l2_requestbuffers()
    request.count = Self.wishedCount
    request.type = type.rawValue
    request.memory = V4L2_MEMORY_MMAP.rawValue
    let error = device.control(CVIDEO_REQBUFS, &request)
    guard error == 0 else {
      throw error == EBUSY ? device.busy() : device.lost("VIDIOC_REQBUFS", error)
    }
    guard request.count > 0 else { throw device.lost("VIDIOC_REQBUFS", ENOMEM) }
    var memory: [UnsafeMutableRawBufferPointer] = []
    do throws(DeviceError) {
      for index in 0..<request.count {
        memory.append(try Self.map(device, type, index))
      }
    } catch {
      for buffer in memory { device.unmap(buffer) }
      throw error
    }
    self.memory = memory
    self.type = type
  }

  private static func map(
    _ device: OpenDevice, _ type: v4l2_buf_type, _ index: UInt32
  ) throws(DeviceError) -> UnsafeMutableRawBufferPointer {
    var answer = v4l2_buffer()
    answer.index = index
    answer.type = type.rawValue
    answer.memory = V4L2_MEMORY_MMAP.rawValue
    let error = device.control(CVIDEO_QUERYBUF, &answer)
    guard error == 0 else { throw device.lost("VIDIOC_QUERYBUF", error) }
    let byteCount = Int(answer.length)
    let mapping = device.map(byteCount: byteCount, offset: Int(answer.m.offset))
    guard let base = mapping.memory else { throw device.lost("mmap", mapping.error) }
    return UnsafeMutableRawBufferPointer(start: base, count: byteCount)
  }

  /// A description of the buffer `index`, of these buffers' kind.
  func buffer(_ index: Int = 0) -> v4l2_buffer {
    var buffer = v4l2_buffer()
    buffer.index = UInt32(index)
    buffer.type = type.rawValue
    buffer.memory = V4L2_MEMORY_MMAP.rawValue
    return buffer
  }

  /// Hands a buffer to the driver.
  func queue(_ index: Int, to device: OpenDevice) throws(DeviceError) {
    var buffer = buffer(index)
    let error = device.control(CVIDEO_QBUF, &buffer)
    guard error == 0 else { throw device.lost("VIDIOC_QBUF", error) }
  }

  /// Takes back the next buffer that the driver has done with.
  ///
  /// - Throws: `.timedOut` at `deadline`, else `.lost`: drivers answer EINVAL, EIO or ENODEV when a
  ///   device is pulled out, as the moment has it.
  func dequeue(
    from device: OpenDevice, for events: Int32, until deadline: Duration
  ) throws(DeviceError) -> v4l2_buffer {
    while true {
      let found = try device.wait(for: events, until: deadline)
      var buffer = buffer()
      let error = device.control(CVIDEO_DQBUF, &buffer)
      if error == 0 {
        guard buffer.index < memory.count else { throw device.lost("VIDIOC_DQBUF", ERANGE) }
        return buffer
      }
      guard error == EAGAIN else { throw device.lost("VIDIOC_DQBUF", error) }
      // Nothing to take, and nothing will come: waiting again would return at once, for ever.
      guard found & (POLLERR | POLLHUP | POLLNVAL) == 0 else { throw device.lost("poll", EIO) }
    }
  }

  /// Starts the stream.
  func start(_ device: OpenDevice) throws(DeviceError) {
    var type = Int32(bitPattern: type.rawValue)
    let error = device.control(CVIDEO_STREAMON, &type)
    switch error {
    case 0: return
    case EBUSY: throw device.busy()
    case ENOSPC:
      throw .busy(
        "\(device.role.name) '\(device.path)' gets no bandwidth: other devices on its USB bus use it"
      )
    default: throw device.lost("VIDIOC_STREAMON", error)
    }
  }

  /// Ends the stream, if the device still listens, and the mappings.
  func end(_ device: OpenDevice) {
    var type = Int32(bitPattern: type.rawValue)
    _ = device.control(CVIDEO_STREAMOFF, &type)
    for buffer in memory { device.unmap(buffer) }
  }
}
