"""Machines that grant no namespaces: less protection, said aloud, and never an escape of the
process tree.
"""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sandbox_support import FEATURES, ZygoteDriver, zygote

# A hardened kernel, and an ordinary user on it.
NO_USER_NAMESPACES = [sys.executable, str(Path(__file__).with_name("without_namespaces.py"))]

# Root in a container that keeps the capability to make namespaces from it.
NO_CAPABILITY = ["setpriv", "--bounding-set=-sys_admin", "--inh-caps=-sys_admin"]

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can take its own rights away")


@pytest.fixture(params=["ordinary user", "root of a container"])
def degraded(installation: Path, request: pytest.FixtureRequest) -> Iterator[ZygoteDriver]:
    prefix = NO_USER_NAMESPACES if request.param == "ordinary user" else NO_CAPABILITY
    with zygote(installation, prefix) as driver:
        yield driver


def test_what_is_missing_is_reported(degraded: ZygoteDriver) -> None:
    assert degraded.started["pid_namespaces"] is False
    child = degraded.fork()
    for name in ("pid-namespace", "private-root", "private-scratch"):
        assert not child.features & FEATURES[name], name
    for name in ("landlock-files", "landlock-signals", "system-call-filter", "resource-limits"):
        assert child.features & FEATURES[name], name


def test_files_processes_and_the_network_stay_out_of_reach(degraded: ZygoteDriver) -> None:
    child = degraded.run(
        "import os, socket, subprocess\n"
        "found = {}\n"
        "def attempt(name, action):\n"
        "    try: found[name] = repr(action())\n"
        "    except OSError: pass\n"
        "attempt('password', lambda: open('/etc/passwd').read())\n"
        "attempt('home', lambda: os.listdir('/root'))\n"
        f"attempt('environ', lambda: open('/proc/{degraded.launcher.pid}/environ').read())\n"
        f"attempt('zygote environ', lambda: open(f'/proc/{{os.getppid()}}/environ').read())\n"
        "attempt('zygote', lambda: os.kill(os.getppid(), 0))\n"
        f"attempt('launcher', lambda: os.kill({degraded.launcher.pid}, 9))\n"
        "attempt('write', lambda: open('/tmp/escaped', 'w'))\n"
        "attempt('network', lambda: socket.create_connection(('127.0.0.1', 80), 1))\n"
        "attempt('session', os.setsid)\n"
        "attempt('group', lambda: os.setpgid(0, 0))\n"
        "say(found)\n"
        "open('scratch', 'w').write('x')\n"
        "say([os.environ['TMPDIR'] == os.getcwd(), os.listdir('.')])\n"
        "say(subprocess.run(['/bin/echo', 'hello'], capture_output=True, text=True).stdout)\n"
    )
    assert child.hear() == {}
    assert child.hear() == [True, ["scratch"]]
    assert child.hear() == "hello\n"
    assert degraded.wait_exit(child)["code"] == 0
    assert degraded.launcher.poll() is None


def test_the_whole_tree_goes_with_its_first_process(degraded: ZygoteDriver) -> None:
    child = degraded.run(
        "import os, signal, time\n"
        "for number in range(1, 65):\n"
        "    try: signal.signal(number, signal.SIG_IGN)\n"
        "    except (OSError, ValueError): pass\n"
        "pids = []\n"
        "for _ in range(10):\n"
        "    reader, writer = os.pipe()\n"
        "    if os.fork() == 0:\n"
        "        pid = os.fork()\n"
        "        if pid == 0:\n"
        "            while True: time.sleep(60)\n"
        "        os.write(writer, str(pid).encode())\n"
        "        os._exit(0)\n"
        "    pids.append(int(os.read(reader, 10)))\n"
        "say(pids)\n"
        "while True: time.sleep(60)"
    )
    pids = child.hear()
    assert len(pids) == 10
    child.kill()
    assert degraded.wait_exit(child)["signal"] == 9
    assert [pid for pid in pids if Path(f"/proc/{pid}").exists()] == []


def test_the_scratch_directory_goes_with_its_program(degraded: ZygoteDriver) -> None:
    child = degraded.run("import os\nos.makedirs('a/b')\nopen('a/b/c', 'w')\nsay(os.getcwd())")
    place = Path(child.hear())
    degraded.wait_exit(child)
    deadline = time.monotonic() + 10
    while place.exists() and time.monotonic() < deadline:
        # Ordered from the zygote, done by another process: any answer comes after it had a chance.
        degraded.wait_exit(degraded.run("say(1)"))
    assert not place.exists()


def test_programs_die_with_the_zygote(installation: Path) -> None:
    with zygote(installation, NO_USER_NAMESPACES) as driver:
        child = driver.run("import time\nsay(1)\ntime.sleep(600)")
        child.hear()
        driver.launcher.kill()
        assert child.is_gone()


def test_protections_can_be_demanded(installation: Path) -> None:
    demanded = FEATURES["pid-namespace"] | FEATURES["private-root"]
    with zygote(installation, NO_USER_NAMESPACES, features_required=demanded) as driver:
        failure = driver.wait_event("failed", driver.order())
        assert "pid-namespace" in failure["message"]
