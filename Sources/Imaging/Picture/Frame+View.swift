extension Frame {
  /// Lends the pixels as a view of format `rgba`, which must not leave the closure.
  public func withView<Result, Failure: Error>(
    _ body: (FrameView) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try withPixels { (pixels) throws(Failure) in
      try pixels.withUnsafeBytes { (bytes) throws(Failure) in
        try body(FrameView(rgba: bytes, width: width, height: height))
      }
    }
  }

  /// Lends the pixels as a view of format `rgba` to be written, which must not leave the closure.
  ///
  /// Copies the pixels first when another frame shares them.
  public mutating func withMutableView<Result, Failure: Error>(
    _ body: (MutableFrameView) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let (width, height) = (width, height)
    return try withMutablePixels { (pixels) throws(Failure) in
      try pixels.withUnsafeMutableBytes { (bytes) throws(Failure) in
        try body(
          MutableFrameView(
            readOnly: FrameView(
              rgba: UnsafeRawBufferPointer(bytes), width: width, height: height)))
      }
    }
  }
}
