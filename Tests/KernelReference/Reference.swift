import KernelInterface
import Kernels

/// The plain definition of every kernel family, one element at a time with sums in Double: what the
/// kernels are tested against and raced against. Slow.
///
/// Each takes the arguments of the kernels that it defines, and writes what they must write, rounded
/// once to Float, and nothing else.
public enum Reference {}

extension KernelDescriptor {
  /// The definition of what this kernel computes, for the same arguments; nil for the peak loop, which
  /// computes nothing of use.
  public var reference: Entry? {
    switch family {
    case .convolution(_, let vectors, _):
      let width = vectors * lanes
      return .convolution { Reference.convolution($0.pointee, width: width) }
    case .splitConvolution:
      let width = lanes
      return .convolution { Reference.convolution($0.pointee, width: width, isSplit: true) }
    case .depthwise:
      let lanes = lanes
      return .depthwise { Reference.depthwise($0.pointee, lanes: lanes) }
    case .elementwise(let operation):
      return .elementwise { Reference.elementwise(operation, $0.pointee) }
    case .windowMean:
      return .windowMean { Reference.windowMean($0.pointee) }
    case .strassenOperands:
      return .strassenOperands { Reference.strassenOperands($0.pointee) }
    case .strassenResults:
      return .strassenResults { Reference.strassenResults($0.pointee) }
    case .resize:
      return .resize { Reference.resize($0.pointee) }
    case .jointBilateral:
      return .jointBilateral { Reference.jointBilateral($0.pointee) }
    case .unpack:
      return .unpack { Reference.unpack($0.pointee) }
    case .expand:
      return .expand { Reference.expand($0.pointee) }
    case .blend(let operation):
      return .blend { Reference.blend(operation, $0.pointee) }
    case .yuvToRGB:
      return .yuvToRGB { Reference.yuvToRGB($0.pointee) }
    case .rgbToYUV:
      return .rgbToYUV { Reference.rgbToYUV($0.pointee) }
    case .pixelShuffle:
      return .pixelShuffle { Reference.pixelShuffle($0.pointee) }
    case .pixelSampling:
      return .pixelSampling { Reference.pixelSampling($0.pointee) }
    case .maskDecoding:
      return .maskDecoding { Reference.maskDecoding($0.pointee) }
    case .blurSource:
      return .blurSource { Reference.blurSource($0.pointee) }
    case .blurShares:
      return .blurShares { Reference.blurShares($0.pointee) }
    case .blurRound:
      return .blurRound { Reference.blurRound($0.pointee) }
    case .blurBlend:
      return .blurBlend { Reference.blurBlend($0.pointee) }
    case .blurShrink:
      return .blurShrink { Reference.blurShrink($0.pointee) }
    case .foregroundBox:
      return .foregroundBox { Reference.foregroundBox($0.pointee) }
    case .blendRows:
      return .blendRows { Reference.blendRows($0.pointee) }
    case .resampleRows:
      let lanes = lanes
      return .resampleRows { Reference.resampleRows($0.pointee, lanes: lanes) }
    case .resamplePixels:
      return .resampleRows { Reference.resamplePixels($0.pointee) }
    case .roundToBytes:
      return .roundToBytes { Reference.roundToBytes($0.pointee) }
    case .splitPixels(let factor):
      return .splitPixels { Reference.splitPixels($0.pointee, factor: factor) }
    case .columnMoments:
      return .columnMoments { Reference.columnMoments($0.pointee) }
    case .boxRows:
      return .boxRows { Reference.boxRows($0.pointee) }
    case .guidedSolution:
      return .guidedSolution { Reference.guidedSolution($0.pointee) }
    case .guidedRow:
      return .guidedRow { Reference.guidedRow($0.pointee) }
    case .peakLoop:
      return nil
    }
  }
}
