#!/usr/bin/python3
"""The checks of the camera lab, run in its guest: cameras and virtual cameras by real drivers, with
every fault that can be provoked. Prints a line for each."""

import json
import os
import random
import time

from harness import (OUT, PROGRAMS, Program, check, conclude, content, error_line, expect, frames,
                     lab, pieces, shell)

os.makedirs(OUT, exist_ok=True)
CAMERA, SINK, SECOND, VIRTUAL = "/dev/video0", "/dev/video1", "/dev/video8", "/dev/video9"
VIVID = "/sys/bus/platform/drivers/vivid/"
SMALL = "size=320x180"
LOOPBACK = "modprobe v4l2loopback devices=2 video_nr=8,9 card_label=second,vbg exclusive_caps=1,1"


def vivid(**controls):
    """Sets controls of vivid's."""
    settings = ",".join(f"{name}={value}" for name, value in controls.items())
    shell(f"v4l2-ctl -d {CAMERA} --set-ctrl {settings}")


def other_reader(device, name, count, extra=""):
    """v4l2-ctl, taking frames of a device."""
    return Program("v4l2-ctl", "-d", device, "--stream-mmap=2", f"--stream-count={count}",
                   f"--stream-to={OUT}/{name}", *extra.split())


# --- nothing there yet

@check("no camera, no module: the advice")
def _():
    line = error_line(lab("capture", CAMERA).finish(1))
    expect(line.startswith("absent: ") and "no such device" in line, line)
    line = error_line(lab("send", VIRTUAL).finish(1))
    expect(line.startswith("absent: ") and "sudo modprobe v4l2loopback" in line
           and "video_nr=9 exclusive_caps=1" in line, line)
    return line


shell("modprobe vivid n_devs=1 node_types=0x101 num_inputs=1 input_types=0 vid_cap_nr=0 vid_out_nr=1")
shell(LOOPBACK)
vivid(osd_text_mode=2, test_pattern=0)


# --- a raw camera

@check("each raw format: the bytes that v4l2-ctl gets")
def _():
    for name in ("YUYV", "UYVY", "NV12", "YU12", "422P", "RGB3", "GREY"):
        lines = lab("capture", CAMERA, SMALL, f"format={name}", "frames=2",
                    f"raw={OUT}/ours").finish()
        expect(all(frame["flawed"] == "0" for frame in frames(lines)), name)
        shell(f"v4l2-ctl -d {CAMERA} --set-fmt-video=width=320,height=180,pixelformat={name} "
              f"--stream-mmap=2 --stream-count=2 --stream-to={OUT}/theirs")
        ours, theirs = content("ours"), content("theirs")
        expect(len(ours) == len(theirs) > 0, f"{name}: {len(ours)} and {len(theirs)} bytes")
        half = len(ours) // 2
        expect(len(set((ours[:half], ours[half:], theirs[:half], theirs[half:]))) == 1,
               f"{name}: other bytes")


def likeness(name, controls):
    """The greatest difference of a format's conversion from vivid's own RGB, away from edges."""
    vivid(**controls)
    lines = lab("capture", CAMERA, SMALL, f"format={name}", f"rgba={OUT}/rgba").finish()
    lab("capture", CAMERA, SMALL, "format=RGB3", f"raw={OUT}/rgb").finish()
    rgba, rgb = content("rgba"), content("rgb")
    chosen = random.Random(1)
    greatest, count = 0, 0
    while count < 1000:
        x, y = chosen.randrange(2, 318), chosen.randrange(2, 178)
        around = {rgb[(v * 320 + u) * 3:(v * 320 + u) * 3 + 3]
                  for u in range(x - 2, x + 3) for v in (y - 1, y, y + 1)}
        if len(around) > 1:
            continue
        at = y * 320 + x
        found, expected = rgba[at * 4:at * 4 + 3], rgb[at * 3:at * 3 + 3]
        greatest = max(greatest, *(abs(a - b) for a, b in zip(found, expected)))
        count += 1
    return greatest, lines[0]


