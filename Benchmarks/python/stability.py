"""Runs `vbg-benchmark stability`, prints its scores as tables, and writes them to Results."""

import argparse
import json
import os
import pathlib
import subprocess

import machine

BUILD = pathlib.Path(os.environ["VBG_BENCHMARK_BUILD"])
RESULTS = pathlib.Path(__file__).resolve().parent.parent / "Results"
STANDARD = "adaptive"


def scores(model, films):
    """One record a line: a smoother on a clip or on a film."""
    command = [str(BUILD / "vbg-benchmark"), "stability", model, *films]
    process = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if process.returncode:
        raise SystemExit(process.returncode)
    return [json.loads(line) for line in process.stdout.splitlines()]


def baseline(rows, row):
    """The same masks as they came."""
    keys = ("clip", "masks", "film")
    return next(other for other in rows if other["smoothing"] == "off"
                and all(other.get(key) == row.get(key) for key in keys))


def change(value, before):
    return f"{value:.2f} ({100 * (value / before - 1):+.0f} %)"


def clip_table(rows):
    lines = ["| clip | masks | smoothing | flicker | edge error | error | lag, frames | ms |",
             "|---|---|---|---|---|---|---|---|"]
    for row in rows:
        if "clip" not in row:
            continue
        off = baseline(rows, row)
        lag = "" if row["lag"] is None else f"{row['lag'] - off['lag']:.2f}"
        name = f"**{row['smoothing']}**" if row["smoothing"] == STANDARD else row["smoothing"]
        lines.append(
            f"| {row['clip']} | {row['masks']} | {name} | {change(row['flicker'], off['flicker'])}"
            f" | {change(row['edge_error'], off['edge_error'])} | {row['error']:.2f} | {lag}"
            f" | {row['milliseconds']:.3f} |")
    return lines


def film_table(rows):
    lines = ["| film | smoothing | warping error | ms |", "|---|---|---|---|"]
    for row in rows:
        if "film" in row:
            off = baseline(rows, row)
            name = f"**{row['smoothing']}**" if row["smoothing"] == STANDARD else row["smoothing"]
            lines.append(
                f"| {row['film']} | {name}"
                f" | {change(row['warping_error'], off['warping_error'])}"
                f" | {row['milliseconds']:.3f} |")
    return lines if len(lines) > 2 else []


def check(rows):
    """What the default is held to."""
    found = {(row["clip"], row["masks"]): row for row in rows
             if row.get("clip") and row["smoothing"] == STANDARD}
    verdicts = []
    for masks in ("surrogate", "model"):
        noise, moving = found["noise", masks], found["moving", masks]
        still, walk = baseline(rows, noise), baseline(rows, moving)
        for text, holds in (
                ("at least 50 % less flicker on 'noise'",
                 noise["flicker"] <= 0.5 * still["flicker"]),
                ("at most 0.5 frames of lag on 'moving'", moving["lag"] - walk["lag"] <= 0.5),
                ("at most 5 % more edge error on 'moving'",
                 moving["edge_error"] <= 1.05 * walk["edge_error"])):
            verdicts.append(f"{STANDARD}, masks of the {masks}: {text}: "
                            + ("reached" if holds else "missed"))
    return verdicts


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", required=True, help="a .tflite file")
    parser.add_argument("--quick", action="store_true", help="write nothing")
    parser.add_argument("films", nargs="*", help="films without truth")
    arguments = parser.parse_args()
    described = machine.describe()
    rows = scores(arguments.model, arguments.films)
    model = pathlib.Path(arguments.model).stem
    head = (f"{described['cpu']} ({described['cpu_family_model_stepping']}), model {model}, "
            f"{described['date']}")
    lines = [head, "", *clip_table(rows), "", *film_table(rows), "",
             *(f"- {verdict}" for verdict in check(rows)), ""]
    text = "\n".join(lines)
    print(text)
    if not arguments.quick:
        name = f"stability-{machine.slug(described)}"
        (RESULTS / f"{name}.md").write_text(text)
        (RESULTS / f"{name}.json").write_text(
            json.dumps({"machine": described, "model": model, "rows": rows}, indent=1) + "\n")


if __name__ == "__main__":
    main()
