import KernelInterface
package import Kernels

/// Converts pixels that follow each other in a row between a packed format of YUV and RGBA; see
/// `FrameConverter`. Calls count no references, so that short stretches are worth one.
package struct PackedPixels: Sendable {
  private let layout: ChromaLayout
  /// Owns the numbers.
  private let table: YUVTable
  // `nonisolated(unsafe)`: the table's memory is never written again.
  private nonisolated(unsafe) let toRGB, fromRGB: UnsafePointer<Int16>
  private let readKernel: KernelFunction<YUVToRGBArguments>
  private let writeKernel: KernelFunction<RGBToYUVArguments>

  /// - Precondition: the format is packed YUV, and the CPU has the instruction set.
  package init(_ pixels: PixelLayout, instructionSet: InstructionSet) {
    precondition(pixels.format.isPackedYUV, "expected packed YUV, found \(pixels.format)")
    layout = pixels.format.descriptor.chroma
    table = YUVTable(pixels.encoding.equation)
    (toRGB, fromRGB) = (table.toRGB, table.fromRGB)
    let kernels = KernelList(instructionSet)
    (readKernel, writeKernel) = (kernels[.yuvToRGB].run, kernels[.rgbToYUV].run)
  }

  /// Writes `count` pixels as RGBA; the first of them begins a pair.
  package func read(
    _ count: Int, from packed: UnsafePointer<UInt8>, to rgba: UnsafeMutablePointer<UInt8>
  ) {
    var arguments = YUVToRGBArguments(
      layout: layout, luma: packed, u: packed, v: packed, output: rgba, pixelCount: count,
      table: toRGB)
    readKernel(&arguments)
  }

  /// Writes `count` pixels of RGBA in the packed format; the first of them begins a pair.
  package func write(
    _ count: Int, from rgba: UnsafePointer<UInt8>, to packed: UnsafeMutablePointer<UInt8>
  ) {
    var arguments = RGBToYUVArguments(
      layout: layout, top: rgba, bottom: nil, luma: packed, bottomLuma: packed, u: packed,
      v: packed, pixelCount: count, table: fromRGB)
    writeKernel(&arguments)
  }
}
