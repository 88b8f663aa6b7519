/// Codes of languages.
enum FilmLanguages {
  /// The codes that QuickTime's own files know (ISO 639-2/B) for those that other files use (639-2/T).
  static let quickTime = [
    "bod": "tib", "ces": "cze", "cym": "wel", "deu": "ger", "ell": "gre", "eus": "baq",
    "fas": "per", "hye": "arm", "isl": "ice", "kat": "geo", "mkd": "mac", "mri": "mao",
    "msa": "may", "mya": "bur", "nld": "dut", "ron": "rum", "slk": "slo", "sqi": "alb",
    "zho": "chi",
  ]
}