@check("each conversion: vivid's RGB within 3 levels")
def _():
    notes = []
    cases = [(name, {}, "bt601 limited") for name in ("YUYV", "UYVY", "NV12", "YU12", "422P")]
    cases += [("YUYV", {"y_cbcr_encoding": 2}, "bt709 limited"), ("NV12", {"quantization": 1}, "full"),
              ("YU12", {"y_cbcr_encoding": 2, "quantization": 1}, "bt709 full")]
    for name, controls, stated in cases:
        settings = {"y_cbcr_encoding": 0, "quantization": 0}
        settings.update(controls)
        difference, mode = likeness(name, settings)
        expect(stated in mode, f"expected {stated} for {name}, found {mode}")
        expect(difference <= 3, f"{name} {controls}: {difference} levels")
        notes.append(f"{name} {stated} {difference}")
    vivid(y_cbcr_encoding=0, quantization=0)
    return ", ".join(notes)


@check("the nearest mode")
def _():
    notes = []
    # Of vivid's sizes, these reach at most 25, 60, 12.5 and 40 frames a second.
    for wish, found in ((["size=640x480", "fps=15"], "640x480 15.0"),
                        (["size=330x200", "fps=50"], "320x180 50.0"),
                        (["size=1280x720", "fps=30"], "1280x720 12.5"), ([], "640x360 30.0")):
        line = lab("capture", CAMERA, *wish).finish()[0]
        expect(line.startswith(f"mode {found}"), f"{wish}: {line}")
        notes.append(line[5:])
    return "; ".join(notes)


# --- its faults

def during(injection, until, count=1, options=(), device=CAMERA, wish=(SMALL, "fps=25")):
    """Captures; after some frames does something, and goes on until so many lines hold `until`
    behind that; gives all lines."""
    program = lab("capture", device, *wish, "frames=100000", *options)
    program.wait_for("frame ", 3)
    injection()
    program.wait_for(until, count + sum(until in line for line in program.lines))
    program.kill()
    return program.lines


@check("fault: a frame with the ERROR flag is flawed, the stream goes on")
def _():
    lines = during(lambda: vivid(inject_v4l2_buf_flag_error=1), "frame ", 10)
    flawed = [frame for frame in frames(lines) if frame["flawed"] == "1"]
    expect(len(flawed) == 1, "\n".join(lines[-20:]))


@check("fault: fatal error: lost, and reopening works")
def _():
    lines = during(lambda: vivid(inject_fatal_streaming_error=1), "flawed=0", 60,
                   options=["reopen=3"])
    expect(sum(line.startswith("mode") for line in lines) == 2, "\n".join(lines[:3]))
    line = error_line(lines)
    expect(line.startswith("lost: "), line)
    return line


@check("fault: REQBUFS, QBUF and STREAMON refused once")
def _():
    notes = []
    for call in ("reqbufs", "qbuf", "streamon"):
        vivid(**{f"inject_vidioc_{call}_error": 1})
        lines = lab("capture", CAMERA, SMALL, "reopen=1", "frames=3").finish()
        line = error_line(lines)
        expect(line.startswith("lost: ") and call.upper() in line, line)
        notes.append(line.split("(")[-1].rstrip(")"))
    return "; ".join(notes)


@check("fault: dropped buffers: gaps in the count, then time-outs, then frames again")
def _():
    vivid(percentage_of_dropped_buffers=50)
    found = [int(f["sequence"]) for f in frames(during(lambda: None, "frame ", 9))]
    expect(found[-1] - found[0] > len(found), f"no gap: {found}")
    program = lab("capture", CAMERA, SMALL, "fps=25", "frames=12", "timeout=300", "reopen=0")
    program.wait_for("frame ", 2)
    vivid(percentage_of_dropped_buffers=100)
    program.wait_for("timed-out", 2)
    vivid(percentage_of_dropped_buffers=0)
    expect(program.finish()[-1] == "done 12", program.text())
    return f"counts {found}"


@check("fault: disconnect: lost, absent while the node is dead, then back by itself")
def _():
    # vivid connects itself again when none of its nodes is open.
    kept = os.open(SINK, os.O_RDWR)
    program = lab("capture", CAMERA, SMALL, "fps=25", "frames=100000", "reopen=100")
    program.wait_for("frame ", 3)
    vivid(disconnect=1)
    program.wait_for("error absent", 2)
    os.close(kept)
    program.wait_for("mode ", 2)
    program.wait_for("frame ", 5 + sum("frame " in line for line in program.lines))
    errors = [line for line in program.lines if line.startswith("error ")]
    expect(errors[0].startswith("error lost: "), str(errors))
    return errors[0][6:] + "; " + errors[1][6:]


