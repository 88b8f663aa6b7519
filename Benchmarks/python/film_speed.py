"""What films cost: the same frames bare, through the pipeline and between ffmpeg's programs, by turns
(`vbg-benchmark film`); and whole films by `vbg video`, one after the other."""

import argparse
import json
import pathlib
import statistics
import subprocess
import tempfile

import machine
import places

WIDTH, HEIGHT = 1280, 720
PICTURE = pathlib.Path(__file__).resolve().parent.parent.parent / "Documentation" / "astronaut.jpg"
WAYS = ("bare", "pipeline", "film")
# Scheduling may cost the compositor that share.
LIMIT = 1.15
WHOLE_RUNS = 2
# Where a process gets its memory changes some stages for as long as it lives.
PROCESSES = 2


def make_film(path, frame_count, options, width=WIDTH, height=HEIGHT):
    """A film, H.264: another film's frames, or a photo that moves some pixels, with noise."""
    if options.film:
        source = ["-i", options.film]
        filters = (f"scale={width}:{height}:force_original_aspect_ratio=increase,"
                   f"crop={width}:{height}")
    else:
        source = ["-loop", "1", "-framerate", "30", "-i", options.photo]
        filters = (f"scale={width + 32}:{height + 32}:force_original_aspect_ratio=increase,"
                   f"crop={width}:{height}:16+12*sin(n/10):16+8*cos(n/10),noise=alls=6:allf=t")
    subprocess.run(
        ["ffmpeg", "-nostdin", "-loglevel", "error", "-y", *source, "-vf",
         f"{filters},format=yuv420p", "-frames:v", str(frame_count), "-an", "-crf", "18", path],
        check=True)


def measure(model, film, output, effect, thread_count, options):
    """Times of each stage of each frame, three ways: minima and medians in milliseconds."""
    answers = [json.loads(subprocess.run(
        [places.WORKER, "film", model, film, options.background, effect, str(thread_count),
         str(options.rounds), output], check=True, stdout=subprocess.PIPE, text=True).stdout)
        for _ in range(PROCESSES)]
    ways = {}
    for way in WAYS:
        ways[way] = {}
        for stage in answers[0][way]:
            times = [time for answer in answers for time in answer[way][stage]]
            if max(times) > 0:
                ways[way][stage] = {"minimum_ms": min(times) / 1e6,
                                    "median_ms": statistics.median(times) / 1e6}
    return {"effect": effect, "threads": thread_count, "frames": answers[0]["frames"],
            "rounds": options.rounds, "processes": PROCESSES, "ways": ways}


def whole(model, film, output, effect, thread_count, options):
    """`vbg video` from its start to its end: the fastest of some runs."""
    shown = ["--blur"] if effect == "blur" else ["--background", str(options.background)]
    reports = [json.loads(subprocess.run(
        [places.BUILD / "vbg", "video", film, output, *shown, "--model", model, "--threads",
         str(thread_count), "--json"], check=True, stdout=subprocess.PIPE, text=True).stdout)
        for _ in range(WHOLE_RUNS)]
    best = max(reports, key=lambda report: report["framesPerSecond"])
    return {"effect": effect, "threads": thread_count,
            "frames_per_second": best["framesPerSecond"],
            "all_frames_per_second": [report["framesPerSecond"] for report in reports],
            "frames": best["frames"], "inferences": best["inferences"], "stages": best["stages"]}


def stage_table(rows):
    lines = ["| effect | threads | stage | bare: least, median ms | in the pipeline | ratio of medians "
             "| within 15 % | between ffmpeg's: least, median ms | ratio of medians |",
             "|---|---|---|---|---|---|---|---|---|"]
    for row in rows:
        for stage in row["ways"]["bare"]:
            times = [row["ways"][way].get(stage) for way in WAYS]
            if None in times:
                continue
            cells = [f"{time['minimum_ms']:.3f}, {time['median_ms']:.3f}" for time in times]
            base = times[0]["median_ms"]
            ratios = [time["median_ms"] / base if base else 0 for time in times]
            verdict = "yes" if ratios[1] <= LIMIT else "missed"
            lines.append(
                f"| {row['effect']} | {row['threads']} | {stage} | {cells[0]} | {cells[1]} "
                f"| {ratios[1]:.2f} | {verdict} | {cells[2]} | {ratios[2]:.2f} |")
    return "\n".join(lines)


def whole_table(rows):
    names = list(dict.fromkeys(stage["stage"] for row in rows for stage in row["stages"]))
    names.sort(key=lambda name: name == "encode")
    lines = ["| effect | threads | frames a second | " + " | ".join(names) + " |",
             "|---|---|---|" + "---|" * len(names)]
    for row in rows:
        stages = {stage["stage"]: stage for stage in row["stages"]}
        lines.append(f"| {row['effect']} | {row['threads']} | {row['frames_per_second']:.1f} | "
                     + " | ".join(f"{stages[name]['millisecondsPerFrame']:.2f} "
                                  f"({stages[name]['share']:.0%})" if name in stages else ""
                                  for name in names) + " |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(prog="film", description=__doc__)
    parser.add_argument("--film", metavar="FILE", help="a film whose first frames are taken")
    parser.add_argument("--photo", metavar="FILE", default=places.sample_photo(None) or PICTURE,
                        help="a photo that a film is made of (the sample photo)")
    parser.add_argument("--background", metavar="FILE", default=PICTURE)
    parser.add_argument("--model", default="segm_full_v679")
    parser.add_argument("--threads", type=lambda text: [int(part) for part in text.split(",")],
                        default=[1, 2])
    parser.add_argument("--effects", type=lambda text: text.split(","), default=["image", "blur"])
    parser.add_argument("--frames", type=int, default=60)
    parser.add_argument("--whole-frames", type=int, default=150,
                        help="frames of films that are done as a whole (150)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true",
                        help="one round of 30 frames, results are not written")
    options = parser.parse_args()
    if options.quick:
        options.frames, options.rounds, options.whole_frames = 30, 1, 60
    models = places.find_models([options.model], [options.model])
    if not models:
        raise SystemExit(f"no model {options.model}: name its folder in VBG_MODELS")
    model = next(iter(models.values()))
    report = {"machine": machine.describe(), "width": WIDTH, "height": HEIGHT,
              "model": model.stem, "source": pathlib.Path(options.film or options.photo).name,
              "stages": [], "whole": []}
    with tempfile.TemporaryDirectory() as text:
        folder = pathlib.Path(text)
        film, long_film, output = folder / "in.mp4", folder / "long.mp4", folder / "out.mp4"
        make_film(film, options.frames, options)
        make_film(long_film, options.whole_frames, options)
        for thread_count in options.threads:
            for effect in options.effects:
                report["stages"].append(measure(model, film, output, effect, thread_count, options))
                report["whole"].append(
                    whole(model, long_film, output, effect, thread_count, options))
    described = report["machine"]
    print(f"{described['cpu']} (family/model/stepping {described['cpu_family_model_stepping']}), "
          f"{described['processors']} processors, {WIDTH}x{HEIGHT}, {report['model']}, "
          f"{report['source']}, {described['date']}, "
          f"load average {described['load_average_at_start']:.1f}\n")
    print(stage_table(report["stages"]))
    print("\nwhole films, milliseconds a frame (share of the film's time):\n")
    print(whole_table(report["whole"]))
    if not options.quick:
        path = places.RESULTS / f"film-{machine.slug(described)}.json"
        path.write_text(json.dumps(report, indent=1) + "\n")
        print(path)


if __name__ == "__main__":
    main()
