"""Documentation/conformance.md: what was run, and what came out."""

INTRODUCTION = """# Conformance

*Made by `Tools/conformance`; edits are lost.*

Seeded random models, one operator each, run by LiteRT {version} and by vbg at every level of the machine
({levels}), optimized and as imported. A case counts when LiteRT runs it. Element types, ranks from 0 to 6, strides,
padding, dilation, activations, broadcasting, sizes of 0 and negative axes are drawn at random; versions are those that
TFLite's converter writes. LiteRT runs its reference kernels; its builtin ones where a version has no other, and XNNPACK
for MediaPipe's three operators, which it alone has.

**Passed** is: the same types and shapes, and values that are equal where an operator moves elements, compares or
computes with integers, and otherwise within some units in the last place (ULP) of the result: 1 for arithmetic, 2 to 8
for functions; for sums within 2 + sqrt(n) ULP of the sum of the magnitudes of their n terms, which LiteRT tells by
running the same model with all numbers made positive. LOGISTIC may also be off by 1.6e-8, as LiteRT takes exp(x) below
-9. Chains are held to 2e-5, models to 5e-4 of an output's largest value. **Refused** is an error of one line before
anything runs; **failed** is anything else.
"""


def table(rows, header):
    lines = ["| " + " | ".join(header) + " |", "|---" * len(header) + "|"]
    return "\n".join(lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows])


def plain(text):
    return text.replace("|", "\\|").replace("\n", " ")


def document(version, levels, operators, chains, models, seed):
    """The page. `operators` maps names to tallies; `chains` is a tally; `models` are rows."""
    text = INTRODUCTION.format(version=version, levels=", ".join(levels))
    tallies = list(operators.values())
    text += f"""
## Operators

Seed {seed}; {sum(t.counted for t in tallies)} cases: {sum(t.passed for t in tallies)} passed, \
{sum(t.refused for t in tallies)} refused, {sum(t.failed for t in tallies)} failed.

"""
    rows = [(f"`{name}`", t.counted, t.passed, t.refused, t.failed,
             plain("; ".join(f"{count}: {reason}" for reason, count in t.reasons())))
            for name, t in operators.items()]
    text += table(rows, ["operator", "cases", "passed", "refused", "failed", "refused because"])
    if chains is not None:
        text += f"""

## Chains

Chains of 3 to 12 random operators with branches, optimized and as imported: {chains.counted} cases,
{chains.passed} passed, {chains.refused} refused, {chains.failed} failed.
"""
        text += "".join(f"\n- {count} refused: {plain(reason)}" for reason, count in chains.reasons())
    if models:
        text = text.rstrip() + "\n\n## Models\n\nOne run on seeded numbers; the difference is relative to the largest value of an output.\n\n"
        text += table(models, ["model", "from", "outcome", "worst difference"])
    return text.rstrip() + "\n"
