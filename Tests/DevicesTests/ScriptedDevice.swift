import CVideo4Linux
import Glibc
import Imaging

@testable import Devices

/// A device of a scripted kernel's: formats that it offers, buffers, and a list of what happens.
final class ScriptedDevice {
  /// A format with sizes, and rates for each.
  struct Format {
    var fourCC: FourCC
    var sizes: [(SizeRange, [Double])]
  }

  /// Outcome of the next DQBUF.
  enum Event {
    case frame(byteCount: Int, sequence: Int = 0, flags: Int32 = V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC)
    case error(Int32)
  }

  var name = "Scripted"
  var driver = "scripted"
  var capabilities = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING
  var formats: [Format] = []
  /// Whether it tells sizes and rates.
  var tellsSizes = true
  var tellsRates = true
  /// Errors for the next calls of a request, in turn; 0 lets a call pass.
  var errors: [UInt: [Int32]] = [:]
  /// Changes what S_FMT answers.
  var adjustFormat: (inout v4l2_pix_format) -> Void = { _ in }
  var bufferCount: UInt32 = 3
  var bufferByteCount = 0
  /// Events that happen, and the `poll` events beside the wanted ones.
  var events: [Event] = []
  var extraPollEvents: Int32 = 0
  /// Whether nothing is given back, and poll knows.
  var isStuck = false
  /// Whether calls are not written down, which allocates.
  var forgetsRequests = false
  /// Controls with their values, and those that can't be set while another has a value.
  var controls: [(query: v4l2_queryctrl, value: Int32)] = []
  var menus: [UInt32: [UInt32: String]] = [:]
  var held: [UInt32: (by: UInt32, at: Int32)] = [:]
  /// Number of the event by which it tells of readers; nil for none. Counts of readers, to be told.
  var usageEvent: UInt32?
  var usages: [(event: UInt32, count: UInt32)] = []
  private(set) var subscription: v4l2_event_subscription?
  /// Which buffer an output hands back, of those queued, in their order.
  var handBack: ([UInt32]) -> UInt32 = { $0[0] }

  private(set) var requests: [UInt] = []
  private(set) var queued: [UInt32] = []
  private(set) var isStreaming = false
  private(set) var mapped: [UnsafeMutableRawBufferPointer] = []
  private(set) var format = v4l2_pix_format()
  private(set) var interval = v4l2_fract(numerator: 1, denominator: 30)

