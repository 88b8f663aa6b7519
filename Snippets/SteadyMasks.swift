//! Makes the masks of successive frames steady: SteadyMasks MODEL FRAME...

import Compositing
import Foundation
import Segmentation

func steadyMasks(of frames: [Frame], model: URL) throws -> [[[UInt8]]] {
  var options = SegmenterOptions()
  options.comparesInputs = true  // Keeps the input, whose brightness tells what moves.
  let segmenter = try Segmenter(model: Array(Data(contentsOf: model)), options: options)
  let smoother = MaskSmoother(width: segmenter.outputShape[2], height: segmenter.outputShape[1])
  return frames.map { frame in
    segmenter.load(frame)
    segmenter.run()
    for row in 0..<smoother.height {
      smoother.withMaskRow(row) { segmenter.writeMaskRow(row, to: &$0) }
      smoother.withPictureRow(row) { segmenter.writePictureRow(row, to: &$0) }
    }
    smoother.smooth()
    return (0..<smoother.height).map { row in
      var coverages = [UInt8](repeating: 0, count: smoother.width)
      var span = coverages.mutableSpan
      smoother.writeRow(row, to: &span)
      return coverages
    }
  }
}
// snippet.hide

let files = CommandLine.arguments.dropFirst().map { URL(filePath: $0) }
let frames = try files.dropFirst().map { try decodeImage(Array(Data(contentsOf: $0))) }
for mask in try steadyMasks(of: frames, model: files[0]) {
  print(mask.count, mask[0].count)
}
