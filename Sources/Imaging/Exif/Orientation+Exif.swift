extension Orientation {
  /// The orientation that an Exif block tells, in an integer of any size; nil when it is damaged or does
  /// not hold the tag. A picture whose metadata is broken is still a picture, so this never throws.
  package init?(exif block: ArraySlice<UInt8>) {
    let orientationTag = 0x0112
    guard let reader = TIFFReader(block) else { return nil }
    let entry = reader.firstDirectory.first { $0.tag == orientationTag }
    guard let entry, let value = reader.integer(entry) else { return nil }
    self.init(rawValue: value)
  }
}
