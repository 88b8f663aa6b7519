"""The process that runs LiteRT: pickles of (file, inputs, default kernels) in, of results out."""

import os
import pickle
import sys

import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType


def prepared(file, default_kernels):
    """An interpreter by reference kernels; where a version of an operator has none, by the builtin ones."""
    if default_kernels:
        return Interpreter(model_content=file, num_threads=1)
    try:
        return Interpreter(
            model_content=file, num_threads=1, experimental_op_resolver_type=OpResolverType.BUILTIN_REF)
    except ValueError as error:
        if "Didn't find op" not in str(error):
            raise
    return Interpreter(
        model_content=file, num_threads=1,
        experimental_op_resolver_type=OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES)


def run(file, inputs, default_kernels):
    interpreter = prepared(file, default_kernels)
    interpreter.allocate_tensors()
    details = interpreter.get_input_details()
    outputs = None
    count = len(inputs[0]) if inputs else 1
    for run in range(count):
        for detail, values in zip(details, inputs):
            interpreter.set_tensor(detail["index"], values[run])
        interpreter.invoke()
        found = [np.array(interpreter.get_tensor(d["index"])) for d in interpreter.get_output_details()]
        outputs = [[] for _ in found] if outputs is None else outputs
        for values, one in zip(outputs, found):
            values.append(one)
    shapes = {d["index"]: tuple(int(n) for n in d["shape"]) for d in interpreter.get_tensor_details()}
    return [np.stack(values) for values in outputs], shapes


def main():
    # LiteRT writes to standard output, too.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    while True:
        try:
            request = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        try:
            result = ("ok", run(*request))
        except (ValueError, RuntimeError, TypeError) as error:
            result = ("error", str(error))
        pickle.dump(result, answers)
        answers.flush()


main()
