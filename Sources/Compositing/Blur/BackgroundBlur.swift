import KernelInterface
import Kernels

/// Blurs what lies behind a person: a Gaussian-like filter at half size or less that leaves the person
/// out, so that no color of the person bleeds into the background.
///
/// Without a strength, the browser demo's filter (Volcomix/virtual-background): every second pixel of
/// every second row, three rounds of a vertical and a horizontal pass of 9 taps, each rounded to bytes,
/// enlarged bilinearly. Pixel (2x + 1, 2y + 1) stands for half-size pixel (x, y), where the demo leaves
/// the choice among four to the graphics driver; taps beyond the border repeat the border.
///
/// With a strength, the frame is shrunk by means of 2 x 2 that leave the person out as well, as often as
/// brings the wanted radius within reach of the same three rounds, and enlarged as often. So a larger
/// radius costs no more.
///
/// Prepared for one size; runs allocate nothing. Results depend on the number of threads in no bit.
///
/// `@unchecked Sendable`: a run's threads write disjoint rows between barriers, and memory of their own.
final class BackgroundBlur: BlurredBackground, @unchecked Sendable {
  /// Pixels a row of the frame.
  let width: Int
  /// Rows of the frame.
  let height: Int
  /// Scale to which the frame is shrunk, and the taps.
  let scale: BackgroundBlurScale

  let kernels: BackgroundBlurKernels
  /// The blurred background, at halves of the frame's sides, rounded down.
  let picture: BlurredPicture
  /// With a strength, the frame and its mask at half size, a quarter ...
  let shrunk: [BackgroundBlurLevel]
  let bands: [BackgroundBlurBand]

  /// Prepares for a size; allocates all that runs use.
  ///
  /// - Parameters:
  ///   - width: pixels a row, at least 1.
  ///   - height: rows, at least 1.
  ///   - strength: the blur's radius (two standard deviations) in per cent of the height, 0...20; nil:
  ///     the browser demo's filter, whose radius is 12 pixels. The least radius is 2 pixels.
  ///   - kernels: of a level that the machine has.
  ///   - threadCount: the most threads that will run it.
  init(
    width: Int, height: Int, strength: Double?, kernels: BackgroundBlurKernels, threadCount: Int
  ) {
    precondition(width > 0 && height > 0, "expected positive sizes, found \(width)x\(height)")
    precondition(threadCount > 0, "thread count: expected 1 or more, found \(threadCount)")
    self.width = width
    self.height = height
    scale = BackgroundBlurScale(strength: strength, height: height)
    self.kernels = kernels
    let sizes = (0...max(1, scale.level)).map { level in
      (width: max(1, width >> level), height: max(1, height >> level))
    }
    picture = BlurredPicture(
      sizes: Array(sizes.dropFirst()), frameWidth: width, kernel: kernels.blend,
      threadCount: threadCount)
    shrunk = sizes[1...].prefix(scale.level).map {
      BackgroundBlurLevel(width: $0.width, height: $0.height)
    }
    let smallest = sizes[max(1, scale.level)]
    bands = (0..<threadCount).map { [scale] _ in
      BackgroundBlurBand(
        width: smallest.width, height: smallest.height, fullWidth: width, weights: scale.weights)
    }
  }

  /// Blurs the background of a frame; the background is complete when any thread returns.
  ///
  /// - Parameters:
  ///   - frame: alpha is ignored.
  ///   - mask: how much the person covers, 0...255, of the frame's size.
  ///   - context: the calling thread. All threads of the run must call.
  func run(frame: some PixelSource, mask: Rows<UInt8>, on context: ThreadContext) {
    precondition(
      frame.width == width && frame.height == height && mask.width == width
        && mask.height == height,
      "expected a frame and a mask of \(width)x\(height), found \(frame.width)x\(frame.height) and "
        + "\(mask.width)x\(mask.height)")
    precondition(context.count <= bands.count, "expected at most \(bands.count) threads")
    if scale.level == 0 {
      blur(sampling: frame, mask, on: context)
    } else {
      shrink(frame, mask, on: context)
      blur(shrunk[scale.level - 1], on: context)
      picture.enlarge(on: context)
    }
  }

  /// The demo's filter on every second pixel of every second row.
  private func blur(
    sampling frame: some PixelSource, _ mask: Rows<UInt8>, on context: ThreadContext
  ) {
    let (right, down) = (min(1, width - 1), min(1, height - 1))
    let source = BackgroundBlurSource(
      pixels: frame, firstRow: down, firstPixel: right, rowStep: 2, pixelStep: 1 + right,
      mask: mask)
    blur(source, to: picture.smallest, on: context)
  }

  /// The rounds at the lowest level.
  private func blur(_ level: BackgroundBlurLevel, on context: ThreadContext) {
    let source = BackgroundBlurSource(
      pixels: level.pixels.rows, firstRow: 0, firstPixel: 0, rowStep: 1, pixelStep: 1,
      mask: level.mask.rows)
    blur(source, to: picture.smallest, on: context)
  }

  private func blur(
    _ source: BackgroundBlurSource<some PixelSource>, to output: Rows<UInt32>,
    on context: ThreadContext
  ) {
    bands[context.index].run(
      rows: context.share(of: output.height, grain: BackgroundBlurBand.blockHeight), of: source,
      to: output, kernels)
    context.synchronize()
  }
}

/// The kernels of a blur, chosen once.
struct BackgroundBlurKernels: Sendable {
  let source: KernelFunction<BlurSourceArguments>
  let shares: KernelFunction<BlurSharesArguments>
  let round: KernelFunction<BlurRoundArguments>
  let blend: KernelFunction<BlurBlendArguments>
  let shrink: KernelFunction<BlurShrinkArguments>
}

extension BackgroundBlurKernels {
  /// Those of a level.
  init(_ kernels: KernelList) {
    source = kernels[.blurSource].run
    shares = kernels[.blurShares].run
    round = kernels[.blurRound].run
    blend = kernels[.blurBlend].run
    shrink = kernels[.blurShrink].run
  }
}

/// Source of the rounds: a picture and its mask, read at every `pixelStep`-th pixel of every
/// `rowStep`-th row.
struct BackgroundBlurSource<Pixels: PixelSource> {
  let pixels: Pixels
  let firstRow, firstPixel: Int
  let rowStep, pixelStep: Int
  let mask: Rows<UInt8>
}
