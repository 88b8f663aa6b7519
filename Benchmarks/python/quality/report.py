"""The scores as tables."""

from quality import table
from quality.blurs import WIDTHS
from quality.scenes import SURROGATE

# Name in the records, heading, decimals.
OURS = (("sad", "SAD", 2), ("band_mse", "band MSE", 1), ("gradient", "gradient", 1))
HAZE = (("haze", "haze", 2),)
COLORS = (("black", "on black", 1), ("lime", "on lime", 1), ("color", "edge color", 2))
PUBLISHED = (("mad", "MAD", 2), ("mse", "MSE", 2), ("grad", "Grad", 2), ("conn", "Conn", 2))
TEMPORAL = (("dtssd", "dtSSD", 2), ("flicker", "flicker", 2))
TIME = (("milliseconds", "ms", 0),)


def lines_of(head, rows):
    return ["| " + " | ".join(head) + " |", "|" + "---|" * len(head),
            *("| " + " | ".join(row) + " |" for row in rows)]


def cells(record, columns):
    return [f"{record[name]:.{places}f}" if name in record else "" for name, _, places in columns]


def heads(columns):
    return [head for _, head, _ in columns]


def by_row(records):
    """Records of one row beneath each other, rows in the order in which they came first."""
    order = {}
    for record in records:
        order.setdefault((record.get("model"), record.get("clip"), record["row"]), len(order))
    return sorted(records, key=lambda record: order[record.get("model"), record.get("clip"), record["row"]])


def edge_tables(records):
    """A table for each set: the default model and the surrogate with all measures, then the other models."""
    lines = []
    columns = (*OURS, *HAZE, *COLORS, *PUBLISHED, *TIME)
    for kind in dict.fromkeys(record["set"] for record in records):
        found = by_row([record for record in records if record["set"] == kind])
        lines += ["", f"### Stills: {kind} ({found[0]['pictures']})", ""]
        lines += lines_of(["masks", "row", "build", *heads(columns)], [
            [record["model"], record["row"], record["build"], *cells(record, columns)] for record in found
            if record["model"] in (table.DEFAULT_MODEL, SURROGATE)])
        others = [record for record in found if record["model"] not in (table.DEFAULT_MODEL, SURROGATE)]
        if others:
            columns_of_others = (*OURS, *HAZE, *PUBLISHED)
            lines += ["", *lines_of(["masks", "row", "build", *heads(columns_of_others)], [
                [record["model"], record["row"], record["build"], *cells(record, columns_of_others)]
                for record in others])]
    return lines


def blur_table(records):
    if not records:
        return []
    lines = ["", "### Blur: what is left of a room, per cent", ""]
    head = ["row", "build", *(f"contrast at {width}" for width in WIDTHS)]
    has_words = any("read" in record for record in records)
    if has_words:
        head += ["words read, by width", "words read after sharpening"]
    rows = []
    for record in by_row(records):
        # As JSON has it, keys are words.
        record = {name: {int(width): share for width, share in value.items()} if isinstance(value, dict) else value
                  for name, value in record.items()}
        row = [record["row"], record["build"], *(f"{record['contrast'][width]:.1f}" for width in WIDTHS)]
        if has_words:
            row += [", ".join(f"{value:.0f}" for value in record.get(kind, {}).values())
                    for kind in ("read", "sharpened")]
        rows.append(row)
    return lines + lines_of(head, rows)


def film_table(records):
    if not records:
        return []
    columns = (*OURS, *COLORS, *PUBLISHED, *TEMPORAL)
    return ["", "### Films: edges that move", "",
            *lines_of(["clip", "row", "build", *heads(columns)], [
                [record["clip"], record["row"], record["build"], *cells(record, columns)]
                for record in sorted(by_row(records), key=lambda record: record["clip"])])]


def text(head, edges, blurs, films, skipped):
    lines = [head, *edge_tables(edges), *blur_table(blurs), *film_table(films)]
    if skipped:
        lines += ["", "### Skipped", "", *(f"- {line}" for line in skipped)]
    return "\n".join(lines) + "\n"
