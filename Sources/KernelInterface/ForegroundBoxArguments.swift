/// Colors of the person and of what is behind in one box of one level of a pyramid.
///
/// A pixel (x, y) of the level has alpha a and color I, those of frame pixel (x, y) * `step`. Its
/// colors F (person) and B (behind) start as the coarser level's of pixel (x / 2, y / 2). A half
/// sweep of color c replaces those of all pixels with (x + y) mod 2 = c; an iteration is a half
/// sweep of color 0 and one of color 1:
///
///     w_k = 1e-5 + |a - a_k|,  f = sum(w_k F_k) / sum(w_k),  b = sum(w_k B_k) / sum(w_k)
///     r   = (I - a f - (1 - a) b) / (sum(w_k) + a^2 + (1 - a)^2)
///     F   = clamp(f + a r, 0, 255),  B = clamp(b + (1 - a) r, 0, 255)
///
/// over the pixel's four neighbors k; one beyond the level's border is the pixel itself. (F, B)
/// minimizes |a F + (1 - a) B - I|^2 + sum(w_k (|F - F_k|^2 + |B - B_k|^2)). Pixels as far from the box
/// as they have influence on it are computed too, so that the result does not depend on the box.
///
/// Source: Germer, Uelwer, Conrad, Harmeling 2020, Fast Multi-Level Foreground Estimation; the order of
/// the pixels within an iteration differs.
public struct ForegroundBoxArguments {
  /// The most pixels that a box has in each direction.
  @inlinable public static var largestBox: Int { 32 }
  /// The most iterations of a level that is larger than `largestBox` in either direction.
  @inlinable public static var largestIterationCount: Int { 2 }

  /// Floats of half a row of one quantity: what is loaded, every other pixel, rounded up to the
  /// widest vector, behind a line of floats.
  @inlinable public static var halfRowFloatCount: Int { 48 }
  /// Where the first pixel is in half a row.
  @inlinable public static var halfRowStart: Int { 16 }
  /// Floats of a row: alpha, color, F and B, each as its even and then its odd pixels.
  @inlinable public static var rowFloatCount: Int { 20 * halfRowFloatCount }
  /// Floats of `scratch`: all rows, and four half rows for words.
  @inlinable public static var scratchFloatCount: Int {
    (largestBox + 4 * largestIterationCount) * rowFloatCount + 4 * halfRowFloatCount
  }

  /// Pixel (0, 0) of the frame, RGBA8 with red in the low byte.
  public var frame: UnsafePointer<UInt32>
  /// Pixels from one row of the frame to the next.
  public var frameStride: Int
  /// Alpha of pixel (0, 0) of the frame, 0...255.
  public var alpha: UnsafePointer<UInt8>
  /// Bytes from one row of alpha to the next.
  public var alphaStride: Int
  /// Pixels of the frame from one pixel of the level to the next, a power of two.
  public var step: Int
  /// Pixels a row of the level.
  public var levelWidth: Int
  /// Rows of the level.
  public var levelHeight: Int
  /// The box in pixels of the level: columns `left` ..< `right`, rows `top` ..< `bottom`.
  public var left: Int
  /// The first row.
  public var top: Int
  /// The column behind the last.
  public var right: Int
  /// The row behind the last.
  public var bottom: Int
  /// Iterations, at least 1.
  public var iterationCount: Int
  /// F of the coarser level's pixel (0, 0), RGB in the low bytes.
  public var coarseForeground: UnsafePointer<UInt32>
  /// B of the coarser level's pixel (0, 0).
  public var coarseBackground: UnsafePointer<UInt32>
  /// Pixels from one row of the coarser level to the next.
  public var coarseStride: Int
  /// F of the level's pixel (0, 0): written in the box alone, rounded to the nearest byte. The high
  /// byte is 0, or the frame's where `background` is nil.
  public var foreground: UnsafeMutablePointer<UInt32>
  /// B likewise. Nil: F is written only where alpha is neither 0 nor 255, the frame's pixel elsewhere.
  public var background: UnsafeMutablePointer<UInt32>?
  /// Pixels from one row of `foreground` and `background` to the next.
  public var stride: Int
  /// `scratchFloatCount` finite floats, overwritten; aligned to 64 bytes.
  public var scratch: UnsafeMutablePointer<Float>

  /// Arguments of one call.
  public init(
    frame: UnsafePointer<UInt32>, frameStride: Int, alpha: UnsafePointer<UInt8>, alphaStride: Int,
    step: Int, levelWidth: Int, levelHeight: Int, left: Int, top: Int, right: Int, bottom: Int,
    iterationCount: Int, coarseForeground: UnsafePointer<UInt32>,
    coarseBackground: UnsafePointer<UInt32>, coarseStride: Int,
    foreground: UnsafeMutablePointer<UInt32>, background: UnsafeMutablePointer<UInt32>?,
    stride: Int, scratch: UnsafeMutablePointer<Float>
  ) {
    self.frame = frame
    self.frameStride = frameStride
    self.alpha = alpha
    self.alphaStride = alphaStride
    self.step = step
    self.levelWidth = levelWidth
    self.levelHeight = levelHeight
    self.left = left
    self.top = top
    self.right = right
    self.bottom = bottom
    self.iterationCount = iterationCount
    self.coarseForeground = coarseForeground
    self.coarseBackground = coarseBackground
    self.coarseStride = coarseStride
    self.foreground = foreground
    self.background = background
    self.stride = stride
    self.scratch = scratch
  }
}

extension KernelFamily where Arguments == ForegroundBoxArguments {
  /// Colors of the person and of what is behind in a box.
  public static var foregroundBox: KernelFamily { KernelFamily("foreground box") }
}
