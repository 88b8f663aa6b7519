import FlatBuffers
import Graphs

/// `RESIZE_BILINEAR`: a picture and a constant size (height, width).
func importResizeBilinear(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: 2)
  let (alignsCorners, hasHalfPixelCenters) =
    try source.options(Schema.ResizeBilinearOptions.self) { (options) throws(FlatBufferError) in
      (try options.alignsCorners, try options.hasHalfPixelCenters)
    }
  let size = try source.integers(1, "size")
  guard size.count == 2 else {
    throw source.fail(expected: "a size of 2 numbers", found: "\(size.count)")
  }
  guard size.allSatisfy({ (1...ModelLimits.extent).contains($0) }) else {
    throw source.fail(expected: "a size from 1 to \(ModelLimits.extent)", found: "\(size)")
  }
  guard !(alignsCorners && hasHalfPixelCenters) else {
    throw source.fail(
      expected: "at most one of align_corners and half_pixel_centers", found: "both")
  }
  return source.node(
    ResizeBilinear(
      size: Extent2D(height: size[0], width: size[1]), alignsCorners: alignsCorners,
      hasHalfPixelCenters: hasHalfPixelCenters),
    inputs: [inputs[0]])
}
