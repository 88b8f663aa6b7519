// Made by Tools/make-sound-table with ffmpeg 5.1.9-0+deb12u1; not to be edited by hand.

/// Table of the sound that each container carries so that it can be decoded again, as trials with
/// ffmpeg
/// 5.1.9-0+deb12u1 showed: encoded, put into files that hold it, copied, decoded, compared.
enum SoundTable {
  /// The codecs that were tried in all containers.
  static let tried: Set<String> = [
    "aac", "ac3", "adpcm_g722", "adpcm_g726", "adpcm_ima_qt", "adpcm_ima_wav", "adpcm_ms",
    "adpcm_swf", "alac", "dts", "eac3", "flac", "g723_1", "gsm", "gsm_ms", "mlp", "mp2", "mp3",
    "nellymoser", "opus", "pcm_alaw", "pcm_bluray", "pcm_dvd", "pcm_f32be", "pcm_f32le",
    "pcm_f64be", "pcm_f64le", "pcm_mulaw", "pcm_s16be", "pcm_s16be_planar", "pcm_s16le",
    "pcm_s16le_planar", "pcm_s24be", "pcm_s24le", "pcm_s24le_planar", "pcm_s32be", "pcm_s32le",
    "pcm_s32le_planar", "pcm_s64be", "pcm_s64le", "pcm_s8", "pcm_s8_planar", "pcm_u16be",
    "pcm_u16le", "pcm_u24be", "pcm_u24le", "pcm_u32be", "pcm_u32le", "pcm_u8", "ra_144", "s302m",
    "speex", "truehd", "tta", "vorbis", "wavpack", "wmav1", "wmav2",
  ]

  /// By ffmpeg's name of the container, the codecs that may be copied into it.
  static let carried: [String: Set<String>] = [
    "mp4": [
      "aac", "ac3", "dts", "eac3", "opus", "vorbis",
    ],
    "mov": [
      "aac", "ac3", "adpcm_ima_qt", "dts", "eac3", "gsm", "mp2", "mp3", "nellymoser", "pcm_alaw",
      "pcm_f32be", "pcm_f32le", "pcm_f64be", "pcm_f64le", "pcm_mulaw", "pcm_s16be", "pcm_s16le",
      "pcm_s24be", "pcm_s24le", "pcm_s32be", "pcm_s32le", "pcm_s8", "pcm_u8", "speex", "vorbis",
    ],
    "matroska": [
      "aac", "ac3", "adpcm_g722", "adpcm_g726", "adpcm_ima_wav", "adpcm_ms", "alac", "dts",
      "eac3", "flac", "g723_1", "gsm_ms", "mlp", "mp2", "mp3", "opus", "pcm_alaw", "pcm_f32le",
      "pcm_f64le", "pcm_mulaw", "pcm_s16be", "pcm_s16le", "pcm_s24be", "pcm_s24le", "pcm_s32be",
      "pcm_s32le", "pcm_s64le", "pcm_u8", "ra_144", "speex", "truehd", "vorbis", "wavpack",
      "wmav1", "wmav2",
    ],
    "webm": [
      "opus", "vorbis",
    ],
    "avi": [
      "aac", "ac3", "gsm_ms", "mp2", "mp3", "pcm_alaw", "pcm_f32le", "pcm_f64le", "pcm_mulaw",
      "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_s64le", "pcm_u8", "wmav1", "wmav2",
    ],
    "nut": [
      "aac", "ac3", "adpcm_g722", "adpcm_ima_wav", "adpcm_ms", "adpcm_swf", "dts", "flac",
      "g723_1", "gsm_ms", "mp2", "mp3", "opus", "pcm_alaw", "pcm_f32be", "pcm_f32le", "pcm_f64be",
      "pcm_f64le", "pcm_mulaw", "pcm_s16be", "pcm_s16be_planar", "pcm_s16le", "pcm_s16le_planar",
      "pcm_s24be", "pcm_s24le", "pcm_s24le_planar", "pcm_s32be", "pcm_s32le", "pcm_s32le_planar",
      "pcm_s64be", "pcm_s64le", "pcm_s8", "pcm_s8_planar", "pcm_u16be", "pcm_u16le", "pcm_u24be",
      "pcm_u24le", "pcm_u32be", "pcm_u32le", "pcm_u8", "speex", "vorbis", "wavpack",
    ],
  ]

  /// By ffmpeg's name of the container, the codecs that may be: rates, channels or the old file decide.
  static let uncertain: [String: Set<String>] = [
    "mp4": [
      "alac", "mp3",
    ],
    "mov": [
      "adpcm_g726", "alac", "g723_1", "gsm_ms",
    ],
    "matroska": [],
    "webm": [],
    "avi": [
      "adpcm_g726", "adpcm_ima_wav", "adpcm_ms", "g723_1",
    ],
    "nut": [],
  ]
}
