"""Tries every encoder of sound that ffmpeg has in every container that `vbg video` writes, and prints
Sources/Films/FFmpeg/Companions/SoundTable.swift.

Sound is encoded, put into containers that hold it, from there copied into the pair's container, decoded and
compared. A pair whose trials all went well is in `carried`; one that depends on the rate, on channels or on
where the packets came from in `uncertain`; one whose trials all failed in neither.
"""

import array
import math
import operator
import os
import re
import subprocess
import sys
import tempfile

CONTAINERS = ["mp4", "mov", "matroska", "webm", "avi", "nut"]
CARRIERS = {
    "mov": [], "mpegts": [], "flv": [], "m2ts": ["-f", "mpegts", "-mpegts_m2ts_mode", "1"], "vob": [],
    "matroska": [], "ogg": [], "asf": [], "wav": [], "avi": [], "caf": [], "aiff": [], "nut": [],
}
FORMATS = [(48000, 2), (44100, 1), (48000, 6), (16000, 1), (8000, 1)]
# Files that packets come from are of two kinds at most: they cut sound in different ways.
CARRIER_LIMIT = 2
RATE = 4000
# Encoders for games, telephones and radios whose sound no film carries, or whose output is not tied to a
# codec that films name.
PASSED_OVER = {
    "comfortnoise", "libcodec2", "adpcm_argo", "adpcm_ima_alp", "adpcm_ima_amv", "adpcm_ima_apm",
    "adpcm_ima_ssi", "adpcm_ima_ws", "adpcm_adx", "aptx", "aptx_hd", "dfpwm", "pcm_s24daud",
    "pcm_vidc", "roq_dpcm", "sbc", "sonic", "sonicls", "mp2fixed", "ac3_fixed", "libshine",
    "libtwolame",
}


def run(arguments, timeout=60):
    try:
        return subprocess.run(
            ["ffmpeg", "-nostdin", "-v", "error", "-y", *arguments],
            capture_output=True, timeout=timeout)
    except subprocess.TimeoutExpired:
        return None


def succeeded(outcome):
    return outcome is not None and outcome.returncode == 0


def decoded(path):
    """Samples of one channel, following the times of the packets; none when decoding complains."""
    outcome = run(
        ["-i", path, "-map", "0:a:0", "-af", "aresample=async=1:first_pts=0", "-ac", "1",
         "-ar", str(RATE), "-f", "s16le", "pipe:1"])
    if not succeeded(outcome) or outcome.stderr:
        return None
    return array.array("h", outcome.stdout[: len(outcome.stdout) // 2 * 2])


def alike(a, b, limit=0.93):
    """Whether two recordings are one: of a length and the same, but for the 1152 samples at most that
    encoders put in front, which not all containers tell of: 144 ms at 8 kHz."""
    if a is None or b is None or min(len(a), len(b)) < RATE // 2 or abs(len(a) - len(b)) > RATE * 0.3:
        return False
    reach = RATE * 150 // 1000
    core = a[reach:min(len(a), len(b)) - reach]
    own = math.sqrt(sum(map(operator.mul, core, core)))
    best = 0.0
    for lag in range(0, 2 * reach + 1):
        other = b[lag:lag + len(core)]
        norm = math.sqrt(sum(map(operator.mul, other, other)))
        if own and norm:
            best = max(best, sum(map(operator.mul, core, other)) / own / norm)
    return best >= limit


def codec_name(path):
    outcome = subprocess.run(
        ["ffprobe", "-v", "error", "-select_streams", "a:0", "-show_entries", "stream=codec_name",
         "-of", "csv=p=0", path], capture_output=True, text=True)
    return outcome.stdout.strip().split(",")[0].split("\n")[0]


def try_encoder(encoder, folder, results):
    carriers = dict(CARRIERS)
    for rate, channels in FORMATS:
        tone = "aevalsrc=" + "|".join(
            f"0.4*sin(2*PI*t*({200 + 40 * channel}+60*t))" for channel in range(channels))
        layout = {1: "mono", 2: "stereo", 6: "5.1"}[channels]
        source = ["-f", "lavfi", "-i", f"{tone}:s={rate}:c={layout}:d=1"]
        good_carriers = []
        for carrier, options in carriers.items():
            if len(good_carriers) == CARRIER_LIMIT:
                break
            first = os.path.join(folder, f"first.{carrier}")
            encode = ["-strict", "-2", "-c:a", encoder, "-ar", str(rate), "-ac", str(channels)]
            if not succeeded(run([*source, *encode, *(options or ["-f", carrier]), first])):
                continue
            sound = decoded(first)
            if sound is None or len(sound) < RATE // 2:
                continue
            name = codec_name(first)
            if not name:
                continue
            good_carriers.append(carrier)
            for container in CONTAINERS:
                second = os.path.join(folder, f"second.{container}")
                # Twice, so that other packets lie between the sound's, as pictures do.
                outcome = run(["-i", first, "-map", "0:a:0", "-map", "0:a:0", "-c", "copy",
                               "-f", container, second])
                good = succeeded(outcome) and not outcome.stderr and alike(sound, decoded(second))
                good = good and codec_name(second) == name
                results.setdefault((name, container), []).append((good, carrier, rate, channels))
        if good_carriers:
            carriers = {name: CARRIERS[name] for name in good_carriers}


def main():
    listing = subprocess.run(
        ["ffmpeg", "-hide_banner", "-encoders"], capture_output=True, text=True).stdout
    encoders = sys.argv[1:] or [m[1] for m in re.finditer(r"^ A\S{5} (\S+)", listing, re.M) if m[1] != "="]
    version = subprocess.run(["ffmpeg", "-version"], capture_output=True, text=True).stdout.split()[2]
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        for encoder in encoders:
            if encoder in PASSED_OVER:
                continue
            try_encoder(encoder, folder, results)
            print(encoder, file=sys.stderr, flush=True)
    tried = sorted({name for name, _ in results})
    print("// Made by Tools/make-sound-table with ffmpeg " + version + "; not to be edited by hand.")
    print()
    print("/// Which sound each container carries so that it can be decoded again, as trials with ffmpeg")
    print("/// " + version + " showed: encoded, put into files that hold it, copied, decoded, compared.")
    print("enum SoundTable {")
    print("  /// The codecs that were tried in all containers.")
    print("  static let tried: Set<String> = [")
    print_names(tried, "    ")
    print("  ]")
    for title, comment, wanted in [
        ("carried", "may be copied into it", {True}),
        ("uncertain", "may be: rates, channels or the old file decide", {True, False})]:
        print(f"\n  /// By ffmpeg's name of the container, the codecs that {comment}.")
        print(f"  static let {title}: [String: Set<String>] = [")
        for container in CONTAINERS:
            names = [name for name in tried
                     if {outcome[0] for outcome in results[name, container]} == wanted]
            print(f'    "{container}": [' + ("" if names else "],"))
            if names:
                print_names(names, "      ")
                print("    ],")
        print("  ]")
    print("}")
    for (name, container), outcomes in sorted(results.items()):
        bad = [o[1:] for o in outcomes if not o[0]]
        if bad and len(bad) < len(outcomes):
            print(f"{name} in {container}: not {bad} of {len(outcomes)}", file=sys.stderr)


def print_names(names, indent):
    line = indent
    for name in names:
        word = f'"{name}",'
        if len(line) + len(word) > 98:
            print(line.rstrip())
            line = indent
        line += word + " "
    if line.strip():
        print(line.rstrip())


if __name__ == "__main__":
    main()
