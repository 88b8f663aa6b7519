import Kernels

/// Effect behind the person: all that must be known of one is said in this file.
public enum BackgroundEffect: Sendable, Equatable {
  /// The frame's own background, blurred, with the person left out of the blur. `strength` is the radius
  /// (two standard deviations) in per cent of the frame's height, 0...20.
  case blur(strength: Float)
  /// The same by the browser demo's filter, whose radius is 12 pixels at any size.
  case demoBlur
  /// The same as a lens does it, in linear light: points become discs, whose radius is `strength` per cent of the
  /// frame's height, 0...20.
  case lensBlur(strength: Float)
  /// The picture that `Compositor.setBackground(_:)` was given last; black before that.
  case image
  /// One color, 0...255 a channel.
  case color(red: UInt8, green: UInt8, blue: UInt8)
  /// Nothing: the result is transparent there, with straight alpha.
  case transparent
  /// The frame as it is.
  case none

  /// Strength of a blur where none is asked for: at most a tenth of the contrast of small details is left
  /// in frames of any size that are at most twice as wide as high; see `contrastLeft`.
  public static let standardBlurStrength: Float = 8

  /// Source of the pixels behind the person.
  enum Source: Equatable {
    /// From the frame, as they are.
    case frame
    /// From the frame, blurred; see `BackgroundBlur`. Without a strength, by the demo's filter.
    case blurredFrame(strength: Float?)
    /// From the frame, blurred by discs; see `LensBlur`.
    case lensBlurredFrame(strength: Float)
    /// From the picture that was set.
    case picture
    /// One RGBA pixel, red in the low byte, everywhere.
    case pixel(UInt32)

    /// Prepares the maker of the pixels; nil where none must be made of the frame.
    func made(_ sizes: CompositorSizes, _ kernels: KernelList) -> (any MadeBackground)? {
      switch self {
      case .blurredFrame(let strength):
        BackgroundBlur(
          width: sizes.width, height: sizes.height, strength: strength.map(Double.init),
          kernels: BackgroundBlurKernels(kernels), threadCount: sizes.threadCount)
      case .lensBlurredFrame(let strength):
        LensBlur(
          width: sizes.width, height: sizes.height, strength: Double(strength),
          kernels: LensBlurKernels(kernels), threadCount: sizes.threadCount)
      case .frame, .picture, .pixel: nil
      }
    }
  }

  /// Where its pixels come from.
  var source: Source {
    switch self {
    case .blur(let strength): .blurredFrame(strength: strength)
    case .demoBlur: .blurredFrame(strength: nil)
    // No radius has no shape.
    case .lensBlur(strength: 0): .blurredFrame(strength: 0)
    case .lensBlur(let strength): .lensBlurredFrame(strength: strength)
    case .image: .picture
    case .color(let red, let green, let blue):
      .pixel(UInt32(red) | UInt32(green) << 8 | UInt32(blue) << 16 | 0xff00_0000)
    case .transparent: .pixel(0)
    case .none: .frame
    }
  }

  /// The strength of light wrap where none is asked for; nil where no light falls on the person.
  var standardLightWrap: Float? {
    switch self {
    case .image: 0.3
    case .color: 0
    case .blur, .demoBlur, .lensBlur, .transparent, .none: nil
    }
  }

  /// Whether it is asked for to see the frame as it is.
  public var isWholeFrame: Bool { source == .frame }
  /// Whether masks play a part: a blur without a radius changes nothing.
  public var needsMask: Bool { !isWholeFrame && source != .blurredFrame(strength: 0) }
  /// Whether it is the frame's own background, blurred.
  public var isBlur: Bool {
    switch source {
    case .blurredFrame, .lensBlurredFrame: true
    case .frame, .picture, .pixel: false
    }
  }
  /// Whether all of it is opaque.
  public var isOpaque: Bool { source != .pixel(0) }

  /// Whether what shows behind the person is made of the frame.
  var isMadeOfFrame: Bool {
    switch source {
    case .frame, .blurredFrame, .lensBlurredFrame: true
    case .picture, .pixel: false
    }
  }

  /// The Gaussian behind `MaskFilter.none`, in pixels: the demo's simple pipeline smooths more where the
  /// background is blurred.
  var simpleFilterDeviation: Double {
    isBlur ? 8 : 4
  }

  /// The share of the contrast of a room's details that shows where nobody is, 0...1: the standard
  /// deviation of random black and white squares, 160 in a row and 90 in a column, against that of the
  /// same squares in the frame, both averaged down to 640 x 360 pixels where they are more.
  ///
  /// Of a lens blur it is what the other blur of the same strength leaves: it leaves no more.
  ///
  /// Takes some milliseconds for a blur.
  ///
  /// - Parameters:
  ///   - width: pixels a row of the frame, at least 1.
  ///   - height: rows, at least 1.
  public func contrastLeft(width: Int, height: Int) -> Double {
    switch source {
    case .picture, .pixel: 0
    case .frame, .blurredFrame(strength: 0): 1
    case .blurredFrame(let strength):
      BackgroundBlurScale(strength: strength.map(Double.init), height: height)
        .contrastLeft(width: width, height: height)
    case .lensBlurredFrame(let strength):
      BackgroundEffect.blur(strength: strength).contrastLeft(width: width, height: height)
    }
  }
}
