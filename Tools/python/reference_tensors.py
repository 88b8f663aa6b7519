"""Writes every tensor of a run of LiteRT's builtin kernels: N.npy for tensor N."""

import pathlib
import sys

import numpy as np
from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.interpreter import Interpreter, OpResolverType


def main():
    model, folder, *inputs = sys.argv[1:]
    interpreter = Interpreter(
        model, num_threads=1, experimental_preserve_all_tensors=True,
        experimental_op_resolver_type=OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES)
    interpreter.allocate_tensors()
    random = np.random.default_rng(1)
    details = interpreter.get_input_details()
    if inputs and len(inputs) != len(details):
        sys.exit(f"reference-tensors: expected {len(details)} inputs, found {len(inputs)}")
    for place, detail in enumerate(details):
        if inputs:
            values = np.load(inputs[place])
        elif np.dtype(detail["dtype"]).kind == "f":
            values = random.random(detail["shape"]).astype(detail["dtype"])
        else:
            values = random.integers(0, 100, detail["shape"]).astype(detail["dtype"])
        interpreter.set_tensor(detail["index"], values)
    interpreter.invoke()
    place = pathlib.Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    # Behind the file's own tensors LiteRT keeps its scratch.
    known = schema.Model.GetRootAs(pathlib.Path(model).read_bytes(), 0).Subgraphs(0).TensorsLength()
    count = 0
    for detail in interpreter.get_tensor_details():
        if detail["index"] >= known:
            continue
        try:
            values = interpreter.get_tensor(detail["index"])
        except ValueError:
            continue
        np.save(place / f"{detail['index']}.npy", values)
        count += 1
    print(f"{folder}: {count} tensors")


if __name__ == "__main__":
    main()
