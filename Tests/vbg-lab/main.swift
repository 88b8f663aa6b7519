// vbg-lab capture|send DEVICE [KEY=VALUE...]: drives a camera or a virtual camera by vbg's own
// device layer, for the camera lab, and writes a line on standard output for all that happens.
//
//   size=WxH fps=N frames=N    what is wished, and when to stop
//   timeout=MS pause=MS        longest wait for a frame; wait after each
//   reopen=N                   after a failure, try that many times to open it again
// capture:
//   format=YUYV hold=MS        by V4L2's name; the last frame to the file again after a wait
//   raw=FILE rgba=FILE         every frame's bytes; the last one as RGBA, decoded first if it is JPEG
// send:
//   format=yuyv copy=FILE      a pattern of this pixel format; every frame's bytes

import Devices
import Glibc
import Imaging

let arguments = CommandLine.arguments
guard arguments.count >= 3 else { fail("usage: vbg-lab capture|send DEVICE [KEY=VALUE...]") }
let options = LabOptions(arguments.dropFirst(3))
switch arguments[1] {
case "capture": LabCapture(arguments[2], options).run()
case "send": LabSend(arguments[2], options).run()
default: fail("expected capture or send, found \(arguments[1])")
}
