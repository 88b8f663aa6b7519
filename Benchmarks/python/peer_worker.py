"""peer_worker.py litert|openvino MODEL THREADS: another engine behind the protocol of
`vbg-benchmark serve`.

Each run is timed around the engine's own call alone, with the input written before it outside of the
time, as in vbg's worker.
"""

import json
import pathlib
import sys
import time

import numpy


class LiteRT:
    """LiteRT with the XNNPACK delegate, which it uses unless told otherwise."""

    def __init__(self, path, thread_count):
        import ai_edge_litert
        from ai_edge_litert.interpreter import Interpreter

        self.version = f"LiteRT {ai_edge_litert.__version__}"
        self.interpreter = Interpreter(model_path=str(path), num_threads=thread_count)
        self.interpreter.allocate_tensors()
        details = self.interpreter.get_input_details()[0]
        self.shape = tuple(details["shape"])
        self.input_index = details["index"]
        self.output_index = self.interpreter.get_output_details()[0]["index"]
        self.run = self.interpreter.invoke

    def set_input(self, values):
        self.interpreter.set_tensor(self.input_index, values)

    def output(self):
        return self.interpreter.get_tensor(self.output_index)


class OpenVINO:
    """OpenVINO on the CPU in 32-bit floats, one stream of all threads."""

    def __init__(self, path, thread_count):
        import openvino
        from builtin_transpose_convolution import without_custom_operator

        self.version = f"OpenVINO {openvino.__version__.split('-')[0]}"
        core = openvino.Core()
        model = core.read_model(without_custom_operator(pathlib.Path(path).read_bytes()))
        self.compiled = core.compile_model(model, "CPU", {
            "INFERENCE_NUM_THREADS": thread_count, "NUM_STREAMS": 1,
            "PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": "f32"})
        self.request = self.compiled.create_infer_request()
        self.shape = tuple(self.compiled.inputs[0].shape)
        self.input = numpy.zeros(self.shape, numpy.float32)
        self.request.set_input_tensor(openvino.Tensor(self.input, shared_memory=True))

    def run(self):
        self.request.start_async()
        self.request.wait()

    def set_input(self, values):
        self.input[...] = values

    def output(self):
        return self.request.get_output_tensor(0).data


def timed_runs(engine, values, count, warm_up_count):
    times = []
    for index in range(warm_up_count + count):
        engine.set_input(values)
        start = time.perf_counter_ns()
        engine.run()
        end = time.perf_counter_ns()
        if index >= warm_up_count:
            times.append(end - start)
    return times


def main():
    name, path, thread_count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    engine = {"litert": LiteRT, "openvino": OpenVINO}[name](path, thread_count)
    values = numpy.zeros(engine.shape, numpy.float32)
    print(json.dumps({"version": engine.version, "input_shape": [int(d) for d in engine.shape]}),
          flush=True)
    for line in sys.stdin:
        command, _, rest = line.strip().partition(" ")
        answer = {}
        if command == "input":
            values = numpy.fromfile(rest, numpy.float32).reshape(engine.shape)
        elif command == "output":
            numpy.ascontiguousarray(engine.output(), numpy.float32).tofile(rest)
        elif command == "run":
            count, warm_up_count = map(int, rest.split())
            answer["nanoseconds"] = timed_runs(engine, values, count, warm_up_count)
        else:
            raise SystemExit(f"expected input, output or run, found {line!r}")
        print(json.dumps(answer), flush=True)


main()
