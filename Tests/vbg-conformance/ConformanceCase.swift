import Glibc
import Graphs
import Kernels
import Memory
import Runtime
import TFLite

/// Model in a folder, with inputs, that is run once or several times in one session.
struct ConformanceCase {
  let folder: String
  let level: InstructionSet
  let isOptimized: Bool
  let runCount: Int

  /// Runs the model and writes its outputs; returns the answer's line.
  func run() -> String {
    guard let model = contents("model.tflite") else {
      return "failed expected a model in \(folder)"
    }
    let session: Session
    do {
      let imported = try importModel(model, memoryLimitByteCount: 1 << 29)
      let graph = isOptimized ? try imported.optimized() : imported
      session = try Session(
        ExecutionPlan(
          graph, options: PlanOptions(instructionSet: level, memoryLimitByteCount: 1 << 29)),
        threadCount: 1)
    } catch {
      return "refused \(error)"
    }
    let plan = session.plan
    var inputs: [[UInt8]] = []
    for (index, input) in plan.inputs.enumerated() {
      guard let bytes = contents("in\(index).bin"), bytes.count == runCount * input.byteCount else {
        return "failed expected \(runCount * input.byteCount) bytes in in\(index).bin"
      }
      inputs.append(bytes)
    }
    var outputs = plan.outputs.map { _ in [UInt8]() }
    for run in 0..<runCount {
      for (index, input) in plan.inputs.enumerated() {
        let bytes = inputs[index]
        session.setInput(
          index,
          toBytes: bytes.span.extracting(run * input.byteCount..<(run + 1) * input.byteCount))
      }
      session.run()
      for index in outputs.indices { outputs[index] += session.outputBytes(index) }
    }
    for (index, bytes) in outputs.enumerated() where !write(bytes, "out\(index).bin") {
      return "failed can't write to \(folder)"
    }
    return "ok" + plan.outputs.map { " \($0.elementType):\($0.shape)" }.joined()
  }

  private func contents(_ name: String) -> [UInt8]? {
    guard let file = fopen("\(folder)/\(name)", "rb") else { return nil }
    defer { fclose(file) }
    fseek(file, 0, SEEK_END)
    let size = ftell(file)
    rewind(file)
    return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      count = size == 0 ? 0 : fread(buffer.baseAddress!, 1, size, file)
    }
  }

  private func write(_ bytes: [UInt8], _ name: String) -> Bool {
    guard let file = fopen("\(folder)/\(name)", "wb") else { return false }
    let count = fwrite(bytes, 1, bytes.count, file)
    return fclose(file) == 0 && count == bytes.count
  }
}
