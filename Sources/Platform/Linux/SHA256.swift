import CMessageDigest

/// The SHA-256 of bytes (FIPS 180-4), 32 bytes, by libmd. Linear in their count; copies none of them.
package func sha256(_ bytes: [UInt8]) -> [UInt8] {
  var context = SHA2_CTX()
  SHA256Init(&context)
  bytes.withUnsafeBufferPointer { SHA256Update(&context, $0.baseAddress, $0.count) }
  var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
  digest.withUnsafeMutableBufferPointer { SHA256Final($0.baseAddress, &context) }
  return digest
}
