#!/usr/bin/python3
"""Plays a USB webcam that the kernel's own uvcvideo driver drives, by USB/IP on vhci_hcd.

simulated_webcam.py CONTROL JPEG...: a UVC 1.0 camera of 320x240, as Motion JPEG (these files in
turn, 30 or 15 a second) and as YUYV (15 a second: slower, like real ones). CONTROL is made as a FIFO
and takes words: from `error` on all frames say that they are damaged, from `short` on they lack their
second half, from `freeze` on there are none, until `go`; `unplug` and `replug`.

Formats of the bytes: USB 2.0 (chapter 9), USB Video Class 1.0, the kernel's usbip_protocol.
"""

import os
import select
import socket
import struct
import sys
import time

WIDTH, HEIGHT = 320, 240
PAYLOAD = 16384
HEADER = 2
SUBMIT, UNLINK, SUBMITTED, UNLINKED = 1, 2, 3, 4
STALL, RESET = -32, -104
CONTROLLER = "/sys/devices/platform/vhci_hcd.0/"
JPEG, YUYV = 1, 2
INTERVALS = {JPEG: [333333, 666666], YUYV: [666666]}
# The GUID of YUY2.
YUY2 = bytes.fromhex("5955593200001000800000aa00389b71")


def descriptor(kind, body):
    return bytes([len(body) + 2, kind]) + body


def frame_descriptor(subtype, format_index):
    intervals = INTERVALS[format_index]
    bits = WIDTH * HEIGHT * 16
    body = struct.pack("<BBBHH", subtype, 1, 0, WIDTH, HEIGHT)
    body += struct.pack("<IIII", bits * 15, bits * 30, WIDTH * HEIGHT * 2, intervals[0])
    body += bytes([len(intervals)]) + struct.pack(f"<{len(intervals)}I", *intervals)
    return descriptor(0x24, body)


def configuration():
    color = descriptor(0x24, bytes([0x0D, 1, 1, 4]))
    formats = descriptor(0x24, bytes([6, JPEG, 1, 1, 1, 0, 0, 0, 0])) + frame_descriptor(7, JPEG)
    formats += color
    formats += descriptor(0x24, bytes([4, YUYV, 1]) + YUY2 + bytes([16, 1, 0, 0, 0, 0]))
    formats += frame_descriptor(5, YUYV) + color
    stream_header = bytes([1, 2]) + struct.pack("<H", 15 + len(formats))
    stream_header += bytes([0x81, 0, 3, 0, 0, 0, 1, 0, 0])
    terminals = descriptor(0x24, struct.pack("<BBHBB", 2, 1, 0x201, 0, 0) + bytes([0] * 6 + [3, 0, 0, 0]))
    terminals += descriptor(0x24, struct.pack("<BBHBBB", 3, 3, 0x101, 0, 1, 0))
    control_header = bytes([1]) + struct.pack("<HHI", 0x100, 13 + len(terminals), 6_000_000)
    control_header += bytes([1, 1])
    parts = descriptor(0x0B, bytes([0, 2, 0x0E, 3, 0, 2]))
    parts += descriptor(4, bytes([0, 0, 0, 0x0E, 1, 0, 2]))
    parts += descriptor(0x24, control_header) + terminals
    parts += descriptor(4, bytes([1, 0, 1, 0x0E, 2, 0, 0]))
    parts += descriptor(0x24, stream_header) + formats
    parts += descriptor(5, bytes([0x81, 2]) + struct.pack("<HB", 512, 0))
    return descriptor(2, struct.pack("<H", 9 + len(parts)) + bytes([2, 1, 0, 0x80, 250])) + parts


DEVICE = descriptor(1, struct.pack("<HBBBB", 0x200, 0xEF, 2, 1, 64)
                    + struct.pack("<HHH", 0x1209, 1, 0x100) + bytes([1, 2, 3, 1]))
NAMES = ["", "vbg", "Simulated webcam", "1"]


def name_descriptor(index):
    if index == 0:
        return descriptor(3, struct.pack("<H", 0x0409))
    return descriptor(3, NAMES[index].encode("utf-16le")) if index < len(NAMES) else None


