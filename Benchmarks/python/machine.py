"""The machine that a figure was measured on."""

import datetime
import os
import platform
import re


def cpu_fields():
    fields = {}
    with open("/proc/cpuinfo") as file:
        for line in file:
            name, _, value = line.partition(":")
            fields.setdefault(name.strip(), value.strip())
    return fields


def describe():
    fields = cpu_fields()
    name = fields.get("model name") or fields.get("Model") or platform.machine()
    flags = set(fields.get("flags", fields.get("Features", "")).split())
    return {
        "cpu": name,
        "cpu_family_model_stepping": "/".join(
            fields.get(key, "?") for key in ("cpu family", "model", "stepping")),
        "features": sorted(flags & {
            "sse2", "sse4_2", "avx", "avx2", "fma", "f16c", "avx512f", "avx512bw", "avx512_vnni",
            "avx512_bf16", "amx_tile", "asimd", "sve"}),
        "processors": len(os.sched_getaffinity(0)),
        "kernel": platform.release(),
        "date": datetime.date.today().isoformat(),
        "load_average_at_start": os.getloadavg()[0],
    }


def slug(described):
    """The processor's name with its family, model and stepping: one name may stand for several."""
    name = f"{described['cpu']} {described['cpu_family_model_stepping']}"
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def processors(count):
    """The last `count` processors this process may use: the first one takes most interrupts."""
    return set(sorted(os.sched_getaffinity(0))[-count:])
