// Threads and errors of system calls are the platform's.
@_exported public import Platform
