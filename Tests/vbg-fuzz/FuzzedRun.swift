import Graphs
import Kernels
import Memory
import Runtime
import TFLite

/// The most bytes that a plan may take.
let memoryLimitByteCount = 64 << 20

/// Loads, plans and runs a model file with awkward numbers; nil when there is a result.
func error(of file: [UInt8], seed: UInt32) -> String? {
  _ = readAnnotations(of: file)
  _ = try? surveyModel(file)
  let imported: Graph
  do throws(ModelError) {
    imported = try importModel(file, memoryLimitByteCount: memoryLimitByteCount)
  } catch { return error.description }
  let graph: Graph
  do throws(GraphError) {
    graph = seed % 4 == 0 ? imported : try imported.optimized()
  } catch { return error.description }
  let levels = InstructionSet.available
  let options = PlanOptions(
    instructionSet: levels[Int(seed % 64) % levels.count],
    memoryLimitByteCount: memoryLimitByteCount)
  let plan: ExecutionPlan
  do throws(PlanError) {
    plan = try ExecutionPlan(graph, options: options)
  } catch { return error.description }
  let session: Session
  do throws(StorageError) {
    session = try Session(plan, threadCount: seed % 16 == 0 ? 2 : 1)
  } catch { return error.description }
  let values: [Float] = seed % 8 == 0 ? [.nan, .infinity, -1e38, 0] : [0, 0.25, 0.5, 1]
  for (index, input) in plan.inputs.enumerated() where input.elementType == .float32 {
    session.setInput(index, to: (0..<input.shape.elementCount).map { values[$0 & 3] })
  }
  session.loopWorkLimit = 1 << 26
  session.run()
  if let endless = session.endlessLoop { return endless.description }
  session.run()
  session.resetState()
  for (index, output) in plan.outputs.enumerated() where output.elementType == .float32 {
    _ = session.output(index)
  }
  return nil
}
