/// A graph while a pass rewrites it: who produces a value and how often it is used are known and
/// kept up to date, removed nodes leave holes, and `graph()` closes them and checks the invariants.
struct GraphEditor {
  private let original: Graph
  private(set) var values: [TensorDescriptor]
  private var nodes: [Node?]
  /// The place of each node in the order; inserted nodes share that of the node they follow.
  private var places: [Int]
  /// The index of the node that writes each value; -1 for none.
  private var producers: [Int]
  /// Reads by nodes, plus one for each time that the value is a graph output.
  private var useCounts: [Int]
  private let outputs: Set<ValueID>
  /// Values that others stand in for.
  private var forwards: [ValueID: ValueID] = [:]
  private var isChanged = false
  /// Whether each node was put in by the pass, so that its operator's rule has to be asked.
  private var isNew: [Bool]

  init(_ graph: Graph) {
    original = graph
    values = graph.values
    nodes = graph.nodes.map { $0 }
    places = Array(graph.nodes.indices)
    isNew = [Bool](repeating: false, count: graph.nodes.count)
    producers = [Int](repeating: -1, count: graph.values.count)
    useCounts = [Int](repeating: 0, count: graph.values.count)
    outputs = Set(graph.outputs)
    for (index, node) in graph.nodes.enumerated() { link(node, at: index) }
    for id in graph.outputs { useCounts[id.index] += 1 }
  }

  subscript(id: ValueID) -> TensorDescriptor { values[id.index] }

  /// The indices of the nodes of the original graph, in a runnable order.
  var nodeIndices: Range<Int> { original.nodes.indices }

  /// The node at an index as it stands now; nil if it was removed, and for one whose results are no
  /// floats: passes are algebra of real numbers, which what is rounded to integers does not obey.
  func node(at index: Int) -> Node? {
    guard let node = current(index), node.outputs.allSatisfy({ self[$0].elementType == .float32 })
    else { return nil }
    return node
  }

  private func current(_ index: Int) -> Node? {
    guard var node = nodes[index] else { return nil }
    if !forwards.isEmpty { node.inputs = node.inputs.map { $0.map(resolve) } }
    return node
  }

  /// The node that writes a value, with its index; nil for constants and graph inputs.
  func producer(of id: ValueID) -> (index: Int, node: Node)? {
    let index = producers[id.index]
    guard index >= 0, let node = node(at: index) else { return nil }
    return (index, node)
  }

  /// Tells whether the value is read once, by one node, and is no graph output. To be asked about a
  /// value that a node reads.
  func hasSingleUse(_ id: ValueID) -> Bool { useCounts[id.index] == 1 }

  /// Tells whether the value is one of the graph's outputs.
  func isOutput(_ id: ValueID) -> Bool { outputs.contains(id) }

  /// Adds a value.
  mutating func add(_ descriptor: TensorDescriptor) -> ValueID {
    isChanged = true
    values.append(descriptor)
    producers.append(-1)
    useCounts.append(0)
    return ValueID(values.count - 1)
  }

  /// Adds a value named and typed like another, of a shape.
  mutating func add(like id: ValueID, _ shape: Shape) -> ValueID {
    add(TensorDescriptor(name: self[id].name, elementType: self[id].elementType, shape: shape))
  }

  /// Gives a value its elements; whoever wrote it must be removed.
  mutating func setConstant(_ constant: Constant, of id: ValueID) {
    isChanged = true
    values[id.index].constant = constant
  }

  /// Puts another node in the place of one.
  mutating func replace(_ index: Int, with node: Node) {
    remove(index)
    nodes[index] = node
    isNew[index] = true
    link(node, at: index)
  }

  /// Takes a node out. Its outputs must be unused, or written by another node soon.
  mutating func remove(_ index: Int) {
    isChanged = true
    guard let node = current(index) else { return }
    for case let id? in node.inputs { useCounts[id.index] -= 1 }
    for id in node.outputs where producers[id.index] == index { producers[id.index] = -1 }
    nodes[index] = nil
  }

  /// Puts a new node right after another one.
  mutating func insert(_ node: Node, after index: Int) {
    isChanged = true
    nodes.append(node)
    places.append(places[index])
    isNew.append(true)
    link(node, at: nodes.count - 1)
  }

  /// Lets every reader of `id` read `source` instead. `id` must not be a graph output.
  mutating func forward(_ id: ValueID, to source: ValueID) {
    isChanged = true
    useCounts[source.index] += useCounts[id.index]
    useCounts[id.index] = 0
    forwards[id] = source
  }

  /// The rewritten graph, or the original one where nothing was changed.
  func graph() throws(GraphError) -> Graph {
    guard isChanged else { return original }
    var order = nodes.indices.filter { nodes[$0] != nil }
    if nodes.count > original.nodes.count {
      order.sort { (places[$0], $0) < (places[$1], $1) }
    }
    return try Graph(
      values: values, nodes: order.compactMap { current($0) }, inputs: original.inputs,
      outputs: original.outputs, isKnown: { !isNew[order[$0]] })
  }

  private func resolve(_ id: ValueID) -> ValueID {
    var id = id
    while let source = forwards[id] { id = source }
    return id
  }

  private mutating func link(_ node: Node, at index: Int) {
    for case let id? in node.inputs { useCounts[id.index] += 1 }
    for id in node.outputs { producers[id.index] = index }
  }
}
