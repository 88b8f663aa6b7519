// On Linux the C library's functions are those of glibc, a semaphore is Dispatch's.
import Dispatch
@_exported import Glibc

/// A count that threads wait for.
package typealias Semaphore = DispatchSemaphore
