#!/usr/bin/python3
"""`vbg live` in the camera lab's guest: from vivid to a virtual camera by real drivers, and faults at
random while another program watches. Runs behind cameras.py, whose modules are loaded.

VBG_LIVE_SECONDS says how long faults go on (default 20).
"""

import json
import os
import random
import signal
import time

from harness import (OUT, PROGRAMS, Program, check, conclude, content, expect, lab, pieces, shell)

CAMERA, SINK, VIRTUAL = "/dev/video0", "/dev/video1", "/dev/video9"
VIVID = "/sys/bus/platform/drivers/vivid/"
SIZE = (320, 180)
SECONDS = float(os.environ.get("VBG_LIVE_SECONDS", "20"))
# The smallest network: the guest computes some hundred times slower than its host.
MODEL = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                     "../../Tests/GoldenTests/Models/segmentation_network.tflite")
GREEN = (0, 177, 64)


def vivid(**controls):
    settings = ",".join(f"{name}={value}" for name, value in controls.items())
    shell(f"v4l2-ctl -d {CAMERA} --set-ctrl {settings}")


def live(*options, output=VIRTUAL):
    return Program(f"{PROGRAMS}/vbg", "live", "--camera", CAMERA, "--output", output, "--model", MODEL,
                   "--decode", "softmax2", "--input-range", "0...1",
                   "--size", f"{SIZE[0]}x{SIZE[1]}", "--fps", "25", "--stats=json", *options)


def records(program):
    """The seconds that were told."""
    return [json.loads(line) for line in program.lines if line.startswith("{")]


def wait_until(program, what, holds, limit=60):
    end = time.monotonic() + limit
    while not any(holds(record) for record in records(program)):
        expect(program.process.poll() is None and time.monotonic() < end,
               f"never {what}:\n{program.text()}")
        time.sleep(0.2)


def memory(program):
    """Resident bytes of its own."""
    with open(f"/proc/{program.process.pid}/status") as file:
        fields = dict(line.split(":", 1) for line in file)
    return int(fields["RssAnon"].split()[0]) * 1024


def stop(program, number=signal.SIGTERM):
    program.process.send_signal(number)
    return program.finish(0, limit=20)


@check("vbg live: frames reach another program")
def _():
    program = live("--color", "#00b140")
    wait_until(program, "inferred and submitted",
               lambda record: record["counts"]["inferred"] > 0 and record["outputRate"] > 1)
    lab("capture", VIRTUAL, "frames=6", f"raw={OUT}/live").finish()
    size = SIZE[0] * SIZE[1] * 2
    expect(len(pieces(content("live"), size)) >= 6, "too few frames")
    stop(program)
    last = records(program)[-1]
    return f"{last['outputRate']} frames a second, stages {last['stageMilliseconds']}"


@check("vbg live: while the camera is held or absent the slate alone is seen")
def _():
    holder = lab("capture", CAMERA, "size=320x180", "fps=25", "frames=100000")
    holder.wait_for("frame ", 2)
    program = live("--color", "#00b140")
    wait_until(program, "slates", lambda record: record["counts"]["slates"] > 5)
    lab("capture", VIRTUAL, "frames=6", f"raw={OUT}/slate").finish()
    for frame in pieces(content("slate"), SIZE[0] * SIZE[1] * 2):
        expect(len(set(frame[0::2])) == 1 and len(set(frame[1::4])) == 1
               and len(set(frame[3::4])) == 1, "a frame is not of one colour")
    expect(records(program)[-1]["counts"]["inferred"] == 0, program.text())
    told = [line for line in program.lines if "in use by another program" in line]
    expect(len(told) == 1, f"told {len(told)} times:\n{program.text()}")
    holder.kill()
    wait_until(program, "inferred once the camera is free",
               lambda record: record["counts"]["inferred"] > 0)
    stop(program, signal.SIGINT)
    return told[0]


def unbind():
    shell(f"echo vivid.0 > {VIVID}unbind")
    time.sleep(0.5)
    shell(f"echo vivid.0 > {VIVID}bind")
    # udev is not there to wait for.
    time.sleep(0.5)


@check("vbg live: the output's device is taken away and brought back")
def _():
    # No module can be removed while somebody has its device open, a driver can always be unbound.
    program = live("--color", "#00b140", output=SINK)
    wait_until(program, "submitted", lambda record: record["counts"]["submitted"] > 2)
    unbind()
    seen = len(records(program))
    end = time.monotonic() + 60
    while not any(record["counts"]["inferred"] > 0 and record["counts"]["submitted"] > 0
                  for record in records(program)[seen:]):
        expect(program.process.poll() is None and time.monotonic() < end,
               "never submitted again:\n" + program.text())
        time.sleep(0.2)
    stop(program)
    told = [line for line in program.lines if line.startswith("vbg") and SINK in line]
    expect(len(told) == 2, f"told {len(told)} times of the output:\n{program.text()}")
    return "; ".join(told)


def look(reader_count=2):
    lab("capture", VIRTUAL, f"frames={reader_count}", "timeout=5000").finish()


FAULTS = {
    "flagged frame": lambda: vivid(inject_v4l2_buf_flag_error=1),
    "fatal streaming error": lambda: vivid(inject_fatal_streaming_error=1),
    "half of the buffers dropped": lambda: vivid(percentage_of_dropped_buffers=50),
    "no buffer at all": lambda: vivid(percentage_of_dropped_buffers=100),
    "buffers again": lambda: vivid(percentage_of_dropped_buffers=0),
    "disconnected": lambda: vivid(disconnect=1),
    "driver unbound and bound": unbind,
    "a reader comes and goes": look,
}


@check(f"vbg live: {SECONDS:.0f} s of faults at random")
def _():
    generator = random.Random(6)
    program = live("--color", "#00b140")
    wait_until(program, "inferred", lambda record: record["counts"]["inferred"] > 0)
    start, sizes, counts = time.monotonic(), [], dict.fromkeys(FAULTS, 0)
    while time.monotonic() - start < SECONDS:
        name = generator.choice(list(FAULTS))
        try:
            FAULTS[name]()
            counts[name] += 1
        except Exception:
            # Controls of a camera that is just being taken away.
            expect(program.process.poll() is None, program.text())
        if generator.random() < 0.1:
            program.process.send_signal(signal.SIGHUP)
        time.sleep(generator.uniform(0.2, 2))
        expect(program.process.poll() is None, program.text())
        sizes.append(memory(program))
    if os.path.exists(VIVID + "vivid.0"):
        vivid(percentage_of_dropped_buffers=0)
    seen = len(records(program))
    end = time.monotonic() + 60
    while not any(record["counts"]["inferred"] > 0 for record in records(program)[seen:]):
        expect(time.monotonic() < end, "never inferred again:\n" + program.text())
        time.sleep(0.2)
    stop(program)
    rates = [record["outputRate"] for record in records(program)[1:-1]]
    expect(min(rates) > 0, f"the virtual camera stood still: {rates}")
    # The first third is for what is allocated once: each fault has happened by then.
    early, late = max(sizes[:max(1, len(sizes) // 3)]), max(sizes[len(sizes) // 3:])
    expect(late <= early + (1 << 20), f"memory grew from {early} to {late} bytes")
    told = sum(line.startswith("vbg") for line in program.lines)
    return (f"{counts}; memory {early / 1e6:.1f} MB in the first third, {late / 1e6:.1f} MB after it; "
            f"output {min(rates)} to {max(rates)} frames a second; {told} messages")


conclude()
