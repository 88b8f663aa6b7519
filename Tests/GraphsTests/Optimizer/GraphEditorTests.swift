import TestSupport
import Testing

@testable import Graphs

struct GraphEditorTests {
  /// A float rounded to an integer, which only this test has.
  private struct Rounding: Operator {
    static let name = "ROUNDING"

    func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
      inputs.compactMap { $0.map { TensorType(.int8, $0.shape) } }
    }
  }

  /// Passes see no node whose results are integers, and leave it where it is.
  @Test func integersAreNotRewritten() throws {
    var builder = GraphBuilder()
    let activated = try builder.node(Activate(activation: .relu), builder.input(3))
    let rounded = try builder.node(Rounding(), activated)
    var editor = try GraphEditor(builder.graph(rounded))
    #expect(editor.node(at: 0) != nil)
    #expect(editor.node(at: 1) == nil)
    #expect(editor.producer(of: rounded) == nil)
    _ = editor.add(like: rounded, Shape([2]))
    let graph = try editor.graph()
    #expect(graph.operatorNames == ["ACTIVATION", "ROUNDING"])
    #expect(graph.values.last?.elementType == .int8)
  }
}