@check("fault: unplug and replug: lost, absent, and back by itself")
def _():
    program = lab("capture", CAMERA, SMALL, "fps=25", "frames=20", "reopen=100")
    program.wait_for("frame ", 3)
    shell(f"echo vivid.0 > {VIVID}unbind")
    program.wait_for("error absent", 2)
    shell(f"echo vivid.0 > {VIVID}bind")
    lines = program.finish(limit=60)
    expect(lines[-1] == "done 20", program.text())
    kinds = []
    for line in lines:
        if line.startswith("error ") and line.split()[1] not in kinds:
            kinds.append(line.split()[1])
    expect(kinds[0] == "lost:", str(kinds))
    return " ".join(kinds)


@check("fault: a camera that another program holds")
def _():
    holder = lab("capture", CAMERA, SMALL, "frames=100000")
    holder.wait_for("frame ", 2)
    line = error_line(lab("capture", CAMERA, "size=640x480").finish(1))
    expect(line.startswith("busy: ") and "in use by another program" in line, line)
    holder.kill()
    lab("capture", CAMERA, SMALL, "reopen=10").finish()
    return line


@check("fault: no permission: the group is named")
def _():
    shell(f"chgrp video {CAMERA} {VIRTUAL}; chmod 660 {CAMERA} {VIRTUAL}")
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", f"{PROGRAMS}/vbg-lab"]
    for action, device in (("capture", CAMERA), ("send", VIRTUAL)):
        line = error_line(Program(*nobody, action, device).finish(1))
        expect(line.startswith("unusable: ") and "group 'video'" in line, line)
    return line


@check("fault: devices of the wrong kind")
def _():
    notes = []
    for action, device, word in (
            ("capture", SINK, "gives no frames"), ("capture", VIRTUAL, "no program sends"),
            ("send", CAMERA, "takes no frames"), ("send", "/dev/null", "no video device"),
            ("capture", "/dev", "a folder"), ("capture", "/etc/passwd", "no video device")):
        line = error_line(lab(action, device).finish(1))
        expect(line.startswith("unusable: ") and word in line, line)
        notes.append(line.split(" found ")[-1])
    return "; ".join(notes)


# --- virtual cameras

