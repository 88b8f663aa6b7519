// Frames, masks and thread pools are in this module's signatures: one import must be enough.
@_exported public import Imaging
@_exported public import Memory
@_exported public import Threads
