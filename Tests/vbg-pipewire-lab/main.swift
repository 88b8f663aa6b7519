// vbg-pipewire-lab send NAME WIDTH HEIGHT RATE: a virtual camera of PipeWire's, alone, whose frames tell their
// number; a line an event: `somebody`, `nobody`, `lost`, and `slow N` for a submission that took N milliseconds.
// vbg-pipewire-lab read NODE COUNT: a camera of PipeWire's; its mode, then a hash of each frame's bytes.

import Devices
import Glibc
import Imaging
import Live

let words = CommandLine.arguments.dropFirst().map { $0 }

/// Writes a line at once.
func say(_ line: Any) {
  let bytes = Array("\(line)\n".utf8)
  _ = write(1, bytes, bytes.count)
}

/// Fills a frame: its number in the first eight bytes, the lowest first, then bytes that follow from it.
func fill(_ view: MutableFrameView, _ number: Int) {
  for y in 0..<view.height {
    let row = view.row(y)
    for x in 0..<2 * view.width {
      let index = y * 2 * view.width + x
      row[x] =
        index < 8
        ? UInt8(truncatingIfNeeded: number >> (8 * index))
        : UInt8(truncatingIfNeeded: index &* 7 &+ (index >> 8) &* 13 &+ number &* 37)
    }
  }
}

func send(_ name: String, _ mode: OutputMode) throws {
  let clock = MonotonicClock()
  let output = PipeWireOutput(session: name)
  _ = try output.open(mode)
  var frameClock = FrameClock(framesPerSecond: mode.framesPerSecond, start: clock.now)
  var last: Readership?
  var number = 0
  while true {
    clock.sleep(until: frameClock.deadline)
    let readership = try output.readership()
    if readership != last { say(readership) }
    last = readership
    let start = clock.now
    do throws(DeviceError) {
      try output.submit(timeout: .zero) { fill($0, number) }
      number += 1
    } catch .timedOut {
    }
    let milliseconds = (clock.now - start) / .milliseconds(1)
    if milliseconds > 100 { say("slow \(Int(milliseconds))") }
    _ = frameClock.advance(now: clock.now)
  }
}

func read(_ node: String, _ count: Int) throws {
  let camera = PipeWireCamera(node: node)
  let mode = try camera.open(CaptureWish(width: 320, height: 240, framesPerSecond: 30))
  say("\(mode.width)x\(mode.height) \(mode.framesPerSecond) \(mode.content)")
  for _ in 0..<count {
    try camera.nextFrame(timeout: .seconds(3)) { frame in
      guard !frame.isFlawed, case .pixels(let view) = frame.picture else { return say("flawed") }
      var hash: UInt64 = 0xcbf2_9ce4_8422_2325
      for y in 0..<view.height {
        for x in 0..<2 * view.width {
          hash = (hash ^ UInt64(view.plane(0).row(y)[x])) &* 0x100_0000_01b3
        }
      }
      say(String(hash, radix: 16))
    }
  }
  camera.close()
}

do {
  switch words.first {
  case "send" where words.count == 5:
    try send(
      words[1],
      OutputMode(
        width: Int(words[2]) ?? 0, height: Int(words[3]) ?? 0,
        framesPerSecond: Double(words[4]) ?? 0))
  case "read" where words.count == 3: try read(words[1], Int(words[2]) ?? 0)
  default: exit(2)
  }
} catch let error as DeviceError {
  if case .lost = error, words.first == "send" { say("lost") }
  say("error \(error.reason)")
  exit(1)
}
