"""Measures how good vbg's pictures are, against known alpha, and writes Results and contact sheets."""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import machine
import places

PROJECT = pathlib.Path(__file__).resolve().parents[3]
PARTS = ("edges", "blurs", "films", "sheets")


def listed(text):
    return [word for word in text.split(",") if word]


def parse():
    parser = argparse.ArgumentParser(prog="quality", description=__doc__)
    parser.add_argument("--new", metavar="PROGRAM", help="the vbg to measure (default: this tree's, built first)")
    parser.add_argument("--old", metavar="PROGRAM", help="another vbg, shown beside it")
    parser.add_argument("--new-name", default="new", help="what tables call it")
    parser.add_argument("--old-name", default="old", help="what tables call the other one")
    parser.add_argument("--beside", metavar="RECORD",
                        help="scores of an earlier run, a .json of Results, shown beside; --old is then for sheets alone")
    parser.add_argument("--photos", metavar="FOLDER", action="append", default=[],
                        help="NAME.alpha.png, NAME.foreground.png and NAME.png or .jpg; repeatable, as photos may "
                             "lie in a folder of their own (NAME-anything.jpg is found too)")
    parser.add_argument("--rooms", metavar="FOLDER", action="append", default=[],
                        help="pictures to put these people before; repeatable")
    parser.add_argument("--portrait", metavar="FILE", default=places.DATA / "photos" / "astronaut.png",
                        help="the sample photo")
    parser.add_argument("--models", type=listed, help="names of models, parted by commas; surrogate is no model")
    parser.add_argument("--rows", type=listed, help="rows whose names have one of these parts")
    parser.add_argument("--only", type=listed, default=list(PARTS), help=", ".join(PARTS))
    parser.add_argument("--drawn", type=int, default=4, help="how many drawn people (4)")
    parser.add_argument("--frames", type=int, default=45, help="frames of a clip (45)")
    parser.add_argument("--sheets", metavar="FOLDER", default="vbg-sheets",
                        help="where contact sheets of --photos go; those of free pictures go to Results")
    parser.add_argument("--references", action="store_true",
                        help="also what other methods make of the default model's masks, closed-form matting among "
                             "them: seconds a picture")
    parser.add_argument("--quick", action="store_true",
                        help="the default model, two drawn people, 15 frames; writes nothing but sheets")
    parser.add_argument("--save", action="store_true",
                        help="write Results of a part too; with --beside, a record can be made in parts")
    parser.add_argument("--self-test", action="store_true", help="test the measures, and nothing else")
    options = parser.parse_args()
    for part in options.only:
        if part not in PARTS:
            parser.error(f"expected --only to name some of {', '.join(PARTS)}, found '{part}'")
    if options.frames < 10 or options.drawn < 0:
        parser.error("expected at least 10 frames and no negative number of people")
    for program in (options.new, options.old):
        if program and not os.access(program, os.X_OK):
            parser.error(f"expected a program, found '{program}'")
    if not options.self_test and not options.new:
        parser.error("expected --new to name a program")
    if options.beside:
        try:
            options.beside = json.loads(pathlib.Path(options.beside).read_text())
            [options.beside[part] for part in ("builds", "edges", "blurs", "films", "skipped")]
        except (OSError, ValueError, KeyError, TypeError):
            parser.error(f"expected a record of this benchmark, found '{options.beside}'")
    for folder in options.rooms:
        if not pathlib.Path(folder).is_dir():
            parser.error(f"expected a folder of rooms, found '{folder}'")
    return options