  func control(_ request: UInt, _ argument: UnsafeMutableRawPointer) -> Int32 {
    if !forgetsRequests { requests.append(request) }
    if let error = errors[request]?.first {
      errors[request]?.removeFirst()
      if error != 0 { return error }
    }
    switch request {
    case CVIDEO_QUERYCAP: describe(&argument.assumingMemoryBound(to: v4l2_capability.self).pointee)
    case CVIDEO_ENUM_FMT: return list(argument.assumingMemoryBound(to: v4l2_fmtdesc.self))
    case CVIDEO_ENUM_FRAMESIZES:
      return listSizes(argument.assumingMemoryBound(to: v4l2_frmsizeenum.self))
    case CVIDEO_ENUM_FRAMEINTERVALS:
      return listRates(argument.assumingMemoryBound(to: v4l2_frmivalenum.self))
    case CVIDEO_S_FMT, CVIDEO_TRY_FMT:
      set(&argument.assumingMemoryBound(to: v4l2_format.self).pointee)
    case CVIDEO_G_PARM:
      argument.assumingMemoryBound(to: v4l2_streamparm.self).pointee.parm.capture.timeperframe =
        interval
    case CVIDEO_S_PARM:
      interval =
        argument.assumingMemoryBound(to: v4l2_streamparm.self).pointee.parm.capture.timeperframe
    case CVIDEO_REQBUFS:
      argument.assumingMemoryBound(to: v4l2_requestbuffers.self).pointee.count = bufferCount
    case CVIDEO_QUERYBUF:
      let buffer = argument.assumingMemoryBound(to: v4l2_buffer.self)
      buffer.pointee.length = UInt32(bufferByteCount)
      buffer.pointee.m.offset = buffer.pointee.index * UInt32(bufferByteCount)
    case CVIDEO_QBUF:
      queued.append(argument.assumingMemoryBound(to: v4l2_buffer.self).pointee.index)
    case CVIDEO_DQBUF: return dequeue(&argument.assumingMemoryBound(to: v4l2_buffer.self).pointee)
    case CVIDEO_STREAMON: isStreaming = true
    case CVIDEO_QUERYCTRL:
      let query = argument.assumingMemoryBound(to: v4l2_queryctrl.self)
      let last = query.pointee.id & ~UInt32(V4L2_CTRL_FLAG_NEXT_CTRL)
      guard let next = controls.first(where: { $0.query.id > last }) else { return EINVAL }
      query.pointee = next.query
    case CVIDEO_QUERYMENU:
      let item = argument.assumingMemoryBound(to: v4l2_querymenu.self)
      guard let name = menus[item.pointee.id]?[item.pointee.index] else { return EINVAL }
      withUnsafeMutableBytes(of: &item.pointee.name) { $0.copyBytes(from: name.utf8.prefix(31)) }
    case CVIDEO_G_CTRL, CVIDEO_S_CTRL:
      let control = argument.assumingMemoryBound(to: v4l2_control.self)
      let id = control.pointee.id
      guard let index = controls.firstIndex(where: { $0.query.id == id }) else { return EINVAL }
      if request == CVIDEO_S_CTRL {
        if let (holder, value) = held[id],
          controls.contains(where: { $0.query.id == holder && $0.value == value })
        {
          return EACCES
        }
        controls[index].value = control.pointee.value
      } else {
        control.pointee.value = controls[index].value
      }
    case CVIDEO_SUBSCRIBE_EVENT:
      let wish = argument.assumingMemoryBound(to: v4l2_event_subscription.self).pointee
      guard let usageEvent, wish.type == usageEvent else { return EINVAL }
      subscription = wish
    case CVIDEO_DQEVENT:
      guard !usages.isEmpty else { return ENOENT }
      let (event, count) = usages.removeFirst()
      let answer = argument.assumingMemoryBound(to: v4l2_event.self)
      answer.pointee.type = event
      withUnsafeMutableBytes(of: &answer.pointee.u) { $0.storeBytes(of: count, as: UInt32.self) }
    case CVIDEO_STREAMOFF:
      isStreaming = false
      queued = []
    default: return ENOTTY
    }
    return 0
  }