def expect_sent(name, size, least):
    """Every frame that a reader got is one that was sent, in order."""
    # The last that was sent may be half written: its sender was killed.
    sent = content("sent")
    sent, got = pieces(sent[:len(sent) // size * size], size), pieces(content(name), size)
    expect(len(got) >= least, f"{len(got)} frames, expected {least}")
    at = [sent.index(frame) if frame in sent else -1 for frame in got]
    expect(-1 not in at and at == sorted(at), f"frames {at}")
    return f"frames {at}"


@check("virtual camera: each format, byte for byte by v4l2-ctl")
def _():
    notes = []
    for name, size in (("yuyv", 2), ("uyvy", 2), ("nv12", 1.5), ("i420", 1.5), ("i422", 2),
                       ("rgb", 3), ("gray", 1)):
        sender = lab("send", VIRTUAL, SMALL, f"format={name}", "fps=8", "frames=1000",
                     f"copy={OUT}/sent")
        sender.wait_for("sending")
        time.sleep(0.3)
        other_reader(VIRTUAL, "got", 4).finish()
        sender.kill()
        notes.append(f"{name} {expect_sent('got', int(320 * 180 * size), 4)}")
    return "; ".join(notes)


@check("virtual camera: byte for byte by ffmpeg and by vbg")
def _():
    # ffmpeg reads frames where they lie, long after it got them on a machine as slow as this one.
    sender = lab("send", VIRTUAL, SMALL, "fps=2", "frames=1000", f"copy={OUT}/sent")
    sender.wait_for("sending")
    shell(f"ffmpeg -v error -y -f v4l2 -i {VIRTUAL} -frames:v 3 -f rawvideo {OUT}/got")
    note = expect_sent("got", 320 * 180 * 2, 3)
    lines = lab("capture", VIRTUAL, "frames=3", f"raw={OUT}/got").finish()
    expect(lines[0].startswith("mode 320x180 2.0"), lines[0])
    return note + "; " + expect_sent("got", 320 * 180 * 2, 3)


def capabilities():
    return shell(f"v4l2-ctl -d {VIRTUAL} -D").split("Device Caps")[-1]


@check("virtual camera: a camera only while it sends; one sender at a time")
def _():
    expect("Video Output" in capabilities(), capabilities())
    sender = lab("send", VIRTUAL, SMALL, "frames=100000")
    sender.wait_for("sending")
    during_send = capabilities()
    expect("Video Capture" in during_send and "Video Output" not in during_send, during_send)
    line = error_line(lab("send", VIRTUAL, SMALL).finish(1))
    expect(line.startswith("busy: ") and "another program" in line, line)
    sender.kill()
    after = capabilities()
    expect("Video Output" in after and "Video Capture" not in after, after)
    return line


@check("virtual camera: readers that come, go and die")
def _():
    sender = lab("send", VIRTUAL, SMALL, "fps=8", "frames=100000", f"copy={OUT}/sent")
    sender.wait_for("sending")
    for _ in range(2):
        reader = lab("capture", VIRTUAL, "frames=100000")
        reader.wait_for("frame ", 2)
        reader.kill()
    lab("capture", VIRTUAL, "frames=3", f"raw={OUT}/got").finish()
    note = expect_sent("got", 320 * 180 * 2, 3)
    expect(sender.process.poll() is None, sender.text())
    return note


@check("virtual camera: a sender that starts again while a reader stays")
def _():
    first = lab("send", VIRTUAL, SMALL, "fps=25", "frames=100000")
    first.wait_for("sending")
    reader = lab("capture", VIRTUAL, "frames=30", "timeout=300", "reopen=0")
    reader.wait_for("frame ", 3)
    first.kill()
    reader.wait_for("timed-out")
    line = error_line(lab("send", VIRTUAL, "size=640x480").finish(1))
    expect(line.startswith("busy: ") and "holds it at" in line, line)
    lab("send", VIRTUAL, SMALL, "fps=25", "frames=60").finish()
    expect(reader.finish()[-1] == "done 30", reader.text())
    return line


@check("virtual camera: a slow reader's frame stays while the next is written")
def _():
    sender = lab("send", VIRTUAL, SMALL, "fps=2", "frames=1000")
    sender.wait_for("sending")
    # It looks at its last frame twice, the second time when the next one is there already.
    for _ in range(2):
        lab("capture", VIRTUAL, "frames=4", "hold=750", f"raw={OUT}/got").finish()
        got = pieces(content("got"), 320 * 180 * 2)
        expect(len(got) == 5 and got[3] == got[4], "it has changed")


@check("virtual camera: odd sizes and formats without a name are refused")
def _():
    line = error_line(lab("send", VIRTUAL, "size=321x180").finish(1))
    expect(line.startswith("unusable: ") and "even size" in line, line)
    other = error_line(lab("send", VIRTUAL, SMALL, "format=rgba").finish(1))
    expect(other.startswith("unusable: ") and "found rgba" in other, other)
    return line


@check("virtual camera: module removed and loaded again")
def _():
    shell("modprobe -r v4l2loopback")
    sender = lab("send", VIRTUAL, SMALL, "reopen=200", "frames=5")
    sender.wait_for("error absent")
    expect("sudo modprobe" in error_line(sender.lines), sender.text())
    shell(LOOPBACK)
    expect(sender.finish()[-1] == "done 5", sender.text())
    line = error_line(lab("send", "/dev/video7").finish(1))
    expect("v4l2loopback is loaded" in line, line)


@check("output of another driver: buffers that are really taken and given back")
def _():
    lines = lab("send", SINK, "size=1280x720", "frames=8", "fps=30").finish()
    expect(lines[-1] == "done 8", "\n".join(lines))


# --- a USB webcam with Motion JPEG

# Frames that the camera calls damaged are dropped by the driver unless it is told not to.
shell("modprobe vhci_hcd; modprobe uvcvideo nodrop=1")
PICTURES = [f"/out/picture-{number}.jpg" for number in (1, 2, 3, 4)]
CONTROL = "/tmp/webcam"
WEBCAM = Program("/usr/bin/python3", f"{os.path.dirname(__file__)}/simulated_webcam.py", CONTROL,
                 *PICTURES)
Program.running.remove(WEBCAM)
USB = ""


def tell(word):
    with open(CONTROL, "w") as control:
        control.write(word + "\n")


@check("webcam: found by uvcvideo")
def _():
    global USB
    end = time.monotonic() + 20
    while not USB:
        expect(time.monotonic() < end, "no node: " + WEBCAM.text())
        for name in sorted(os.listdir("/sys/class/video4linux")):
            with open(f"/sys/class/video4linux/{name}/name") as file:
                if "Simulated webcam" in file.read() and os.path.exists(f"/dev/{name}"):
                    USB = USB or f"/dev/{name}"
        time.sleep(0.05)
    return USB


def webcam(*options):
    tell("go")
    return lab("capture", USB, "size=320x240", *options)


@check("webcam: JPEG where pixels are slower than wished, pixels where not")
def _():
    lines = webcam("fps=30", "frames=6", f"raw={OUT}/jpeg").finish()
    expect(lines[0] == "mode 320x240 30.0 jpeg", lines[0])
    expect(all("320x240 i422" in line for line in lines if line.startswith("frame")),
           "\n".join(lines))
    files = []
    for path in PICTURES:
        with open(path, "rb") as file:
            files.append(file.read())
    got, count = content("jpeg"), 0
    while got:
        match = [file for file in files if got.startswith(file)]
        expect(len(match) == 1, f"frame {count} is no picture that was sent")
        got, count = got[len(match[0]):], count + 1
    expect(count == 6, f"{count} frames")
    slow = webcam("fps=15", "frames=2").finish()[0]
    expect(slow.startswith("mode 320x240 15.0 yuyv"), slow)
    return f"{lines[0]}; {slow}"


def webcam_fault(word, seen, count=3):
    """Has the webcam send faulty frames until so many lines hold `seen`, then good ones; gives the
    lines."""
    program = webcam("fps=15", "format=MJPG", "frames=100000")
    program.wait_for("frame ", 3)
    tell(word)
    program.wait_for(seen, count)
    tell("go")
    faulty = len(program.lines)
    program.wait_for("frame ", sum("frame " in line for line in program.lines) + 15)
    program.kill()
    good = [line for line in program.lines[faulty:] if "flawed=0" in line and "i422" in line]
    expect(len(good) >= 10, program.text())
    return program.lines


@check("webcam fault: frames that say they are damaged are flawed")
def _():
    webcam_fault("error", "flawed=1")


@check("webcam fault: JPEG files cut in half are refused")
def _():
    lines = webcam_fault("short", "damaged JPEG image")
    return [line for line in lines if "damaged" in line][0].split("jpeg=")[-1]


@check("webcam fault: frozen, then going on")
def _():
    program = webcam("fps=30", "frames=30", "timeout=300", "reopen=0")
    program.wait_for("frame ", 3)
    tell("freeze")
    program.wait_for("timed-out", 2)
    tell("go")
    expect(program.finish()[-1] == "done 30", program.text())


@check("webcam fault: unplugged and replugged")
def _():
    program = webcam("fps=15", "format=MJPG", "frames=100000", "reopen=150")
    program.wait_for("frame ", 3)
    tell("unplug")
    program.wait_for("error absent", 2)
    # For the camera that is found now.
    shell("echo 0 > /sys/module/uvcvideo/parameters/nodrop")
    tell("replug")
    program.wait_for("mode ", 2)
    program.wait_for("frame ", 15 + sum("frame " in line for line in program.lines))
    first = [line[6:] for line in program.lines if line.startswith("error ")][0]
    expect(first.startswith("lost: "), first)
    return first


@check("webcam fault: damaged frames that the driver drops: time-outs, then frames again")
def _():
    program = webcam("fps=15", "format=MJPG", "frames=100000", "timeout=300", "reopen=0")
    program.wait_for("frame ", 3)
    tell("error")
    program.wait_for("timed-out", 2)
    tell("go")
    program.wait_for("frame ", 5 + sum("frame " in line for line in program.lines))


# --- the list

@check("vbg cameras")
def _():
    text = shell(f"{PROGRAMS}/vbg cameras")
    for word in ("/dev/video0", "vivid", "YUYV", "1280x720", "virtual camera", "MJPG", "320x240",
                 "30, 15 fps", "not used:"):
        expect(word in text, f"no '{word}' in:\n{text}")
    print(text)
    listed = json.loads(shell(f"{PROGRAMS}/vbg cameras --json"))
    records = {record["path"]: record for record in listed}
    expect(records[CAMERA]["roles"] == ["camera"], str(records[CAMERA]["roles"]))
    expect(records[VIRTUAL]["roles"] == ["virtual-camera"], str(records[VIRTUAL]["roles"]))
    rates = records[USB]["formats"][0]["sizes"][0]["framesPerSecond"]
    expect([round(rate, 3) for rate in rates] == [30, 15], str(rates))


WEBCAM.kill()
conclude()
