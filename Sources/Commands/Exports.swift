// The commands share these with `vbg-infer`, which links no cameras.
@_exported public import CommandSupport
@_exported public import InferProgram
