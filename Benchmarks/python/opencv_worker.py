"""opencv_worker.py image|blur|filter MODEL WIDTH HEIGHT THREADS: frames composited by LiteRT and OpenCV,
behind the protocol of `vbg-benchmark compose`.

OpenCV's own functions do all work on the frame's pixels, into memory that is kept. `image` puts a plainly
blurred mask to use, `blur` a Gaussian at half the size; neither has an edge filter or light wrap. `filter`
is ximgproc's joint bilateral filter alone, in the faster of its two number formats, with the window of
vbg's.
"""

import json
import sys
import time

import cv2
import numpy

# The window, in pixels, and sigmas of vbg's defaults at 1280x720 and a mask of 256x144.
WINDOW, SIGMA_COLOR, SIGMA_SPACE = 9, 0.2, 10.0


class Segmenter:
    """A model with one picture as its input, and as its output the person's share or two scores."""

    def __init__(self, path, thread_count):
        from ai_edge_litert.interpreter import Interpreter

        self.interpreter = Interpreter(model_path=path, num_threads=thread_count)
        self.interpreter.allocate_tensors()
        details = self.interpreter.get_input_details()[0]
        self.input_index = details["index"]
        _, self.height, self.width, _ = (int(size) for size in details["shape"])
        self.values = numpy.empty((self.height, self.width, 3), numpy.float32)
        self.output_index = self.interpreter.get_output_details()[0]["index"]

    def mask(self, frame):
        small = cv2.resize(frame, (self.width, self.height), interpolation=cv2.INTER_LINEAR)
        cv2.cvtColor(small, cv2.COLOR_BGR2RGB, small)
        numpy.multiply(small, numpy.float32(1 / 255), out=self.values)
        self.interpreter.set_tensor(self.input_index, self.values[numpy.newaxis])
        self.interpreter.invoke()
        output = self.interpreter.get_tensor(self.output_index)[0]
        if output.shape[2] == 1:
            return output[..., 0]
        odds = cv2.exp(output[..., 0] - output[..., 1])
        return 1 / (1 + odds)


class Pipeline:
    def __init__(self, job, model, width, height, thread_count):
        cv2.setNumThreads(thread_count)
        self.run = {"image": self.image, "blur": self.blur, "filter": self.filter}[job]
        self.segmenter = Segmenter(model, thread_count)
        self.size = (width, height)
        self.half = (width // 2, height // 2)
        self.person = numpy.empty((height, width), numpy.float32)
        self.rest = numpy.empty_like(self.person)
        self.blurred = numpy.empty((height, width, 3), numpy.uint8)
        self.result = numpy.empty((height, width, 3), numpy.uint8)

    def blend(self, frame, background):
        cv2.subtract(1.0, self.person, self.rest)
        self.result = cv2.blendLinear(frame, background, self.person, self.rest)

    def image(self):
        mask = self.segmenter.mask(self.frame)
        cv2.resize(mask, self.size, self.rest, interpolation=cv2.INTER_LINEAR)
        cv2.blur(self.rest, (5, 5), self.person)
        self.blend(self.frame, self.background)

    def blur(self):
        mask = self.segmenter.mask(self.frame)
        half = cv2.resize(self.frame, self.half, interpolation=cv2.INTER_AREA)
        half = cv2.GaussianBlur(half, (0, 0), 4)
        cv2.resize(half, self.size, self.blurred, interpolation=cv2.INTER_LINEAR)
        cv2.resize(mask, self.size, self.person, interpolation=cv2.INTER_LINEAR)
        self.blend(self.frame, self.blurred)

    def filter(self):
        """Prepared by `prepare_filter`."""
        self.result = cv2.ximgproc.jointBilateralFilter(*self.filter_input)

    def prepare_filter(self):
        """Picks the faster of the filter's formats."""
        mask = cv2.resize(
            self.segmenter.mask(self.frame), self.size, interpolation=cv2.INTER_NEAREST)
        inputs = (
            (self.frame.astype(numpy.float32) / 255, mask, WINDOW, SIGMA_COLOR, SIGMA_SPACE),
            (self.frame, (mask * 255).astype(numpy.uint8), WINDOW, SIGMA_COLOR * 255, SIGMA_SPACE))
        times = []
        for self.filter_input in inputs:
            self.filter()
            start = time.perf_counter_ns()
            self.filter()
            times.append(time.perf_counter_ns() - start)
        self.filter_input = inputs[times.index(min(times))]


def main():
    job, model, width, height, thread_count = (*sys.argv[1:3], *map(int, sys.argv[3:]))
    pipeline = Pipeline(job, model, width, height, thread_count)
    print(json.dumps({"version": f"OpenCV {cv2.__version__}"}), flush=True)

    def picture(path):
        rgba = numpy.fromfile(path, numpy.uint8).reshape(height, width, 4)
        return numpy.ascontiguousarray(rgba[..., 2::-1])

    for line in sys.stdin:
        command, _, rest = line.strip().partition(" ")
        answer = {}
        if command == "input":
            pipeline.frame = picture(rest)
            if job == "filter":
                pipeline.prepare_filter()
        elif command == "background":
            pipeline.background = picture(rest)
        elif command == "output":
            cv2.cvtColor(pipeline.result, cv2.COLOR_BGR2RGBA).tofile(rest)
        elif command == "run":
            count, warm_up_count = map(int, rest.split())
            times = []
            for index in range(warm_up_count + count):
                start = time.perf_counter_ns()
                pipeline.run()
                if index >= warm_up_count:
                    times.append(time.perf_counter_ns() - start)
            answer["nanoseconds"] = times
        else:
            raise SystemExit(f"expected input, background, output or run, found {line!r}")
        print(json.dumps(answer), flush=True)


main()
