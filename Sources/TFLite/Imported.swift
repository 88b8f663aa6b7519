import Graphs

/// Outcome of an operator of a file: nodes, in an order that runs, or a constant.
struct Imported {
  /// The nodes.
  var nodes: [Node] = []
  /// Values between them: their ids follow those of all values there are so far.
  var intermediates: [TensorDescriptor] = []
  /// The output's elements, where they follow from the inputs' shapes or constants; then there are no nodes.
  var constant: (type: TensorType, elements: Constant)?

  /// One node for one operator.
  init(_ node: Node) { nodes = [node] }

  /// Several nodes.
  init(_ nodes: [Node], intermediates: [TensorDescriptor] = []) {
    (self.nodes, self.intermediates) = (nodes, intermediates)
  }

  /// A constant.
  init(_ elementType: ElementType, _ shape: Shape, _ elements: Constant) {
    constant = (TensorType(elementType, shape), elements)
  }
}

/// The values of a graph while it is imported: shapes are settled and constants found node by node.
final class ImportedValues {
  var descriptors: [TensorDescriptor]
  /// Which values have other shapes than the file gives, as an input has, or a size that it leaves open.
  var isOpen: [Bool]
  /// The dimensions of each value whose sizes the file leaves open.
  var openAxes: [Set<Int>]
  /// Which tensors are handles of variables, and no numbers.
  var isHandle: [Bool]
  /// The names of the variables that handles stand for.
  var handles: [ValueID: String] = [:]
  /// State that stands for variables, by name.
  var variables: [String: ValueID] = [:]
  /// Imports another subgraph of the file, which a node runs, with inputs of some types.
  var subgraph:
    (_ index: Int, _ inputs: [TensorType], _ node: NodeSource) throws(ModelError) -> Graph = {
      (_, _, source) throws(ModelError) in throw source.fail(expected: "no subgraph", found: "one")
    }
  /// Runs another subgraph of the file, which gives variables their first elements.
  var initialize: (_ index: Int, _ node: NodeSource) throws(ModelError) -> Void = {
    (_, source) throws(ModelError) in throw source.fail(expected: "no subgraph", found: "one")
  }
  /// The nodes that widen constants.
  var widening: [ValueID: Node] = [:]

  init(_ descriptors: [TensorDescriptor], openAxes: [Set<Int>], isHandle: [Bool]) {
    (self.descriptors, self.openAxes, self.isHandle) = (descriptors, openAxes, isHandle)
    isOpen = openAxes.map { !$0.isEmpty }
  }

  /// Adds a value.
  func append(_ descriptor: TensorDescriptor) {
    descriptors.append(descriptor)
    isOpen.append(true)
    openAxes.append([])
    isHandle.append(false)
  }
}
