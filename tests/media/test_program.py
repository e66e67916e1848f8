"""Programs run behind a fence, within bounds, and never outlive their work."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from casebook.errors import ProgramFailed, ProgramKilled, ProgramMissing, SandboxMissing, StorageFull
from casebook.media import program
from casebook.media.program import Fence
from tests.doubles.broken_ffmpeg import hanging_ffmpeg, talking_ffmpeg

fenced = pytest.mark.skipif(program.sandbox_level() == "none", reason="this kernel has no Landlock (Linux 5.13)")


def python(code: str, folder: Path, **fence: object) -> program.Ended:
    """Run some Python behind a fence that lets it write in `folder` alone."""
    bounds = Fence(read=program.python_folders(), write=(folder,), wall_s=20, cpu_s=20)
    bounds = Fence(**{**vars(bounds), **fence})  # type: ignore[arg-type]
    return program.run([sys.executable, "-I", "-S", "-c", textwrap.dedent(code)], bounds, folder=folder)


def test_a_program_gets_only_a_path_no_input_and_a_session_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASEBOOK_SECRET", "canary")
    ended = python("import os, sys; print(dict(os.environ), sys.stdin.read(), os.getsid(0) == os.getpid())", tmp_path)
    assert "canary" not in ended.stdout.decode()
    assert ended.stdout.decode().split() == [*str({"PATH": os.defpath, "LC_CTYPE": "C.UTF-8"}).split(), "True"]


@fenced
def test_a_program_reads_nothing_but_what_it_was_given(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "another").write_text("canary")
    for secret in (tmp_path / "another", Path("/etc/passwd"), Path("/proc/self/environ"), Path.home()):
        ended = python(f"import os; print(os.listdir({str(secret)!r}) if os.path.isdir({str(secret)!r}) else "
                       f"open({str(secret)!r}).read())", tmp_path / "mine")  # fmt: skip
        assert ended.code, secret
        assert b"canary" not in ended.stdout
        assert "PermissionError" in ended.stderr


@fenced
def test_a_program_writes_nowhere_but_in_its_folder(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    ended = python(f"open('inside', 'w').write('1'); open({str(tmp_path / 'outside')!r}, 'w')", tmp_path / "mine")
    assert "PermissionError" in ended.stderr
    assert (tmp_path / "mine/inside").read_text() == "1"
    assert not (tmp_path / "outside").exists()


@pytest.mark.skipif(
    program.sandbox_level() in ("none", "landlock-1", "landlock-2", "landlock-3"),
    reason="this kernel's Landlock does not fence TCP (Linux 6.7)",
)
def test_a_program_reaches_no_network(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        ended = python(f"import socket; socket.create_connection(('127.0.0.1', {port}))", tmp_path)
        assert "PermissionError" in ended.stderr
        server.settimeout(0.05)
        with pytest.raises(TimeoutError):
            server.accept()


def test_where_programs_cannot_be_fenced_in_none_is_started_unless_it_may(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "landlock_version", lambda: 0)
    with pytest.raises(SandboxMissing, match="CASEBOOK_SANDBOX=best"):
        python("open('trace', 'w')", tmp_path)
    assert not (tmp_path / "trace").exists()
    ended = python("open('trace', 'w')", tmp_path, required=False)
    assert (ended.code, ended.sandbox) == (0, "none")


def test_a_program_cannot_multiply_without_end(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may start as many as it likes")
    ended = python("import os\nfor _ in range(100):\n    os.fork() or os._exit(0)", tmp_path, processes=8)
    assert "BlockingIOError" in ended.stderr


def test_a_program_can_be_told_to_let_others_go_first(tmp_path: Path) -> None:
    ended = python("import os; print(os.nice(0))", tmp_path, nice=7)
    assert int(ended.stdout) == os.nice(0) + 7


def test_a_session_of_its_own_lets_others_go_first_too() -> None:
    if not Path("/proc/self/autogroup").exists():
        pytest.skip("this kernel does not share out by session")
    code = """if True:
        from casebook.media.launch import stand_back
        stand_back(7)
        print(open("/proc/self/autogroup").read())"""
    begin = [sys.executable, "-c", code]
    said = subprocess.run(begin, start_new_session=True, capture_output=True, text=True, check=True)
    assert said.stdout.split()[-1] == str(os.nice(0) + 7)


def test_a_program_that_takes_too_long_is_ended_with_its_children(tmp_path: Path) -> None:
    began = time.monotonic()
    with pytest.raises(ProgramFailed, match="too long"):
        program.run([hanging_ffmpeg(tmp_path, seconds=1003)], Fence(read=(tmp_path,), wall_s=1), folder=tmp_path)
    assert time.monotonic() - began < 5
    assert not _alive("sleep 1003")


def test_a_program_that_writes_too_much_is_ended(tmp_path: Path) -> None:
    code = "import time\nfor n in range(100): open(f'{n}', 'wb').write(bytes(1 << 20)); time.sleep(.03)"
    with pytest.raises(ProgramFailed, match="more than it should"):
        python(code, tmp_path, room_bytes=4 << 20)


def test_one_file_cannot_grow_past_its_bound(tmp_path: Path) -> None:
    ended = python("open('big', 'wb').write(bytes(1 << 20))", tmp_path, file_bytes=4096)
    assert ended.code
    assert (tmp_path / "big").stat().st_size <= 4096


def test_a_program_that_burns_time_is_stopped_by_the_kernel(tmp_path: Path) -> None:
    assert python("while True: pass", tmp_path, cpu_s=1).code == -signal.SIGXCPU, "not as if somebody had killed it"


def test_a_program_that_somebody_kills_is_told_from_one_that_fails(tmp_path: Path) -> None:
    with pytest.raises(ProgramKilled):
        python("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", tmp_path)


def test_a_program_leaves_room_on_the_disk(tmp_path: Path) -> None:
    free = shutil.disk_usage(tmp_path).free
    with pytest.raises(StorageFull, match="no room"):
        python("pass", tmp_path, leave_bytes=free * 2)
    code = "import time\nfor n in range(100): open(f'{n}', 'wb').write(bytes(1 << 23)); time.sleep(.1)"
    with pytest.raises(StorageFull, match="no room"):
        python(code, tmp_path, leave_bytes=free - (256 << 20))


def test_memory_is_bounded(tmp_path: Path) -> None:
    assert "MemoryError" in python("bytearray(1 << 31)", tmp_path, memory_bytes=1 << 29).stderr


def test_only_the_last_words_of_a_talking_program_are_kept(tmp_path: Path) -> None:
    ended = program.run([talking_ffmpeg(tmp_path)], Fence(read=(tmp_path,)), folder=tmp_path)
    assert (ended.code, len(ended.stderr)) == (1, 64 * 1024)


def test_what_the_listener_raises_ends_the_program(tmp_path: Path) -> None:
    def stop(line: str) -> None:
        raise KeyError(line)

    argv = [sys.executable, "-I", "-S", "-c", "print('first', flush=True); import time; time.sleep(777)"]
    with pytest.raises(KeyError, match="first"):
        program.run(argv, Fence(read=program.python_folders()), folder=tmp_path, on_line=stop)
    assert not _alive("sleep(777)")


def test_a_program_dies_with_the_worker_that_started_it(tmp_path: Path) -> None:
    code = f"""
        from pathlib import Path
        from casebook.media import program
        print("begun", flush=True)
        program.run(["/bin/sleep", "987"], program.Fence(read=()), folder=Path({str(tmp_path)!r}))
    """
    worker = subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE)
    assert worker.stdout is not None
    worker.stdout.readline()
    assert _eventually(lambda: _alive("/bin/sleep 987"))
    worker.kill()
    worker.wait()
    worker.stdout.close()
    assert _eventually(lambda: not _alive("/bin/sleep 987"))


def test_a_program_that_is_not_there_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ProgramMissing, match="nothing"):
        program.run([str(tmp_path / "nothing")], Fence(read=()), folder=tmp_path)


def _alive(words: str) -> bool:
    """Whether a process runs whose command line has these words in it."""
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = place.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except OSError:
            continue
        if words in line:
            return True
    return False


def _eventually(what: Callable[[], bool], seconds: float = 5) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.02)
    return False
