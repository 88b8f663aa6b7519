// Names of files and what the system says: every file of this module uses them.
@_exported public import SystemSupport
