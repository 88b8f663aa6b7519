//! Cuts the person out of a photo hair by hair: Matte MODEL PHOTO RESULT

import Compositing
import Foundation
import Segmentation

func cutOutByMatte(model: URL, photo: URL, to result: URL) throws {
  let pool = ThreadPool()
  let segmenter = try Segmenter(model: Array(Data(contentsOf: model)), pool: pool)
  let frame = try decodeImage(Array(Data(contentsOf: photo)))
  var options = CompositorOptions()
  options.background = .transparent
  options.matting = true
  options.decontaminate = true
  let compositor = try Compositor(
    width: frame.width, height: frame.height, maskWidth: segmenter.outputShape[2],
    maskHeight: segmenter.outputShape[1], options: options, pool: pool)
  try Data(encodePNG(compositor.compose(frame, mask: segmenter.mask(of: frame)))).write(to: result)
}
// snippet.hide

let files = CommandLine.arguments.dropFirst().map { URL(filePath: $0) }
try cutOutByMatte(model: files[0], photo: files[1], to: files[2])
