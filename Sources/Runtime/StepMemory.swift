import Graphs
import Memory

/// Memory that a running step sees: the buffers' places.
struct StepMemory {
  /// One pointer a buffer: into the arena, or to constants (which no step writes).
  let buffers: UnsafePointer<UnsafeMutableRawPointer>
  /// This thread's own bytes, as many as the plan's greediest step wants; they hold nothing from one step
  /// to the next.
  let scratch: UnsafeMutableRawPointer
  /// The run that the step is part of.
  let control: UnsafeMutablePointer<RunControl>

  /// The scratch as elements of a type.
  func scratch<Element: TensorElement>(of type: Element.Type) -> UnsafeMutablePointer<Element> {
    scratch.assumingMemoryBound(to: Element.self)
  }

  /// A view's first pixel.
  func pointer<Element>(_ view: TypedView<Element>) -> UnsafeMutablePointer<Element> {
    buffers[view.view.buffer].assumingMemoryBound(to: Element.self) + view.view.offset
  }

  /// The first pixel of a row; rows count through all images.
  func row<Element>(_ row: Int, of view: TypedView<Element>) -> UnsafeMutablePointer<Element> {
    buffers[view.view.buffer].assumingMemoryBound(to: Element.self) + view.view.rowOffset(row)
  }

  /// The first byte of a view, whatever its elements are.
  func bytes(of view: TensorView) -> UnsafeMutableRawPointer {
    buffers[view.buffer] + view.offset * view.elementType.byteCount
  }

  /// The first byte of a row, whatever its elements are.
  func rowBytes(_ row: Int, of view: TensorView) -> UnsafeMutableRawPointer {
    buffers[view.buffer] + view.rowOffset(row) * view.elementType.byteCount
  }

  /// Writes all elements of a view, dense and in row-major order; zeros for nil.
  func write(_ constant: Constant?, to view: TensorView) {
    let byteCount = view.width * view.channels * view.elementType.byteCount
    for row in 0..<view.rowCount {
      rowBytes(row, of: view).initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
    }
    clearMargins(of: view, rows: 0..<view.rowCount)
    constant?.withBytes { bytes in
      for row in 0..<view.rowCount where byteCount > 0 {
        rowBytes(row, of: view).copyMemory(
          from: bytes.baseAddress! + row * byteCount, byteCount: byteCount)
      }
    }
  }

  /// Writes zeros around the rows in `rows`: left and right of each, above an image's first and
  /// below its last.
  func clearMargins(of view: TensorView, rows: Range<Int>) {
    let margins = view.margins
    guard !margins.isEmpty else { return }
    let pixel = view.pixelStride * view.elementType.byteCount
    let rowBytes = view.rowStride * view.elementType.byteCount
    let (left, right) = (margins.left * pixel, margins.right * pixel)
    func clear(_ start: UnsafeMutableRawPointer, _ byteCount: Int) {
      start.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
    }
    for index in rows {
      let row = self.rowBytes(index, of: view)
      clear(row - left, left)
      clear(row + view.width * pixel, right)
      if index % view.height == 0 {
        clear(row - left - margins.top * rowBytes, margins.top * rowBytes)
      }
      if index % view.height == view.height - 1 {
        clear(row - left + rowBytes, margins.bottom * rowBytes)
      }
    }
  }
}
