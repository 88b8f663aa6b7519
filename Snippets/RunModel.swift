//! Runs any model that vbg can read, people or not: RunModel MODEL

import Foundation
import Runtime
import TFLite

func firstOutput(of model: URL, for values: (Int) -> Float) throws -> [Float] {
  let graph = try importModel(Array(Data(contentsOf: model))).optimized()
  let plan = try ExecutionPlan(graph)
  let session = try Session(plan)
  for (index, input) in plan.inputs.enumerated() {
    session.setInput(index, to: (0..<input.shape.elementCount).map(values))
  }
  session.run()
  return session.output(0)
}
// snippet.hide

let output = try firstOutput(of: URL(filePath: CommandLine.arguments[1])) { Float($0 % 256) / 255 }
print(output.count, output.allSatisfy(\.isFinite))
