"""Measures vbg's modules and its page in headless Chromium; Benchmarks/browser runs it.

in_browser.py SITE OUT [--demo DIR] [--quick] [--models NAME,...]

SITE is what Tools/page built. Writes what was measured to OUT, as JSON, and prints it.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "Tools", "browser"))

from chromium import Chromium  # noqa: E402
from server import StaticServer  # noqa: E402

MODELS = {"segm_full": "segm_full_v679.tflite", "segm_lite": "segm_lite_v681.tflite",
          "mlkit": "selfiesegmentation_mlkit-256x256-2021_01_19-v1215.f16.tflite",
          "landscape": "selfie_segmentation_landscape.tflite", "selfie": "selfie_segmentation.tflite"}

INFERENCE = """
    const worker = new Worker("/benchmark/inference_worker.mjs", { type: "module" });
    const notes = [];
    const found = await new Promise((resolve, reject) => {
      worker.onerror = (event) => reject(new Error(event.message));
      worker.onmessage = ({ data }) => {
        if (data.note) notes.push(data.note);
        else if (data.error) reject(new Error(data.error));
        else resolve(data.results);
      };
      worker.postMessage({ models: args[0], demo: args[1], counts: args[2] });
    });
    worker.terminate();
    return { found, notes };"""

# When a result stands on the page's canvas for the first time, by the browser's own clock.
FIRST = """
    const timer = setInterval(() => {
      const canvas = document.getElementById("result");
      if (!canvas || canvas.width <= 300) return;
      self.firstComposite = performance.now();
      clearInterval(timer);
    }, 4);"""


def show(title, times, reference):
    """Prints the times of a race."""
    for name, time in times.items():
        ratio = f"  {reference} / this {times[reference]['min_ms'] / time['min_ms']:.2f}" \
            if reference in times and name != reference else ""
        print(f"{title:<16} {name:<18} min {time['min_ms']:.3f} ms, median {time['median_ms']:.3f}{ratio}", flush=True)


def measure(site, demo, is_quick, wanted):
    """Everything, as a dictionary."""
    files = [file for name, file in MODELS.items()
             if (not wanted or name in wanted) and os.path.exists(os.path.join(site, "models", file))]
    counts = {"roundCount": 4 if is_quick else 12, "runCount": 10 if is_quick else 25}
    server = StaticServer(site)
    address = "/demo" if demo else None
    results = {"inference": {}, "frames": {}, "first_composite_ms": []}
    try:
        # The first opening of a page is that of a newcomer: each has a profile of its own.
        for _ in range(1 if is_quick else 5):
            with Chromium() as browser:
                browser.devtools("Page.addScriptToEvaluateOnNewDocument", source=FIRST)
                browser.open(f"{server.address}index.html")
                results["first_composite_ms"].append(browser.wait("a composite", "return self.firstComposite"))
        print("first composite  " + ", ".join(f"{time:.0f}" for time in results["first_composite_ms"]) + " ms", flush=True)
        with Chromium() as browser:
            browser.open(f"{server.address}index.html?benchmark")
            results["browser"] = browser.run("return navigator.userAgent")
            browser.open(f"{server.address}benchmark/blank.html")
            for file in files:
                answer = browser.run(INFERENCE, [file], address, counts)
                for note in answer["notes"]:
                    print(note, flush=True)
                results["inference"].update(answer["found"])
                show(file.split("_v")[0][:16], answer["found"][file], "demo tflite-simd")
            model = next(iter(files))
            results["frames"] = browser.run("""
                const { raceFrames } = await import("/benchmark/page_frames.mjs");
                return raceFrames(...args);""", model, address, {**counts, "runCount": 8, "warmCount": 15})
            results["frames_model"] = model
            for job, times in results["frames"].items():
                show(job, times, "demo canvas")
    finally:
        server.close()
    return results


def main():
    """Copies the site with what measures it, and measures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("site")
    parser.add_argument("out")
    parser.add_argument("--demo")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--models", default="")
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="vbg-benchmark-")
    try:
        shutil.copytree(options.site, folder, dirs_exist_ok=True)
        os.makedirs(os.path.join(folder, "benchmark"))
        for name in os.listdir(HERE):
            if name.endswith(".mjs"):
                shutil.copy(os.path.join(HERE, name), os.path.join(folder, "benchmark"))
        with open(os.path.join(folder, "benchmark", "blank.html"), "w") as file:
            file.write("<!doctype html><html lang=en><title>benchmark</title><body>")
        if options.demo:
            os.makedirs(os.path.join(folder, "demo"))
            for name in ("tflite-simd.js", "tflite-simd.wasm"):
                shutil.copy(os.path.join(options.demo, name), os.path.join(folder, "demo"))
        else:
            print("the demo: skipped: no --demo DIR")
        results = measure(folder, options.demo, options.quick, [name for name in options.models.split(",") if name])
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    with open(options.out, "w") as file:
        json.dump(results, file, indent=2)
        file.write("\n")


if __name__ == "__main__":
    main()
