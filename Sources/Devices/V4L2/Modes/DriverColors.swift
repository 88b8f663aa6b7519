import CVideo4Linux
import Imaging

extension ColorEncoding {
  /// The encoding that a driver's format states, by the kernel's rules for what it leaves open
  /// (`V4L2_MAP_YCBCR_ENC_DEFAULT` and `V4L2_MAP_QUANTIZATION_DEFAULT` in videodev2.h). BT.2020 and
  /// SMPTE 240M, which no webcam has, are read as BT.709, the nearest.
  init(_ format: v4l2_pix_format) {
    let space = v4l2_colorspace(format.colorspace)
    let matrix: Matrix =
      switch v4l2_ycbcr_encoding(format.ycbcr_enc) {
      case V4L2_YCBCR_ENC_DEFAULT:
        switch space {
        case V4L2_COLORSPACE_REC709, V4L2_COLORSPACE_DCI_P3, V4L2_COLORSPACE_BT2020,
          V4L2_COLORSPACE_SMPTE240M:
          .bt709
        default: .bt601
        }
      case V4L2_YCBCR_ENC_709, V4L2_YCBCR_ENC_XV709, V4L2_YCBCR_ENC_BT2020,
        V4L2_YCBCR_ENC_BT2020_CONST_LUM, V4L2_YCBCR_ENC_SMPTE240M:
        .bt709
      default: .bt601
      }
    let range: Range =
      switch v4l2_quantization(format.quantization) {
      case V4L2_QUANTIZATION_FULL_RANGE: .full
      case V4L2_QUANTIZATION_LIM_RANGE: .limited
      default: space == V4L2_COLORSPACE_JPEG ? .full : .limited
      }
    self.init(matrix, range)
  }

  /// States this encoding in a format that is sent.
  func state(in format: inout v4l2_pix_format) {
    format.colorspace =
      (matrix == .bt709 ? V4L2_COLORSPACE_REC709 : V4L2_COLORSPACE_SRGB).rawValue
    format.ycbcr_enc = (matrix == .bt709 ? V4L2_YCBCR_ENC_709 : V4L2_YCBCR_ENC_601).rawValue
    format.quantization =
      (range == .full ? V4L2_QUANTIZATION_FULL_RANGE : V4L2_QUANTIZATION_LIM_RANGE).rawValue
    format.xfer_func = V4L2_XFER_FUNC_DEFAULT.rawValue
  }
}