  func map(_ byteCount: Int, _ offset: Int) -> (memory: UnsafeMutableRawPointer?, error: Int32) {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 4096)
    memory.initializeMemory(as: UInt8.self, repeating: UInt8(offset / max(bufferByteCount, 1)))
    mapped.append(memory)
    return (memory.baseAddress, 0)
  }

  func unmap(_ memory: UnsafeMutableRawBufferPointer) {
    guard let index = mapped.firstIndex(where: { $0.baseAddress == memory.baseAddress }) else {
      return
    }
    mapped.remove(at: index).deallocate()
  }

  func readyEvents(_ wanted: Int16) -> Int16? {
    let isReady = capabilities & V4L2_CAP_VIDEO_OUTPUT != 0 ? !queued.isEmpty : !events.isEmpty
    if isReady, !isStuck { return wanted | Int16(extraPollEvents) }
    return extraPollEvents == 0 ? nil : Int16(extraPollEvents)
  }

  private func describe(_ answer: inout v4l2_capability) {
    withUnsafeMutableBytes(of: &answer.card) { $0.copyBytes(from: name.utf8.prefix(31)) }
    withUnsafeMutableBytes(of: &answer.driver) { $0.copyBytes(from: driver.utf8.prefix(15)) }
    withUnsafeMutableBytes(of: &answer.bus_info) { $0.copyBytes(from: "bus".utf8) }
    // Of the whole device, which has more nodes.
    answer.capabilities = 0x80FF_FFFF
    answer.device_caps = UInt32(capabilities)
  }

  private func list(_ answer: UnsafeMutablePointer<v4l2_fmtdesc>) -> Int32 {
    guard answer.pointee.index < formats.count else { return EINVAL }
    answer.pointee.pixelformat = formats[Int(answer.pointee.index)].fourCC.code
    return 0
  }

  private func sizes(_ code: UInt32) -> [(SizeRange, [Double])] {
    formats.first { $0.fourCC.code == code }?.sizes ?? []
  }

  private func listSizes(_ answer: UnsafeMutablePointer<v4l2_frmsizeenum>) -> Int32 {
    let sizes = sizes(answer.pointee.pixel_format)
    guard tellsSizes, answer.pointee.index < sizes.count else { return EINVAL }
    let (range, _) = sizes[Int(answer.pointee.index)]
    if range.isSingle {
      answer.pointee.type = V4L2_FRMSIZE_TYPE_DISCRETE.rawValue
      answer.pointee.discrete = v4l2_frmsize_discrete(
        width: UInt32(range.width.least), height: UInt32(range.height.least))
    } else {
      answer.pointee.type = V4L2_FRMSIZE_TYPE_STEPWISE.rawValue
      answer.pointee.stepwise = v4l2_frmsize_stepwise(
        min_width: UInt32(range.width.least), max_width: UInt32(range.width.greatest),
        step_width: UInt32(range.width.step), min_height: UInt32(range.height.least),
        max_height: UInt32(range.height.greatest), step_height: UInt32(range.height.step))
    }
    return 0
  }

  private func listRates(_ answer: UnsafeMutablePointer<v4l2_frmivalenum>) -> Int32 {
    let (width, height) = (Int(answer.pointee.width), Int(answer.pointee.height))
    let fitting = sizes(answer.pointee.pixel_format).first { range, _ in
      (range.width.least...range.width.greatest).contains(width)
        && (range.height.least...range.height.greatest).contains(height)
    }
    guard tellsRates, let rates = fitting?.1, answer.pointee.index < rates.count else {
      return EINVAL
    }
    answer.pointee.type = V4L2_FRMIVAL_TYPE_DISCRETE.rawValue
    answer.pointee.discrete = v4l2_fract(
      numerator: 1000, denominator: UInt32(rates[Int(answer.pointee.index)] * 1000))
    return 0
  }

  private func set(_ answer: inout v4l2_format) {
    adjustFormat(&answer.fmt.pix)
    format = answer.fmt.pix
  }

  private func dequeue(_ buffer: inout v4l2_buffer) -> Int32 {
    guard isStreaming else { return EINVAL }
    if capabilities & V4L2_CAP_VIDEO_OUTPUT != 0 {
      guard !queued.isEmpty else { return EAGAIN }
      buffer.index = handBack(queued)
      queued.removeAll { $0 == buffer.index }
      return 0
    }
    guard !events.isEmpty else { return EAGAIN }
    switch events.removeFirst() {
    case .error(let error): return error
    case .frame(let byteCount, let sequence, let flags):
      guard !queued.isEmpty else { return EAGAIN }
      buffer.index = queued.removeFirst()
      buffer.bytesused = UInt32(byteCount)
      buffer.sequence = UInt32(sequence)
      buffer.flags = UInt32(bitPattern: flags)
      buffer.timestamp = timeval(tv_sec: 500 + sequence, tv_usec: 250_000)
      return 0
    }
  }
}

extension SizeRange {
  /// A range of sizes in steps.
  static func stepped(
    _ least: (UInt32, UInt32), _ greatest: (UInt32, UInt32), _ step: (UInt32, UInt32)
  ) -> SizeRange {
    SizeRange(
      width: SteppedRange(least: least.0, greatest: greatest.0, step: step.0),
      height: SteppedRange(least: least.1, greatest: greatest.1, step: step.1))
  }
}
