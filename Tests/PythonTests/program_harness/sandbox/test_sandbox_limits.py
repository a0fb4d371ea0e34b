"""Programs that take more than they may, and programs that will not go."""

import os
from pathlib import Path

import pytest
from sandbox_support import Child, ZygoteDriver, zygote

KILL_SECONDS = 5.0


def tree_is_gone(child: Child) -> bool:
    """Kills the tree and waits until its first process is gone."""
    child.kill()
    return child.is_gone(KILL_SECONDS)


def test_a_fork_bomb_stops_at_the_limit_and_dies_at_once(driver: ZygoteDriver) -> None:
    child = driver.run(
        "import os, time\n"
        "count = 0\n"
        "while True:\n"
        "    try:\n"
        "        pid = os.fork()\n"
        "    except BlockingIOError: break\n"
        "    if pid == 0:\n"
        "        while True: time.sleep(60)\n"
        "    count += 1\n"
        "say(count)\n"
        "time.sleep(600)\n"
    )
    assert 50 <= child.hear() <= 64
    assert tree_is_gone(child)


def test_a_thread_bomb_stops_at_the_limit(driver: ZygoteDriver) -> None:
    child = driver.run(
        "import threading\n"
        "stop = threading.Event()\n"
        "count = 0\n"
        "try:\n"
        "    while True:\n"
        "        threading.Thread(target=stop.wait, daemon=True).start()\n"
        "        count += 1\n"
        "except (RuntimeError, MemoryError): say(count)\n"
        "stop.set()"
    )
    assert 1 <= child.hear() <= 64


@pytest.mark.parametrize(
    "source",
    [
        "[0] * (1 << 31)",
        "bytearray(1 << 32)",
        "__import__('mmap').mmap(-1, 1 << 32)",
        "[bytes(1 << 20) for _ in range(1 << 13)]",
    ],
)
def test_memory_is_limited_for_each_process(driver: ZygoteDriver, source: str) -> None:
    child = driver.run(
        f"try:\n    kept = {source}\nexcept (MemoryError, OSError) as error:\n"
        "    kept = None\n    say('stopped')\nelse:\n    say('got it')"
    )
    assert child.hear() == "stopped"


def test_the_scratch_space_has_an_end(driver: ZygoteDriver) -> None:
    child = driver.run(
        "import errno, os\n"
        "try:\n"
        "    for index in range(100):\n"
        "        open(f'/tmp/{index}', 'wb').write(bytes(1 << 20))\n"
        "except OSError as error: say(errno.errorcode[error.errno])\n"
        "for index in range(100):\n"
        "    if os.path.exists(f'/tmp/{index}'): os.remove(f'/tmp/{index}')\n"
        "try:\n"
        "    for index in range(100_000): open(f'/tmp/{index}', 'w').close()\n"
        "except OSError as error: say(errno.errorcode[error.errno])\n"
    )
    assert [child.hear(), child.hear()] == ["ENOSPC", "ENOSPC"]


def test_a_file_has_a_longest_length(driver: ZygoteDriver) -> None:
    child = driver.run(
        "import errno\n"
        "try: open('/tmp/long', 'wb').write(bytes(1 << 16))\n"
        "except OSError as error: say(errno.errorcode[error.errno])",
        file_byte_count_max=1 << 12,
    )
    assert child.hear() == "EFBIG"


def test_descriptors_are_limited(driver: ZygoteDriver) -> None:
    child = driver.run(
        "import errno, os\n"
        "try:\n    while True: os.dup(0)\n"
        "except OSError as error: say(errno.errorcode[error.errno])",
        descriptor_count_max=32,
    )
    assert child.hear() == "EMFILE"


def test_a_spinner_ends_at_its_processor_time(driver: ZygoteDriver) -> None:
    child = driver.run(
        "import signal\n"
        "for number in range(1, 65):\n"
        "    try: signal.signal(number, signal.SIG_IGN)\n"
        "    except (OSError, ValueError): pass\n"
        "while True: pass",
        cpu_second_count_max=1,
    )
    assert driver.wait_exit(child)["signal"] == 9


def test_endless_output_waits_for_its_reader(driver: ZygoteDriver) -> None:
    child = driver.run("while True: print('x' * 1000)")
    total = 0
    while total < 1 << 20:
        total += len(os.read(child.output, 65536))
    assert tree_is_gone(child)


def test_a_tree_that_ignores_signals_and_hides_in_sessions_is_gone_at_once(
    driver: ZygoteDriver,
) -> None:
    child = driver.run(
        "import os, signal, time\n"
        "for number in range(1, 65):\n"
        "    try: signal.signal(number, signal.SIG_IGN)\n"
        "    except (OSError, ValueError): pass\n"
        "for _ in range(10):\n"
        "    between = os.fork()\n"
        "    if between == 0:\n"
        "        os.setsid()\n"
        "        if os.fork() == 0:\n"
        "            while True: time.sleep(60)\n"
        "        os._exit(0)\n"
        "    try: os.waitpid(between, 0)\n"
        "    except ChildProcessError: pass\n"
        "say([n for n in os.listdir('/proc') if n.isdigit()])\n"
        "while True: time.sleep(60)"
    )
    assert len(child.hear()) == 11
    outside = tree_pids(child.host_pid())
    assert len(outside) == 11
    assert tree_is_gone(child)
    assert [pid for pid in outside if is_alive(pid)] == []
    assert driver.wait_exit(child)["signal"] == 9


def test_leaving_ends_what_was_started_on_the_way(driver: ZygoteDriver) -> None:
    child = driver.run(
        "import os, time\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(600)\nsay(1)"
    )
    assert child.hear() == 1
    assert driver.wait_exit(child)["code"] == 0
    assert child.is_gone(0)


def test_a_program_that_raises_leaves_its_traceback_on_stderr(driver: ZygoteDriver) -> None:
    child = driver.run("print('before')\nraise LookupError('reason')")
    assert driver.wait_exit(child)["code"] == 121
    assert os.read(child.output, 100) == b"before\n"
    assert "LookupError: reason" in child.read_errors()


def test_output_comes_while_the_program_runs(driver: ZygoteDriver) -> None:
    child = driver.run("import time\nprint('line')\ntime.sleep(600)")
    assert os.read(child.output, 100) == b"line\n"
    assert tree_is_gone(child)


def test_a_killed_child_leaves_the_zygote_and_the_others_alone(driver: ZygoteDriver) -> None:
    first = driver.run("say(1)\nchannel.receive()")
    second = driver.run("say(2)\nchannel.receive()\nsay(3)")
    assert [first.hear(), second.hear()] == [1, 2]
    first.kill()
    assert driver.wait_exit(first)["signal"] == 9
    second.start("")
    assert second.hear() == 3
    assert driver.run("say(4)").hear() == 4


def test_many_children_at_once_come_and_go(installation: Path, prefix: list[str]) -> None:
    with zygote(installation, prefix) as driver:
        for _ in range(3):
            children = [driver.order() for _ in range(20)]
            for number in children:
                driver.wait_locked(number)
            for number in children:
                child = driver.children[number]
                assert child.receive_frame() == b"\x83"
                child.start("say(sum(range(1000)))")
            for number in children:
                assert driver.children[number].hear() == 499500
            for number in children:
                assert driver.wait_exit(driver.children[number])["code"] == 0


def tree_pids(root: int) -> list[int]:
    """A process and all its descendants, as seen from here."""
    found = [root]
    for pid in found:
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += [int(child) for child in (task / "children").read_text().split()]
    return found


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that is only waiting to be reaped does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"
