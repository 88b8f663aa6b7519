"""What films of 4K take in memory, and what the settings that save it cost in quality."""

import argparse
import math
import pathlib
import re
import subprocess
import tempfile
import time

import film_speed
import places

WIDTH, HEIGHT = 3840, 2160
QUALITIES = (45, 60, 75)
# What brings back the usual settings that vbg leaves from 1440 rows up, behind its own.
USUAL = {
    "h264": "-threads 0 -refs 3 -bf 3 -x264-params rc-lookahead=40:sliced-threads=0",
    "hevc": "-x265-params log-level=error",
    "vp9": "-lag-in-frames 25 -threads 0",
}
ENDING = {"h264": "mp4", "hevc": "mp4", "vp9": "webm"}


def peak(process):
    """Peak resident memory of a process in MB, shared pages included; 0 once it is gone."""
    try:
        status = pathlib.Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) * 1024 / 1e6 if found else 0


def role(process):
    """What one of vbg's children is for; None for those that only look at the film, one after the other."""
    try:
        words = pathlib.Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return None
    return {b"pipe:0": "encoder", b"pipe:1": "decoder"}.get(
        next((word for word in words if word in (b"pipe:0", b"pipe:1") and b"nut" in words), None))


def encode(film, output, arguments):
    """Runs `vbg video`; seconds, and the peaks of vbg, the decoder and the encoder in MB."""
    start = time.monotonic()
    child = subprocess.Popen(
        [places.BUILD / "vbg", "video", film, output, "--quiet", *arguments],
        stdout=subprocess.DEVNULL)
    peaks = {"vbg": 0, "decoder": 0, "encoder": 0}
    while child.poll() is None:
        tasks = pathlib.Path(f"/proc/{child.pid}/task").glob("*/children")
        try:
            others = [number for path in tasks for number in path.read_text().split()]
        except OSError:
            others = []
        for process, name in [(child.pid, "vbg"), *((number, role(number)) for number in others)]:
            if name:
                peaks[name] = max(peaks[name], peak(process))
        time.sleep(0.02)
    if child.returncode != 0:
        raise SystemExit(f"vbg failed with exit code {child.returncode}")
    return time.monotonic() - start, peaks


def ssim(film, reference):
    """Structural similarity of all components, 0 ... 1."""
    words = subprocess.run(
        ["ffmpeg", "-nostdin", "-hide_banner", "-i", film, "-i", reference, "-lavfi", "ssim",
         "-f", "null", "-"], check=True, stderr=subprocess.PIPE, text=True).stderr
    return float(re.search(r"All:([0-9.]+)", words)[1])


def difference(usual, small):
    """How much lower SSIM is at equal size, the mean over the sizes that both curves have."""
    def at(curve, size):
        for (low, a), (high, b) in zip(curve, curve[1:]):
            if low <= size <= high:
                return a + (b - a) * (size - low) / (high - low)
        return None
    curves = [sorted((math.log(size), value) for size, value in curve) for curve in (usual, small)]
    low, high = max(curve[0][0] for curve in curves), min(curve[-1][0] for curve in curves)
    sizes = [low + (high - low) * step / 10 for step in range(11)]
    pairs = [(at(curves[0], size), at(curves[1], size)) for size in sizes]
    pairs = [pair for pair in pairs if None not in pair]
    return sum(a - b for a, b in pairs) / len(pairs)


def main():
    parser = argparse.ArgumentParser(prog="film-memory", description=__doc__)
    parser.add_argument("--film", metavar="FILE", help="a film whose first frames are taken")
    parser.add_argument("--photo", metavar="FILE",
                        default=places.sample_photo(None) or film_speed.PICTURE,
                        help="a photo that a film is made of (the sample photo)")
    parser.add_argument("--model", default="segm_full_v679")
    parser.add_argument("--frames", type=int, default=48)
    parser.add_argument("--codecs", type=lambda text: text.split(","), default=list(USUAL))
    options = parser.parse_args()
    model = next(iter(places.find_models([options.model], [options.model]).values()))
    print("| codec | settings | vbg, decoder, encoder, sum (MB) | frames a second | SSIM at quality "
          f"{', '.join(map(str, QUALITIES))} | MB of the films | SSIM lost at equal size |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as text:
        folder = pathlib.Path(text)
        film = folder / "in.mp4"
        film_speed.make_film(film, options.frames, options, WIDTH, HEIGHT)
        for codec in options.codecs:
            output = folder / f"out.{ENDING[codec]}"
            curves = {}
            for name, more in [("usual", ["--ffmpeg-args", USUAL[codec]]), ("vbg's", [])]:
                chosen = ["--codec", codec, *more]
                seconds, peaks = encode(film, output, [*chosen, "--blur", "--model", model])
                curve = []
                for quality in QUALITIES:
                    encode(film, output, [*chosen, "--none", "--quality", str(quality)])
                    curve.append((output.stat().st_size, ssim(output, film)))
                curves[name] = curve
                lost = f"{difference(curves['usual'], curve):.4f}" if name != "usual" else ""
                numbers = [*peaks.values(), sum(peaks.values())]
                print(f"| {codec} | {name} | {', '.join(f'{number:.0f}' for number in numbers)} "
                      f"| {options.frames / seconds:.1f} "
                      f"| {', '.join(f'{value:.4f}' for _, value in curve)} "
                      f"| {', '.join(f'{size / 1e6:.2f}' for size, _ in curve)} | {lost} |",
                      flush=True)


if __name__ == "__main__":
    main()
