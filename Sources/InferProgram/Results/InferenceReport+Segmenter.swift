import CommandSupport
import Segmentation

extension InferenceReport {
  /// A report of a model that is loaded, without frames yet.
  init(_ segmenter: Segmenter, _ model: LocatedModel) {
    let metadata = segmenter.metadata
    version = CommandSupport.version
    instructionSet = segmenter.options.instructionSet.rawValue
    threads = segmenter.threadCount
    resize = segmenter.options.resampling.rawValue
    self.model = Model(
      path: model.path, sha256: metadata.digest.hexadecimal, catalogueName: metadata.entry?.name,
      inputs: segmenter.inputs.map(TensorRecord.init(input:)),
      outputs: segmenter.outputs.map(TensorRecord.init(output:)),
      inputShape: segmenter.inputs[metadata.inputIndex].shape.dimensions,
      outputShape: segmenter.outputs[metadata.output.index].shape.dimensions,
      outputIndex: metadata.output.index, classes: metadata.output.classes,
      classesFrom: metadata.classesSource.rawValue, labels: metadata.labels,
      inputRange: metadata.inputRangeName,
      inputRangeFrom: metadata.inputRangeSource.rawValue, decoding: metadata.decoding.rawValue,
      decodingFrom: metadata.decodingSource.rawValue, arenaByteCount: segmenter.arenaByteCount,
      loadMilliseconds: segmenter.timings.load.milliseconds,
      planMilliseconds: segmenter.timings.plan.milliseconds)
  }
}

extension InferenceReport.Frame {
  /// Size and timings in one line for people.
  var sentence: String {
    let stages = [
      ("read", readMilliseconds), ("resize", resizeMilliseconds),
      ("inference", inferenceMilliseconds), ("decode", decodeMilliseconds),
      ("write", writeMilliseconds),
    ]
    let timings = stages.map { "\($0.0) \(inWords(.milliseconds($0.1 ?? 0)))" }
    return "\(path) \(width ?? 0)x\(height ?? 0): \(timings.joined(separator: ", "))"
  }
}
