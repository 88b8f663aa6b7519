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
  /// The nodes that widen constants.
  var widening: [ValueID: Node] = [:]

  init(_ descriptors: [TensorDescriptor], isOpen: [Bool]) {
    (self.descriptors, self.isOpen) = (descriptors, isOpen)
  }

  /// Adds a value.
  func append(_ descriptor: TensorDescriptor) {
    descriptors.append(descriptor)
    isOpen.append(true)
  }
}
