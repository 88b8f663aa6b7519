// Their types are in this module's signatures: one import must be enough.
@_exported public import Compositing
@_exported public import Segmentation
