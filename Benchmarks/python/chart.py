"""The ratios as a bar chart."""

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot

import engines
import targets

COLORS = {"litert": "#3b6ea8", "openvino": "#d08a3e"}


def panel(axes, rows, thread_count):
    width = 0.38
    for offset, engine in enumerate(engines.PEERS):
        for index, row in enumerate(rows):
            found = row["ratios"].get(engine)
            if found is None:
                continue
            x = index + (offset - 0.5) * width
            bars = axes.bar(x, found["ratio"], width, color=COLORS[engine],
                            label=engines.LABELS[engine] if index == 0 else None)
            axes.bar_label(bars, fmt="%.2f", fontsize=7)
            if found["target"]:
                axes.hlines(found["target"], x - width / 2, x + width / 2, color="black",
                            linewidth=1.5, label="target" if (index, offset) == (0, 0) else None)
    axes.axhline(1, color="grey", linewidth=0.8)
    axes.set_xticks(range(len(rows)), [targets.SHORT.get(row["model"], row["model"])
                                       for row in rows], rotation=25, ha="right", fontsize=8)
    axes.set_title(f"{thread_count} thread" + ("s" if thread_count > 1 else ""), fontsize=10)


def draw(report, path):
    """Writes the chart; one panel a number of threads."""
    counts = sorted({row["threads"] for row in report["rows"]})
    figure, panels = pyplot.subplots(1, len(counts), figsize=(6 * len(counts), 4.2), sharey=True,
                                     squeeze=False, layout="constrained")
    for axes, count in zip(panels[0], counts):
        panel(axes, [row for row in report["rows"] if row["threads"] == count], count)
    panels[0][0].set_ylabel("their time / vbg's time")
    figure.legend(*panels[0][0].get_legend_handles_labels(), loc="outside lower center", ncols=3,
                  fontsize=8)
    described = report["machine"]
    figure.suptitle(f"{described['cpu']}, {described.get('instruction_set', '')}, "
                    f"{', '.join(report['versions'].values())}, {described['date']}", fontsize=10)
    figure.savefig(path, dpi=110)
    return path