class Webcam:
    """The device: what it is asked, and the frames that it sends."""

    def __init__(self, pictures):
        self.pictures = pictures
        self.gray = [bytes([level, 128]) * (WIDTH * HEIGHT) for level in (40, 90, 140, 190)]
        self.probe = self.negotiated(JPEG, INTERVALS[JPEG][0])
        self.format, self.interval = JPEG, INTERVALS[JPEG][0]
        self.fault = ""
        self.count, self.payloads, self.due = 0, [], 0.0

    @staticmethod
    def negotiated(format_index, interval):
        return struct.pack("<HBBIHHHHHII", 1, format_index, 1, interval, 0, 0, 0, 0, 0,
                           WIDTH * HEIGHT * 2, PAYLOAD)

    def control(self, setup, data):
        """Answers a control transfer: status and bytes."""
        kind, request, value, index, length = struct.unpack("<BBHHH", setup)
        if kind == 0x80 and request == 6:
            found = {1: DEVICE, 2: configuration()}.get(value >> 8)
            if value >> 8 == 3:
                found = name_descriptor(value & 255)
            return (STALL, b"") if found is None else (0, found[:length])
        if kind & 0x80 and kind & 0x60 == 0:
            answer = {0: bytes(2), 8: bytes([1]), 10: bytes(1)}.get(request, b"")
            return 0, answer[:length]
        if kind in (0, 1, 2):
            return 0, b""
        if kind == 0x21 and request == 1 and index == 1:
            return self.set_stream(value >> 8, data)
        if kind == 0xA1 and index == 1:
            answers = {0x85: struct.pack("<H", 26), 0x86: bytes([3])}
            return 0, answers.get(request, self.probe)[:length]
        return STALL, b""

    def set_stream(self, selector, data):
        wanted = (bytes(data) + bytes(26))[:26]
        format_index = wanted[2] if wanted[2] in INTERVALS else JPEG
        interval = struct.unpack_from("<I", wanted, 4)[0]
        if interval not in INTERVALS[format_index]:
            interval = INTERVALS[format_index][0]
        self.probe = self.negotiated(format_index, interval)
        if selector == 2:
            self.format, self.interval = format_index, interval
        return 0, b""

    def next_payload(self):
        """The next piece of a frame, or None when it is not time for one."""
        if not self.payloads and self.fault != "freeze" and time.monotonic() >= self.due:
            self.make_frame()
        return self.payloads.pop(0) if self.payloads else None

    def make_frame(self):
        pictures = self.pictures if self.format == JPEG else self.gray
        picture = pictures[self.count % len(pictures)]
        if self.fault == "short":
            picture = picture[:len(picture) // 2]
        flags = 0x80 | self.count & 1 | (0x40 if self.fault == "error" else 0)
        self.count += 1
        self.due = max(self.due + self.interval / 1e7, time.monotonic() - 0.1)
        room = PAYLOAD - HEADER
        for start in range(0, len(picture), room):
            is_last = start + room >= len(picture)
            header = bytes([HEADER, flags | (2 if is_last else 0)])
            self.payloads.append(header + picture[start:start + room])


class Cable:
    """The connection with the kernel while the camera is plugged in."""

    def __init__(self, webcam):
        self.webcam, self.waiting, self.buffer = webcam, [], b""
        self.socket, kernels = socket.socketpair()
        with open(CONTROLLER + "attach", "w") as attach:
            attach.write(f"0 {kernels.fileno()} 65537 3")
        kernels.close()

    def pull(self):
        with open(CONTROLLER + "detach", "w") as detach:
            detach.write("0")
        self.socket.close()

    def answer(self, sequence, status, data=b"", length=None):
        head = struct.pack(">IIIIIiIIII8x", SUBMITTED, sequence, 0, 0, 0, status,
                           len(data) if length is None else length, 0, 0, 0)
        self.socket.sendall(head + data)

    def receive(self):
        """Takes what came; false when the kernel has let go."""
        try:
            data = self.socket.recv(65536)
        except OSError:
            return False
        self.buffer += data
        while self.take_one():
            pass
        return bool(data)

    def take_one(self):
        if len(self.buffer) < 48:
            return False
        command, sequence, _, is_in, endpoint = struct.unpack_from(">5I", self.buffer)
        detail = struct.unpack_from(">2I", self.buffer, 20)
        if command == UNLINK:
            self.buffer = self.buffer[48:]
            was_waiting = detail[0] in self.waiting
            if was_waiting:
                self.waiting.remove(detail[0])
            self.socket.sendall(struct.pack(">IIIIIi24x", UNLINKED, sequence, 0, 0, 0,
                                            RESET if was_waiting else 0))
            if not self.waiting:
                self.webcam.payloads = []
            return True
        size = 48 + (0 if is_in else detail[1])
        if len(self.buffer) < size:
            return False
        setup, data = self.buffer[40:48], self.buffer[48:size]
        self.buffer = self.buffer[size:]
        if endpoint == 0:
            status, found = self.webcam.control(setup, data)
            self.answer(sequence, status, found if is_in else b"", None if is_in else len(data))
        else:
            self.waiting.append(sequence)
        return True

    def send(self):
        while self.waiting:
            payload = self.webcam.next_payload()
            if payload is None:
                return
            self.answer(self.waiting.pop(0), 0, payload)


def main():
    control = sys.argv[1]
    pictures = [open(path, "rb").read() for path in sys.argv[2:]]
    os.mkfifo(control)
    words = os.open(control, os.O_RDWR | os.O_NONBLOCK)
    webcam = Webcam(pictures)
    cable = Cable(webcam)
    while True:
        if cable:
            cable.send()
        ready = [words] + ([cable.socket] if cable else [])
        ready, _, _ = select.select(ready, [], [], 0.01 if cable and cable.waiting else None)
        if words in ready:
            for word in os.read(words, 4096).decode().split():
                if word == "unplug" and cable:
                    cable.pull()
                    cable = None
                elif word == "replug" and not cable:
                    webcam.payloads = []
                    cable = Cable(webcam)
                else:
                    webcam.fault = "" if word == "go" else word
        if cable and cable.socket in ready and not cable.receive():
            cable.socket.close()
            cable = None


main()
