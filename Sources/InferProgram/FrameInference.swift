import CommandSupport
import ImageFiles
import Segmentation

/// One frame after the other through one segmenter.
struct FrameInference {
  let segmenter: Segmenter
  let arguments: InferenceArguments
  let tensors: FrameTensors

  /// Finds the person in a frame, and writes what the item wants.
  ///
  /// Everything is encoded before the first file is written.
  ///
  /// - Throws: `UnsoundMask`, `ClobberError`, and what encoding and writing throw.
  func run(_ item: OutputPlan.Item, _ read: ReadFrame) throws -> InferenceReport.Frame {
    let tensorPaths = tensors.paths(of: item.frame)
    if arguments.noClobber { try ClobberError.check(Array(item.paths.values) + tensorPaths) }
    let clock = ContinuousClock()
    let frame = read.frame
    segmenter.load(frame)
    let input = item.paths[.input] == nil ? [] : segmenter.inputValues()
    segmenter.run()
    try segmenter.checkOutput()
    let mask =
      arguments.maskSize == .model ? segmenter.decodedMask() : segmenter.decodedFineMask()

    let writing = clock.now
    let results = try encode(item, frame, mask, input) + tensors.encoded(for: item.frame)
    for (path, bytes) in results { try writeFile(path, bytes) }
    if !mask.showsSomebody(above: 0.5) {
      let advice = adviceForNobody(after: segmenter.metadata.entry, option: "the model ")
      note("\(shownPath(item.frame)): found nobody, the mask is black (\(advice))")
    }

    var record = InferenceReport.Frame(path: item.frame)
    record.width = frame.width
    record.height = frame.height
    record.maskWidth = arguments.maskSize == .frame ? frame.width : mask.width
    record.maskHeight = arguments.maskSize == .frame ? frame.height : mask.height
    record.outputs = Dictionary(
      uniqueKeysWithValues: item.paths.map { ($0.key.rawValue, $0.value) })
    record.readMilliseconds = read.duration.milliseconds
    record.resizeMilliseconds = segmenter.timings.resize.milliseconds
    record.inferenceMilliseconds = segmenter.timings.inference.milliseconds
    record.decodeMilliseconds = segmenter.timings.decode.milliseconds
    record.writeMilliseconds = (clock.now - writing).milliseconds
    return record
  }

  private func encode(
    _ item: OutputPlan.Item, _ frame: Frame, _ mask: Mask, _ input: [Float]
  ) throws -> [(path: String, bytes: [UInt8])] {
    let needsFullMask = item.paths[.cutout] != nil || item.paths[.overlay] != nil
    let fullMask =
      needsFullMask ? mask.resized(toWidth: frame.width, height: frame.height) : mask
    let (width, height) =
      arguments.maskSize == .frame ? (frame.width, frame.height) : (mask.width, mask.height)
    return try OutputKind.allCases.compactMap { kind in
      guard let path = item.paths[kind] else { return nil }
      let bytes =
        switch kind {
        case .mask:
          try encode(mask, width: width, height: height, path)
        case .cutout: try encode(frame.keepingPerson(fullMask), path)
        case .overlay: try encode(frame.tintingPerson(fullMask), path)
        case .input:
          encodeNumPyArray(
            input,
            dimensions: segmenter.inputs[segmenter.metadata.inputIndex].shape.dimensions)
        case .output:
          encodeNumPyArray(
            segmenter.outputBytes(segmenter.metadata.output.index),
            of: segmenter.outputs[segmenter.metadata.output.index].type)
        }
      return (path, bytes)
    }
  }

  private func encode(_ frame: Frame, _ path: String) throws -> [UInt8] {
    try (WritableFormat(fileExtension: fileExtension(path)) ?? .png).encode(
      frame, quality: arguments.quality)
  }

  private func encode(_ mask: Mask, width: Int, height: Int, _ path: String) throws -> [UInt8] {
    guard let format = WritableFormat(fileExtension: fileExtension(path)), format != .png else {
      return try encodePNG(mask, width: width, height: height, bitDepth: arguments.bits)
    }
    let gray = mask.resized(toWidth: width, height: height).gray8()
    let frame = Frame(
      width: width, height: height, pixels: gray.flatMap { [$0, $0, $0, 255] })
    return try format.encode(frame, quality: arguments.quality)
  }
}
