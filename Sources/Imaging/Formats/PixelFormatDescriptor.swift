import KernelInterface

/// A row of the table of pixel formats: plain data, from which all else about a format follows.
package struct PixelFormatDescriptor: Sendable {
  /// Planes, 1...3.
  package let planeCount: Int
  /// Neighbors in a row of each plane that share bytes.
  package let pixelsPerGroup: [3 of Int]
  /// The bytes that they share.
  package let bytesPerGroup: [3 of Int]
  /// Rows that share chroma.
  package let rowsPerChroma: Int
  /// Whether the bytes are luma and chroma.
  package let isYUV: Bool
  /// The layout that kernels know a format of YUV by.
  let chroma: ChromaLayout
  /// Conversion of the bytes of other formats on the way to and from RGBA; nil where they are RGBA.
  let toRGBA, fromRGBA: PixelShuffleArguments.Kind?
  /// V4L2's name; nil where cameras and virtual cameras don't use the format: V4L2 has none, no program
  /// would read it, or its alpha would not be filled.
  package let v4l2: FourCC?
  /// The name of ffmpeg's pixel format.
  package let ffmpeg: StaticString
  /// The name by which NUT and ffmpeg know raw pictures.
  package let nut: FourCC

  /// The place of the first luma in a group of the first plane.
  package var firstLuma: Int { chroma == .packedChromaFirst ? 1 : 0 }

  /// YUV in one plane, two pixels in four bytes.
  static func packed(
    _ chroma: ChromaLayout, v4l2: FourCC?, ffmpeg: StaticString, nut: FourCC
  ) -> PixelFormatDescriptor {
    PixelFormatDescriptor(
      planeCount: 1, pixelsPerGroup: [2, 2, 2], bytesPerGroup: [4, 4, 4], rowsPerChroma: 1,
      isYUV: true, chroma: chroma, toRGBA: nil, fromRGBA: nil, v4l2: v4l2,
      ffmpeg: ffmpeg, nut: nut)
  }

  /// Luma in a plane of its own, and chroma for `columns` times `rows` pixels in one or two.
  static func planar(
    _ chroma: ChromaLayout, _ columns: Int, _ rows: Int, v4l2: FourCC?, ffmpeg: StaticString,
    nut: FourCC
  ) -> PixelFormatDescriptor {
    let chromaBytes = chroma == .interleaved ? 2 : 1
    return PixelFormatDescriptor(
      planeCount: chroma == .none ? 1 : chroma == .interleaved ? 2 : 3,
      pixelsPerGroup: [1, columns, columns], bytesPerGroup: [1, chromaBytes, chromaBytes],
      rowsPerChroma: rows, isYUV: true, chroma: chroma, toRGBA: nil,
      fromRGBA: nil, v4l2: v4l2, ffmpeg: ffmpeg, nut: nut)
  }

  /// Red, green and blue, of so many bytes a pixel.
  static func rgb(
    _ byteCount: Int, _ toRGBA: PixelShuffleArguments.Kind?,
    _ fromRGBA: PixelShuffleArguments.Kind?, v4l2: FourCC?, ffmpeg: StaticString, nut: FourCC
  ) -> PixelFormatDescriptor {
    PixelFormatDescriptor(
      planeCount: 1, pixelsPerGroup: [1, 1, 1], bytesPerGroup: [byteCount, 0, 0],
      rowsPerChroma: 1, isYUV: false, chroma: .none, toRGBA: toRGBA,
      fromRGBA: fromRGBA, v4l2: v4l2, ffmpeg: ffmpeg, nut: nut)
  }
}
