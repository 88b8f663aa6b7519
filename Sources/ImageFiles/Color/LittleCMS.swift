import Glibc

/// The functions of Little CMS 2 that conversions need. The library is opened when the first picture needs
/// it: one in sRGB never does.
struct LittleCMS: Sendable {
  /// The library's name on Linux.
  static let fileName = "liblcms2.so.2"

  /// The installed library; nil when there is none.
  static let installed = LittleCMS(fileName: fileName)

  typealias Handle = UnsafeMutableRawPointer
  typealias OpenProfile = @convention(c) (UnsafeRawPointer?, UInt32) -> Handle?
  typealias MakeProfile = @convention(c) () -> Handle?
  /// A white point, three primaries, and three curves.
  typealias MakeRGBProfile =
    @convention(c) (UnsafeRawPointer, UnsafeRawPointer, UnsafeRawPointer) -> Handle?
  typealias CloseProfile = @convention(c) (Handle?) -> Int32
  typealias ColorSpace = @convention(c) (Handle?) -> UInt32
  typealias MakeTableCurve = @convention(c) (Handle?, UInt32, UnsafePointer<UInt16>) -> Handle?
  typealias FreeHandle = @convention(c) (Handle?) -> Void
  /// Input and its format, output and its format, intent, flags.
  typealias MakeTransform =
    @convention(c) (Handle?, UInt32, Handle?, UInt32, UInt32, UInt32) -> Handle?
  typealias RunTransform =
    @convention(c) (Handle?, UnsafeRawPointer?, UnsafeMutableRawPointer?, UInt32) ->
    Void

  let openProfile: OpenProfile
  let makeSRGBProfile: MakeProfile
  let makeRGBProfile: MakeRGBProfile
  let closeProfile: CloseProfile
  let colorSpace: ColorSpace
  let makeTableCurve: MakeTableCurve
  let freeCurve: FreeHandle
  let makeTransform: MakeTransform
  let runTransform: RunTransform
  let freeTransform: FreeHandle

  /// Opens a library, for as long as the process lives; nil when it is not there, or lacks a function.
  init?(fileName: String) {
    guard let library = dlopen(fileName, RTLD_NOW | RTLD_LOCAL) else { return nil }
    func function<Function>(_ name: String, _ type: Function.Type) -> Function? {
      dlsym(library, name).map { unsafeBitCast($0, to: type) }
    }
    guard
      let openProfile = function("cmsOpenProfileFromMem", OpenProfile.self),
      let makeSRGBProfile = function("cmsCreate_sRGBProfile", MakeProfile.self),
      let makeRGBProfile = function("cmsCreateRGBProfile", MakeRGBProfile.self),
      let closeProfile = function("cmsCloseProfile", CloseProfile.self),
      let colorSpace = function("cmsGetColorSpace", ColorSpace.self),
      let makeTableCurve = function("cmsBuildTabulatedToneCurve16", MakeTableCurve.self),
      let freeCurve = function("cmsFreeToneCurve", FreeHandle.self),
      let makeTransform = function("cmsCreateTransform", MakeTransform.self),
      let runTransform = function("cmsDoTransform", RunTransform.self),
      let freeTransform = function("cmsDeleteTransform", FreeHandle.self)
    else { return nil }
    self.openProfile = openProfile
    self.makeSRGBProfile = makeSRGBProfile
    self.makeRGBProfile = makeRGBProfile
    self.closeProfile = closeProfile
    self.colorSpace = colorSpace
    self.makeTableCurve = makeTableCurve
    self.freeCurve = freeCurve
    self.makeTransform = makeTransform
    self.runTransform = runTransform
    self.freeTransform = freeTransform
  }
}
