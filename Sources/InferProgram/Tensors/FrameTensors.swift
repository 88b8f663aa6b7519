import ArgumentParser
import CommandSupport
import Segmentation

/// Tensors as files beside frames: inputs that are the same for all frames, and outputs of each.
struct FrameTensors {
  private let segmenter: Segmenter
  private let outputs: [TensorFile]
  private let isFolder: [Bool]

  /// Supplies the inputs, and settles where outputs go: for several frames, and where a place is a folder, into
  /// `FRAME.npy` there.
  ///
  /// - Throws: `TensorNameError`, `FileError`, `NumPyError`; `ValidationError` for places that clash.
  init(
    _ segmenter: Segmenter, _ model: LocatedModel, _ arguments: InferenceArguments, frameCount: Int
  ) throws {
    self.segmenter = segmenter
    let inputs = try TensorFile.all(
      arguments.inputTensor, option: "--input-tensor", among: segmenter.inputs,
      alias: \.signatureNames.input)
    outputs = try TensorFile.all(
      arguments.outputTensor, option: "--output-tensor", among: segmenter.outputs,
      alias: \.signatureNames.output)
    for (index, input) in segmenter.inputs.enumerated() {
      let file = inputs.first { $0.index == index }
      if index == segmenter.metadata.inputIndex {
        guard file == nil else {
          throw TensorNameError(
            expected: "the frame alone for the input '\(printable(input.inputName))'",
            found: "--input-tensor for it, too")
        }
        continue
      }
      guard let file else {
        throw TensorNameError(
          expected: "--input-tensor for the input '\(printable(input.inputName))', \(input.type)",
          found: "none")
      }
      segmenter.supply(try readTensor(file, input), toInput: index)
    }
    isFolder = try outputs.map { file in
      if file.path.hasSuffix("/") || CommandSupport.isFolder(file.path) { return true }
      guard frameCount > 1 else { return false }
      guard file.path != "-", !fileExists(file.path),
        frameName(file.path) == lastPart(of: file.path)
      else {
        throw ValidationError(
          "expected --output-tensor to name a folder for \(frameCount) frames, found '\(file.path)'"
        )
      }
      return true
    }
    try checkPlaces(
      outputs.indices.filter { !isFolder[$0] }.map { outputs[$0] }, inputs, model, arguments)
    for (file, isFolder) in zip(outputs, isFolder) where isFolder { try makeFolder(file.path) }
  }

  /// The paths of a frame's outputs.
  func paths(of frame: String) -> [String] {
    zip(outputs, isFolder).map { file, isFolder in
      isFolder ? joined(file.path, frameName(frame) + ".npy") : file.path
    }
  }

  /// A frame's outputs, after its run.
  func encoded(for frame: String) -> [(path: String, bytes: [UInt8])] {
    zip(outputs, paths(of: frame)).map { file, path in
      let type = segmenter.outputs[file.index].type
      return (path, encodeNumPyArray(segmenter.outputBytes(file.index), of: type))
    }
  }
}
