"""What the checks of the camera lab share: starting programs, reading their lines, counting."""

import os
import subprocess
import sys
import threading
import time

PROGRAMS = os.environ["VBG_LAB_PROGRAMS"]
OUT = "/tmp/lab"
RESULTS = []


class Failure(Exception):
    """A check that does not hold."""


def expect(condition, message):
    if not condition:
        raise Failure(message)


def check(title):
    """Runs the function below at once, as one check."""
    def run(body):
        start = time.monotonic()
        try:
            note = body() or ""
            is_good = True
        except Failure as failure:
            note, is_good = str(failure), False
        except subprocess.TimeoutExpired as failure:
            note, is_good = f"took too long: {failure.cmd}", False
        finally:
            Program.end_all()
        RESULTS.append(is_good)
        seconds = time.monotonic() - start
        print(f"{'ok    ' if is_good else 'FAILED'} {title} ({seconds:.1f} s)"
              + (f": {note}" if note else ""), flush=True)
    return run


def conclude():
    """Prints the count and ends the process."""
    failed = RESULTS.count(False)
    print(f"camera lab: {len(RESULTS) - failed} of {len(RESULTS)} checks hold", flush=True)
    sys.exit(1 if failed or not RESULTS else 0)


def shell(command, limit=60):
    """The output of a command that must succeed."""
    done = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=limit)
    expect(done.returncode == 0, f"{command}: exit {done.returncode}: {done.stderr or done.stdout}")
    return done.stdout


class Program:
    """A program that runs beside the check, whose lines are read as they come."""

    running = []

    def __init__(self, *arguments):
        self.lines = []
        self.process = subprocess.Popen(
            [str(a) for a in arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()
        Program.running.append(self)

    def read(self):
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    def text(self):
        return "\n".join(self.lines[-12:])

    def wait_for(self, word, count=1, limit=40):
        """Waits until `count` lines hold the word."""
        end = time.monotonic() + limit
        while sum(word in line for line in self.lines) < count:
            alive = self.process.poll() is None or self.reader.is_alive()
            expect(alive and time.monotonic() < end, f"no {count} x '{word}' in:\n{self.text()}")
            time.sleep(0.01)

    def finish(self, code=0, limit=60):
        """Waits for the end, with this exit code; gives the lines."""
        self.process.wait(timeout=limit)
        self.reader.join(5)
        expect(self.process.returncode == code,
               f"exit {self.process.returncode}, expected {code}:\n{self.text()}")
        return self.lines

    def kill(self):
        self.process.kill()
        self.process.wait()

    @staticmethod
    def end_all():
        for program in Program.running:
            if program.process.poll() is None:
                program.kill()
        Program.running = []


def lab(*arguments):
    """vbg-lab, started."""
    return Program(f"{PROGRAMS}/vbg-lab", *arguments)


def frames(lines):
    """The fields of a program's frame lines."""
    return [dict(word.split("=") for word in line.split() if "=" in word)
            for line in lines if line.startswith("frame ")]


def error_line(lines):
    """What comes behind `error`."""
    found = [line[len("error "):] for line in lines if line.startswith("error ")]
    expect(found, "no error in:\n" + "\n".join(lines[-8:]))
    return found[-1]


def content(name):
    with open(f"{OUT}/{name}", "rb") as file:
        return file.read()


def pieces(data, size):
    expect(size > 0 and len(data) % size == 0, f"{len(data)} bytes are no frames of {size}")
    return [data[start:start + size] for start in range(0, len(data), size)]
