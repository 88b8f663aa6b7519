// Names of files and what the system says are in this module's signatures.
@_exported public import SystemSupport
