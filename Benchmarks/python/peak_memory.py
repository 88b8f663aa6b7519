"""The exact peak of a process's memory, by standing at its system calls.

The kernel keeps the peak of all resident memory (VmHWM) but not that of its anonymous part. Without
swap, anonymous memory shrinks only in system calls (munmap, madvise, brk ...). So the process is
traced with ptrace, and at the entry and exit of each of its system calls, and when it is about to
exit, its anonymous memory is read from /proc/PID/smaps_rollup, which counts pages (RssAnon of
/proc/PID/status may lag by some pages a processor). Between two stops it can only have grown, so the
largest of these readings is the peak.

ru_maxrss of wait4 would not do: it includes the process that forked.
"""

import ctypes
import os
import signal

TRACE_ME, SYSTEM_CALL, SET_OPTIONS = 0, 24, 0x4200
# PTRACE_O_TRACESYSGOOD, TRACECLONE, TRACEEXIT, EXITKILL
OPTIONS = 0x1 | 0x8 | 0x40 | 0x100000
ALL_THREADS = 0x40000000  # __WALL

libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
libc.ptrace.restype = ctypes.c_long


def trace(request, thread=0, data=0):
    if libc.ptrace(request, thread, None, data) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def start(command):
    """A child that stands at the first instruction of `command`."""
    child = os.fork()
    if child == 0:
        try:
            null = os.open(os.devnull, os.O_RDWR)
            for descriptor in (0, 1, 2):
                os.dup2(null, descriptor)
            trace(TRACE_ME)
            os.execv(command[0], command)
        finally:
            os._exit(127)
    _, status = os.waitpid(child, 0)
    if not os.WIFSTOPPED(status):
        raise RuntimeError(f"{command[0]} did not start")
    trace(SET_OPTIONS, child, OPTIONS)
    return child


def kibibytes(path, field):
    """A field of a file of /proc; 0 when the memory is gone."""
    try:
        with open(path) as file:
            for line in file:
                if line.startswith(field + ":"):
                    return int(line.split()[1])
    except (FileNotFoundError, ProcessLookupError):
        pass
    return 0


def measure(command):
    """Runs `command` and returns the peaks of its memory in bytes: (all, anonymous)."""
    child = start(command)
    total = anonymous = 0
    trace(SYSTEM_CALL, child)
    while True:
        thread, status = os.waitpid(-1, ALL_THREADS)
        if not os.WIFSTOPPED(status):
            if thread != child:
                continue
            if os.waitstatus_to_exitcode(status) != 0:
                raise RuntimeError(f"{command} ended with {os.waitstatus_to_exitcode(status)}")
            return total * 1024, anonymous * 1024
        signal_number = os.WSTOPSIG(status)
        if signal_number == signal.SIGTRAP | 0x80 or status >> 16:
            anonymous = max(anonymous, kibibytes(f"/proc/{child}/smaps_rollup", "Anonymous"))
            total = max(total, kibibytes(f"/proc/{child}/status", "VmHWM"))
        if signal_number in (signal.SIGTRAP | 0x80, signal.SIGTRAP, signal.SIGSTOP):
            signal_number = 0
        try:
            trace(SYSTEM_CALL, thread, signal_number)
        except ProcessLookupError:
            continue
