//! Makes a frame of pixels, and reads and writes them: Pixels RESULT

import Foundation
import Segmentation

func gradient(width: Int, height: Int) -> Frame {
  var frame = Frame(
    width: width, height: height, pixels: Array(repeating: 255, count: width * height * 4))
  let bytesPerRow = frame.bytesPerRow
  frame.withMutablePixels { pixels in
    for y in 0..<height {
      for x in 0..<width {
        let red = y * bytesPerRow + x * 4
        pixels[red] = UInt8(x * 255 / width)
        pixels[red + 1] = UInt8(y * 255 / height)
      }
    }
  }
  return frame
}

func meanRed(of frame: Frame) -> Double {
  frame.withPixels { pixels in
    let levels = stride(from: 0, to: pixels.count, by: 4).map { Double(pixels[$0]) }
    return levels.reduce(0, +) / Double(levels.count)
  }
}
// snippet.hide

let frame = gradient(width: 64, height: 48)
print(meanRed(of: frame))
try Data(encodePNG(frame)).write(to: URL(filePath: CommandLine.arguments[1]))
