public import Imaging

/// Choice of what of frames a model sees, and in what shape.
public enum FramingChoice: String, Sendable, CaseIterable {
  /// Uniform bars are left out, and what is much wider than the model's picture keeps its aspect ratio.
  case auto
  /// The whole frame, stretched to the model's picture.
  case stretch
}

/// Framing of a picture for a model: which part of it lies where in the model's input.
public struct FrameFraming: Sendable, Hashable {
  /// Part that the model sees; the rest is nobody.
  public let content: PixelRectangle
  /// Rows of the model's input that it fills, all columns wide; above and below its border is repeated.
  public let inputRows: Range<Int>

  /// The aspect ratio of what is seen, in those of the model's input, from which on it is kept: people in
  /// pictures that are stretched further are found less well. Pictures that are narrower are found as well
  /// when they are stretched, and worse with borders beside them.
  static let greatestStretch = 1.5

  /// The framing of a part of a frame.
  ///
  /// - Parameters:
  ///   - keepsAspect: whether wide pictures keep their aspect ratio.
  ///   - inputWidth: columns of the model's input.
  ///   - inputHeight: rows of it.
  package init(_ content: PixelRectangle, keepsAspect: Bool, inputWidth: Int, inputHeight: Int) {
    self.content = content
    let rows =
      Double(inputWidth) * Double(content.rows.count) / Double(content.columns.count)
    guard keepsAspect, rows * Self.greatestStretch <= Double(inputHeight) else {
      inputRows = 0..<inputHeight
      return
    }
    let count = max(1, Int(rows.rounded()))
    let first = (inputHeight - count) / 2
    inputRows = first..<first + count
  }

  /// Tells whether all of a frame fills all of an input.
  func isWhole(width: Int, height: Int, inputHeight: Int) -> Bool {
    content == PixelRectangle(width: width, height: height) && inputRows == 0..<inputHeight
  }
}
