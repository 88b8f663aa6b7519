/// Merging chains of row steps into bands, decided by sizes alone.
extension PlanBuilder {
  /// Bytes of bands that a thread may hold: they and the rows that flow past shall stay in an L2.
  private static var bandByteLimit: Int { 256 << 10 }
  /// Bytes of packed weights that a chain may have: every band reads all of them again.
  private static var weightByteLimit: Int { 128 << 10 }
  /// A chain is worth it when it keeps at least so many bytes from being written as whole tensors.
  private static var savedByteMinimum: Int { 128 << 10 }

  /// Replaces every chain of row steps whose tensors in between nobody else reads by one band step.
  ///
  /// - Parameter kept: buffers that must exist as a whole: graph inputs and outputs.
  mutating func mergeBands(kept: Set<Int>) {
    sinkRowSteps(kept: kept)
    let uses = BufferUses(steps)
    var merged: [PlannedStep] = []
    var index = 0
    while index < steps.count {
      var end = index + 1
      var weightByteCount = steps[index].weightByteCount
      while end < steps.count, end - index < BandStep.stageLimit,
        weightByteCount + steps[end].weightByteCount <= Self.weightByteLimit,
        canBand(steps[end - 1], into: steps[end], uses, kept)
      {
        weightByteCount += steps[end].weightByteCount
        end += 1
      }
      if end - index > 1, let band = bandStep(Array(steps[index..<end])) {
        merged.append(band)
        index = end
      } else {
        merged.append(steps[index])
        index += 1
      }
    }
    replaceSteps(merged)
  }

  /// Whether what one step writes can be a band that only the next one reads.
  private func canBand(
    _ first: PlannedStep, into second: PlannedStep, _ uses: BufferUses, _ kept: Set<Int>
  ) -> Bool {
    guard let writer = first.step as? any RowStep, let reader = second.step as? any RowStep,
      writer.makesRows, reader.makesRows, writer.output.batch == 1, reader.output.batch == 1
    else { return false }
    let view = writer.output
    return !kept.contains(view.buffer) && view.isWholeBuffer(in: buffers)
      && uses.writers[view.buffer] == 1 && uses.readers[view.buffer] == 1
      && second.reads.allSatisfy { $0.buffer != view.buffer || $0 == view }
      && reader.inputRows(for: 0..<1, ofBuffer: view.buffer) != nil
      && reader.output.buffer != view.buffer
  }

  /// One step from a chain; nil when the chain saves too little.
  private func bandStep(_ chain: [PlannedStep]) -> PlannedStep? {
    let steps = chain.compactMap { $0.step as? any RowStep }
    let views = steps.dropLast().map(\.output)
    let saved = views.reduce(0) { $0 + buffers[$1.buffer].elementCount * 4 }
    guard steps.count == chain.count, saved >= Self.savedByteMinimum, let last = steps.last else {
      return nil
    }
    var best: BandStep?
    var rowCount = 1
    while rowCount <= last.output.height {
      let step = Self.bandStep(steps, views: Array(views), bandRowCount: rowCount)
      let bytes = step.stages.reduce(0) { $0 + ($1.band?.elementCount ?? 0) * 4 }
      if bytes > Self.bandByteLimit && best != nil { break }
      best = step
      rowCount *= 2
    }
    guard let step = best else { return nil }
    let internalBuffers = Set(views.map(\.buffer))
    let reads = chain.flatMap(\.reads).filter { !internalBuffers.contains($0.buffer) }
    let writes = chain.flatMap(\.writes).filter { !internalBuffers.contains($0.buffer) }
    return PlannedStep(
      step: step, operation: chain.map(\.operation).joined(separator: "+"),
      kernelNames: chain.flatMap(\.kernelNames), grain: min(step.bandRowCount, 4),
      reads: reads, writes: writes, weightByteCount: chain.reduce(0) { $0 + $1.weightByteCount },
      multiplyAddCount: chain.reduce(0) { $0 + $1.multiplyAddCount })
  }

  private static func bandStep(
    _ steps: [any RowStep], views: [TensorView], bandRowCount: Int
  ) -> BandStep {
    var capacities = [Int](repeating: 1, count: views.count)
    let height = steps[steps.count - 1].output.height
    // A thread may start a band at any row.
    for first in 0..<height {
      var rows = first..<min(first + bandRowCount, height)
      for index in views.indices.reversed() {
        let read = steps[index + 1].inputRows(for: rows, ofBuffer: views[index].buffer) ?? rows
        rows = read.clamped(to: 0..<views[index].height)
        let stored = BandStep.storedRows(rows, of: views[index])
        capacities[index] = max(capacities[index], stored.count)
      }
    }
    var offset = 0
    var stages: [BandStep.Stage] = []
    for (index, step) in steps.enumerated() {
      guard index < views.count else {
        stages.append(BandStep.Stage(step: step, band: nil))
        continue
      }
      // Room for two bands: rows move to the front half as often.
      let band = BandStep.Band(
        view: views[index],
        capacity: min(
          2 * capacities[index],
          views[index].height + views[index].margins.top + views[index].margins.bottom),
        offset: offset)
      offset += (band.elementCount + 15) / 16 * 16
      stages.append(BandStep.Stage(step: step, band: band))
    }
    return BandStep(stages: stages, bandRowCount: bandRowCount)
  }

  /// Moves row steps whose result one step reads to just before that one, so that they become its
  /// neighbours.
  private mutating func sinkRowSteps(kept: Set<Int>) {
    let uses = BufferUses(steps)
    var order = steps
    var position = order.count - 1
    while position >= 0 {
      let planned = order[position]
      defer { position -= 1 }
      guard let step = planned.step as? any RowStep, !kept.contains(step.output.buffer),
        uses.writers[step.output.buffer] == 1, uses.readers[step.output.buffer] == 1,
        let reader = order[(position + 1)...].firstIndex(where: {
          $0.reads.contains { $0.buffer == step.output.buffer }
        }), reader > position + 1
      else { continue }
      let inputs = Set(planned.reads.map(\.buffer))
      let isFree = order[(position + 1)..<reader].allSatisfy {
        $0.writes.allSatisfy { !inputs.contains($0.buffer) }
      }
      guard isFree else { continue }
      order.remove(at: position)
      order.insert(planned, at: reader - 1)
    }
    replaceSteps(order)
  }
}

/// How many steps read and write each buffer.
private struct BufferUses {
  var readers: [Int: Int] = [:]
  var writers: [Int: Int] = [:]

  init(_ steps: [PlannedStep]) {
    for step in steps {
      for buffer in Set(step.reads.map(\.buffer)) { readers[buffer, default: 0] += 1 }
      for buffer in Set(step.writes.map(\.buffer)) { writers[buffer, default: 0] += 1 }
    }
  }
}

extension TensorView {
  /// Whether the view is all of its buffer, and not a slice of a concatenation or a phase.
  fileprivate func isWholeBuffer(in buffers: [PlanBuilder.Buffer]) -> Bool {
    batch * imageStride == buffers[buffer].elementCount
      && (pixelStride == channels || !margins.isEmpty)
      && offset == margins.top * rowStride + margins.left * pixelStride
  }
}
