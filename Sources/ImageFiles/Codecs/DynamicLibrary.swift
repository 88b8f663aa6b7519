import Glibc

/// A shared library that is opened when a file needs it, and never closed.
struct DynamicLibrary {
  private let handle: UnsafeMutableRawPointer
  private let absence: PictureError

  /// Opens the first of these that the system's linker finds.
  ///
  /// - Parameter package: Debian's name of the package that has it.
  /// - Throws: `PictureError.lacksLibrary`.
  init(_ names: String..., package: String, for format: PictureFormat) throws(PictureError) {
    absence = .lacksLibrary(format, library: names[0], package: package)
    for name in names {
      if let handle = dlopen(name, RTLD_NOW | RTLD_LOCAL) {
        self.handle = handle
        return
      }
    }
    throw absence
  }

  /// A function of the library as a C function of type `Function`.
  ///
  /// - Throws: `PictureError.lacksLibrary`: a library without it is not the one that is meant.
  func function<Function>(_ name: String, as: Function.Type) throws(PictureError) -> Function {
    guard let function = optionalFunction(name, as: Function.self) else { throw absence }
    return function
  }

  /// A function that older or newer versions of the library may lack.
  func optionalFunction<Function>(_ name: String, as: Function.Type) -> Function? {
    guard let address = dlsym(handle, name) else { return nil }
    return unsafeBitCast(address, to: Function.self)
  }
}
