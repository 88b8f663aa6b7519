import KernelInterface
package import Kernels

/// Converts pixels that follow each other in a row from a packed format of YUV to RGBA; see
/// `FrameConverter`. Calls count no references, so that short stretches are worth one.
package struct PackedToRGBA: Sendable {
  private let layout: ChromaLayout
  private let table: YUVTable
  private let kernel: YUVToRGBKernel
  private let equation: ColourEquation
  private nonisolated(unsafe) let numbers: UnsafePointer<Int16>

  /// - Precondition: the format is packed YUV, and the CPU has the instruction set.
  package init(_ picture: FrameConverter.Picture, instructionSet: InstructionSet) {
    precondition(picture.format.isPackedYUV, "expected packed YUV, found \(picture.format)")
    layout = picture.format.chromaLayout
    equation = picture.encoding.equation
    table = YUVTable(equation)
    numbers = table.toRGB
    kernel = KernelList(instructionSet).yuvToRGB.1
  }

  /// Converts `count` pixels, of which the first begins a pair.
  package func convert(
    _ count: Int, from input: UnsafePointer<UInt8>, to output: UnsafeMutablePointer<UInt8>
  ) {
    var arguments = YUVToRGBArguments(
      layout: layout, luma: input, u: input, v: input, output: output, pixelCount: count,
      equation: equation, table: numbers)
    kernel(&arguments)
  }
}

/// Converts pixels that follow each other in a row from RGBA to a packed format of YUV, as
/// `PackedToRGBA` does the other way.
package struct RGBAToPacked: Sendable {
  private let layout: ChromaLayout
  private let table: YUVTable
  private let kernel: RGBToYUVKernel
  private let equation: ColourEquation
  private nonisolated(unsafe) let numbers: UnsafePointer<Int16>

  /// - Precondition: the format is packed YUV, and the CPU has the instruction set.
  package init(_ picture: FrameConverter.Picture, instructionSet: InstructionSet) {
    precondition(picture.format.isPackedYUV, "expected packed YUV, found \(picture.format)")
    layout = picture.format.chromaLayout
    equation = picture.encoding.equation
    table = YUVTable(equation)
    numbers = table.fromRGB
    kernel = KernelList(instructionSet).rgbToYUV.1
  }

  /// Converts `count` pixels, of which the first begins a pair.
  package func convert(
    _ count: Int, from input: UnsafePointer<UInt8>, to output: UnsafeMutablePointer<UInt8>
  ) {
    var arguments = RGBToYUVArguments(
      layout: layout, top: input, bottom: nil, luma: output, bottomLuma: output, u: output,
      v: output, pixelCount: count, equation: equation, table: numbers)
    kernel(&arguments)
  }
}
