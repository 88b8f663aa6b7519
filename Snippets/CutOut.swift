//! Cuts the person out of a photo: CutOut MODEL PHOTO RESULT

import Foundation
import Segmentation

func cutOut(model: URL, photo: URL, to result: URL) throws {
  let segmenter = try Segmenter(model: Array(Data(contentsOf: model)))
  let frame = try decodeImage(Array(Data(contentsOf: photo)))
  let mask = segmenter.mask(of: frame).resized(toWidth: frame.width, height: frame.height)
  try Data(encodePNG(frame.keepingPerson(mask))).write(to: result)
}
// snippet.hide

let files = CommandLine.arguments.dropFirst().map { URL(filePath: $0) }
try cutOut(model: files[0], photo: files[1], to: files[2])
