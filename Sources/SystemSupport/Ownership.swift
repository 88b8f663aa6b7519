import Glibc

/// Gives a new file what a file that it replaces grants: owner, group, permissions and access control
/// list, as far as the system allows. What can't be kept never becomes a right for somebody else.
///
/// - Parameters:
///   - replaced: what was found at `path`.
///   - file: the new file, which only its owner may read so far.
func takeOver(_ replaced: stat, at path: String, by file: Int32) {
  var new = stat()
  if fstat(file, &new) != 0 { return }
  if new.st_uid != replaced.st_uid || new.st_gid != replaced.st_gid {
    // The owner is kept for the superuser alone, the group for its members.
    if fchown(file, replaced.st_uid, replaced.st_gid) != 0 {
      _ = fchown(file, uid_t.max, replaced.st_gid)
    }
    if fstat(file, &new) != 0 { return }
  }
  let hasGroup = new.st_gid == replaced.st_gid
  // Set-user-ID and its like belong to the old content.
  var mode = replaced.st_mode & 0o777
  if !hasGroup {
    // Another group gets no more than all others have.
    mode = mode & 0o707 | (mode & 0o007) << 3
  }
  // Where the owner is another, the rights that the group or all others gave us must be ours to use.
  if new.st_uid != replaced.st_uid { mode |= 0o600 }
  fchmod(file, mode)
  copyAccessControlList(from: path, to: file, hasGroup: hasGroup)
}

/// In a file with such a list the group's bits are a mask and mean less than they say: without the list,
/// the file stays its owner's.
private func copyAccessControlList(from path: String, to file: Int32, hasGroup: Bool) {
  let name = "system.posix_acl_access"
  withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 8) { bytes in
    let count = withPath(path) { getAttribute($0, name, bytes.baseAddress, bytes.count) }
    guard count > 0 else { return }
    if !hasGroup || setAttribute(file, name, bytes.baseAddress, count, 0) != 0 {
      fchmod(file, 0o600)
    }
  }
}

/// getxattr(2) and fsetxattr(2), of a header that Swift's Glibc leaves out.
@_silgen_name("getxattr")
private func getAttribute(
  _ path: UnsafePointer<CChar>, _ name: UnsafePointer<CChar>, _ value: UnsafeMutableRawPointer?,
  _ byteCount: Int
) -> Int

@_silgen_name("fsetxattr")
private func setAttribute(
  _ file: Int32, _ name: UnsafePointer<CChar>, _ value: UnsafeMutableRawPointer?, _ byteCount: Int,
  _ flags: Int32
) -> Int32
