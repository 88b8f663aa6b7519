//! Tells how much of a photo is the person: Coverage MODEL PHOTO

import Foundation
import Segmentation

func shareOfPerson(in mask: Mask) -> Float {
  mask.values.reduce(0, +) / Float(mask.width * mask.height)
}

func rowsWithPerson(in mask: Mask) -> [Int] {
  (0..<mask.height).filter { y in
    mask.values[y * mask.width..<(y + 1) * mask.width].contains { $0 > 0.5 }
  }
}
// snippet.hide

let files = CommandLine.arguments.dropFirst().map { URL(filePath: $0) }
let segmenter = try Segmenter(model: Array(Data(contentsOf: files[0])))
let mask = segmenter.mask(of: try decodeImage(Array(Data(contentsOf: files[1]))))
print(shareOfPerson(in: mask), rowsWithPerson(in: mask).count)
