import Graphs
import Memory
import ModelCatalogue
import Runtime
import TFLite

// What the hosts of the Embedded builds (run.mjs, main-arm64.c) call. One model at a time.

// `nonisolated(unsafe)`: there is one thread.
nonisolated(unsafe) private var session: Session?
nonisolated(unsafe) private var message: [UInt8] = []

/// Loads and plans a model.
///
/// - Returns: the number of its outputs; -1 for an error, which `vbg_message` tells.
@_cdecl("vbg_load")
public func load(_ bytes: UnsafePointer<UInt8>, _ count: Int32) -> Int32 {
  session = nil
  do throws(ModelError) {
    let graph = try importModel(Array(UnsafeBufferPointer(start: bytes, count: Int(count))))
    return load(graph)
  } catch { return fail(error.description) }
}

private func load(_ graph: Graph) -> Int32 {
  do throws(GraphError) {
    return plan(try graph.optimized())
  } catch { return fail(error.description) }
}

private func plan(_ graph: Graph) -> Int32 {
  do throws(PlanError) {
    return start(try ExecutionPlan(graph))
  } catch { return fail(error.description) }
}

private func start(_ plan: ExecutionPlan) -> Int32 {
  do throws(StorageError) {
    session = try Session(plan, threadCount: 1)
    // Broken models may loop without an end.
    session?.loopWorkLimit = 1 << 26
    return Int32(plan.outputs.count)
  } catch { return fail(error.description) }
}

private func fail(_ text: String) -> Int32 {
  message = Array(text.utf8)
  return -1
}

/// Writes the last error's words.
///
/// - Returns: how many bytes it has; at most `capacity` are written.
@_cdecl("vbg_message")
public func message(_ bytes: UnsafeMutablePointer<UInt8>, _ capacity: Int32) -> Int32 {
  for (index, byte) in message.prefix(Int(capacity)).enumerated() { bytes[index] = byte }
  return Int32(message.count)
}

/// Elements of the only input.
@_cdecl("vbg_input_count")
public func inputCount() -> Int32 {
  Int32(session?.plan.inputs.first?.shape.elementCount ?? 0)
}

/// Elements of an output.
@_cdecl("vbg_output_count")
public func outputCount(_ index: Int32) -> Int32 {
  Int32(session?.plan.outputs[Int(index)].shape.elementCount ?? 0)
}

/// Runs the model on its input.
@_cdecl("vbg_run")
public func run(_ values: UnsafePointer<Float>) {
  guard let session else { return }
  session.setInput(0, to: Array(UnsafeBufferPointer(start: values, count: Int(inputCount()))))
  session.run()
}

/// Writes an output of the last run.
@_cdecl("vbg_output")
public func output(_ index: Int32, _ values: UnsafeMutablePointer<Float>) {
  guard let session else { return }
  for (position, value) in session.output(Int(index)).enumerated() { values[position] = value }
}

/// Writes the SHA-256 of bytes as 64 digits.
@_cdecl("vbg_digest")
public func digest(
  _ bytes: UnsafePointer<UInt8>, _ count: Int32, _ digits: UnsafeMutablePointer<UInt8>
) {
  let digest = SHA256Digest(of: Array(UnsafeBufferPointer(start: bytes, count: Int(count))))
  for (index, digit) in digest.hexadecimal.utf8.enumerated() { digits[index] = digit }
}

/// Breaks a model as vbg-fuzz does, loads, plans and runs it.
///
/// - Returns: 1 for an error, which `vbg_message` tells, 0 for a result.
@_cdecl("vbg_fuzz")
public func fuzz(_ bytes: UnsafePointer<UInt8>, _ count: Int32, _ seed: UInt32) -> Int32 {
  var mutation = Mutation(seed: seed)
  let model = Array(UnsafeBufferPointer(start: bytes, count: Int(count)))
  guard let text = error(of: mutation.applied(to: model), seed: seed) else { return 0 }
  return -fail(text)
}