def commit():
    """The commit of this tree, with a + where it was changed since."""
    def git(*words):
        return subprocess.run(["git", "-C", PROJECT, *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              text=True, check=False).stdout.strip()
    return git("rev-parse", "--short", "HEAD") + ("+" if git("status", "--porcelain", "--", "Sources") else "")


def measure(options, folder, say):
    """Everything that was asked for: builds, and the records of edges, blurs and films."""
    from quality import films, programs, references, runs, scenes, sheets, table
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "vbg" / "quality"
    builds = [programs.Build(name, path, folder) for name, path in (
        (options.old_name, options.old), (options.new_name, options.new)) if path]

    def chosen(rows):
        return [row for row in rows if not options.rows or any(part in row.name for part in options.rows)]
    models = options.models or (table.MODELS[:2] if options.quick else table.MODELS)
    scored, records = builds, {"edges": [], "blurs": [], "films": []}
    if options.beside:
        scored = builds[-1:]
        records = {part: list(options.beside[part]) for part in records}
    if "edges" in options.only:
        print("making stills", file=sys.stderr, flush=True)
        stills = list(scenes.scenes(options, cache, say))
        frames, masks = scenes.write(stills, folder)
        for record in runs.edges(scored, models, chosen(table.EDGES), stills, frames, masks, say):
            print(f"{record['build']}: {record['model']}: {record['row']}: {record['set']}: SAD {record['sad']:.2f}",
                  file=sys.stderr, flush=True)
            records["edges"].append(record)
        if options.references:
            records["edges"] += references.edges(builds[-1], table.DEFAULT_MODEL, stills, frames, folder, say)
        del stills
    if "blurs" in options.only:
        for record in runs.blur_rows(scored, chosen(table.BLURS), say):
            print(f"{record['build']}: {record['row']}: {record['contrast']}", file=sys.stderr, flush=True)
            records["blurs"].append(record)
    if "films" in options.only:
        print("making clips", file=sys.stderr, flush=True)
        clips = list(films.clips(folder, options.frames, options.portrait, cache, say))
        for record in runs.film_rows(scored, chosen(table.FILMS), clips, folder, say):
            print(f"{record['build']}: {record['clip']}: {record['row']}: dtSSD {record['dtssd']:.2f}",
                  file=sys.stderr, flush=True)
            records["films"].append(record)
    if "sheets" in options.only:
        def destination(subject):
            is_kept = subject.is_free and not options.quick
            return pathlib.Path(places.RESULTS if is_kept else options.sheets) / f"quality-{subject.name}.jpg"
        shown = sheets.subjects(options.photos, options.portrait, cache, say)
        for path in sheets.make(builds, chosen(table.EDGES), folder, destination, shown, say):
            print(path, flush=True)
    return builds, records


def main():
    options = parse()
    if options.self_test:
        from quality import self_test
        sys.exit(self_test.main())
    if options.quick:
        options.drawn, options.frames = min(options.drawn, 2), min(options.frames, 15)
    import cv2
    from quality import report
    cv2.setNumThreads(1)
    skipped = []

    def say(line):
        if line not in skipped:
            skipped.append(line)
            print(line, file=sys.stderr, flush=True)
    described = machine.describe()
    with tempfile.TemporaryDirectory(prefix="vbg-quality-") as folder:
        builds, records = measure(options, folder, say)
        descriptions = [build.describe() for build in builds]
    if options.beside:
        descriptions = options.beside["builds"] + [built for built in descriptions if built not in
                                                   options.beside["builds"]]
        skipped = options.beside["skipped"] + [line for line in skipped if line not in options.beside["skipped"]]
    head = (f"{described['date']}, sources {commit()}, {described['cpu']} "
            f"({described['cpu_family_model_stepping']}). Builds: "
            + ", ".join(f"{build['name']} ({build['sha256'][:12]})" for build in descriptions) + ".")
    text = report.text(head, records["edges"], records["blurs"], records["films"], skipped)
    print(text)
    is_whole = not (options.quick or options.rows or set(options.only) < set(PARTS))
    if is_whole or options.save:
        name = f"quality-{machine.slug(described)}"
        (places.RESULTS / f"{name}.md").write_text(text)
        (places.RESULTS / f"{name}.json").write_text(json.dumps(
            {"machine": described, "sources": commit(), "builds": descriptions, **records, "skipped": skipped},
            indent=1) + "\n")


if __name__ == "__main__":
    try:
        main()
    except OSError as error:
        # Files of others: what they are called, and what is wrong with them.
        sys.exit(f"quality: {error}")
