"""The last step before an outside program: fences this process in, then becomes the program. Standard library only.

Run as a script by `program.py` (`python -I -S launch.py FENCE -- ARGV…`), because what must happen between fork and
exec is not safe to do in a process that has other threads. FENCE is JSON: parent, nice, limits, read, write.
"""

import ctypes
import json
import os
import resource
import signal
import struct
import sys
import time

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same numbers on every architecture
_RULE_PATH_BENEATH = 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
_READ = _EXECUTE | _READ_FILE | _READ_DIR
_OF_A_FILE = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE
_BIND_TCP, _CONNECT_TCP = 1 << 0, 1 << 1

_libc = ctypes.CDLL(None, use_errno=True)


def landlock_version() -> int:
    """The kernel's Landlock ABI: 0 where there is none, from 4 on TCP is fenced too."""
    version = _libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), 1)
    return max(int(version), 0)


def fence_files_and_net(read: list[str], write: list[str]) -> None:
    """Allow reading below `read`, everything below `write`, nothing else; no TCP where the kernel can.

    Raises OSError when the kernel refuses a rule: better no program than one without its fence."""
    version = landlock_version()
    if version == 0:
        return
    files = (1 << 13) - 1
    files |= (_REFER if version >= 2 else 0) | (_TRUNCATE if version >= 3 else 0)
    files |= _IOCTL_DEV if version >= 5 else 0
    net = _BIND_TCP | _CONNECT_TCP if version >= 4 else 0
    attributes = struct.pack("QQ", files, net) if version >= 4 else struct.pack("Q", files)
    ruleset = _checked(_libc.syscall(_CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), 0))
    for paths, rights in ((read, _READ), (write, files)):
        for path in paths:
            _allow(ruleset, path, rights)
    _checked(_libc.syscall(_RESTRICT_SELF, ruleset, 0))
    os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # what is not there needs no permission
    if not os.path.isdir(path):
        rights &= _OF_A_FILE
    rule = struct.pack("=Qi", rights, handle)
    _checked(_libc.syscall(_ADD_RULE, ruleset, _RULE_PATH_BENEATH, rule, 0))
    os.close(handle)


def _checked(result: int) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno(), "Landlock")
    return int(result)


def stand_back(steps: int) -> None:
    """Let others go first. Some kernels share the processor out by session before they look at processes
    (`autogroup`), and we are a session of our own: there it is the session's figure that counts."""
    own = os.nice(steps)
    for _ in range(5 if steps else 0):
        try:
            with open("/proc/self/autogroup", "w") as group:
                group.write(str(own))
            return
        except BlockingIOError:
            time.sleep(0.12)  # it is changed ten times a second at most, by all users together
        except OSError:
            return  # a kernel that does not do so


def main() -> None:
    """Fence this process in and become the program."""
    fence = json.loads(sys.argv[1])
    argv = sys.argv[3:]
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != fence["parent"]:
        sys.exit(1)  # the worker died before we could ask to die with it
    _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    stand_back(fence["nice"])
    for name, amount in fence["limits"].items():
        # past the hard limit of time the kernel kills as anybody might; past the soft one it says why
        hard = amount + 5 if name == "RLIMIT_CPU" else amount
        resource.setrlimit(getattr(resource, name), (amount, hard))
    fence_files_and_net(fence["read"], fence["write"])
    os.execve(argv[0], argv, dict(os.environ))


if __name__ == "__main__":
    main()
