//! Puts the person of a photo in front of a picture: ReplaceBackground MODEL PHOTO PICTURE RESULT

import Compositing
import Foundation
import Segmentation

func replaceBackground(model: URL, photo: URL, by picture: URL, to result: URL) throws {
  let pool = ThreadPool()
  let segmenter = try Segmenter(model: Array(Data(contentsOf: model)), pool: pool)
  let frame = try decodeImage(Array(Data(contentsOf: photo)))
  var options = CompositorOptions()
  options.background = .image
  let compositor = try Compositor(
    width: frame.width, height: frame.height, maskWidth: segmenter.outputShape[2],
    maskHeight: segmenter.outputShape[1], options: options, pool: pool)
  let background = try decodeImage(Array(Data(contentsOf: picture)))
  compositor.setBackground(
    placed(background: background, width: frame.width, height: frame.height, fit: .cover))
  // For every frame of this size; compose(_:to:) takes the views of a camera's formats too.
  let composite = compositor.compose(frame, mask: segmenter.mask(of: frame))
  try Data(encodePNG(composite)).write(to: result)
}
// snippet.hide

let files = CommandLine.arguments.dropFirst().map { URL(filePath: $0) }
try replaceBackground(model: files[0], photo: files[1], by: files[2], to: files[3])
