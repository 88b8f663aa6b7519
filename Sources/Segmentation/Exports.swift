// Frames, masks, levels and decodings are in this module's signatures: one import must be enough.
@_exported public import Graphs
@_exported public import Imaging
@_exported public import Kernels
@_exported public import ModelCatalogue

#if canImport(ImageFiles)
  @_exported public import ImageFiles
#endif
