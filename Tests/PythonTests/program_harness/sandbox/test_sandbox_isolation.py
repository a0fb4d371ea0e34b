"""What a locked-in program can see and reach: nothing but what it was given."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from sandbox_support import FEATURES, ZygoteDriver, zygote

ATTEMPT = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)

def attempt(name, action):
    try:
        found[name] = ["done", repr(action())[:200]]
    except BaseException as error:
        found[name] = ["refused", type(error).__name__]

def call(name, *arguments):
    result = getattr(libc, name)(*arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), name)
    return result

found = {}
"""


def attempts(driver: ZygoteDriver, **actions: str) -> dict[str, list[str]]:
    """What became of each expression, evaluated in a program."""
    lines = [f"attempt({name!r}, lambda: {action})" for name, action in actions.items()]
    child = driver.run(ATTEMPT + "\n".join(lines) + "\nsay(found)")
    found: dict[str, list[str]] = child.hear()
    assert driver.wait_exit(child)["code"] == 0
    return found


def test_every_protection_of_this_machine_is_in_force(driver: ZygoteDriver) -> None:
    child = driver.fork()
    missing = {name for name, bit in FEATURES.items() if not child.features & bit}
    # An ordinary user has no second user id to give away; the user namespace separates the jobs.
    assert missing <= {"own-user"}


def test_a_program_sees_only_what_was_listed(driver: ZygoteDriver) -> None:
    found = attempts(
        driver,
        root="sorted(os.listdir('/'))",
        password="open('/etc/passwd').read()",
        home="os.listdir('/root')",
        homes="os.listdir('/home')",
        system="os.listdir('/sys')",
        write_root="open('/file', 'w')",
        write_library="open('/usr/lib/file', 'w')",
        make_directory="os.mkdir('/usr/directory')",
        write_scratch="open('/tmp/file', 'w').write('x')",
        shared_memory="open('/dev/shm/file', 'w').write('x')",
        random_device="len(open('/dev/urandom', 'rb').read(4))",
        null_device="open('/dev/null', 'w').write('x')",
    )
    names = {"bin", "dev", "etc", "lib", "lib32", "lib64", "proc", "tmp", "usr"}
    assert found.pop("root")[0] == "done"
    for name in ("write_scratch", "shared_memory", "random_device", "null_device"):
        assert found.pop(name)[0] == "done", name
    assert {name: outcome for name, (outcome, _) in found.items()} == dict.fromkeys(
        found, "refused"
    )
    child = driver.run("import os; say([os.listdir('/'), os.listdir('/etc')])")
    root, etc = child.hear()
    assert set(root) <= names | {Path(path).parts[1] for path in sys.path if path}
    assert set(etc) <= {"ssl", "alternatives"}


def test_a_program_is_alone_in_its_pid_namespace(driver: ZygoteDriver) -> None:
    child = driver.run("import os; say([n for n in os.listdir('/proc') if n.isdigit()])")
    assert child.hear() == ["1"]


def test_a_program_has_no_network(driver: ZygoteDriver) -> None:
    found = attempts(
        driver,
        tcp="__import__('socket').create_connection(('127.0.0.1', 80), 2)",
        tcp6="__import__('socket').socket(__import__('socket').AF_INET6)",
        udp="__import__('socket').socket(__import__('socket').AF_INET, 2)",
        netlink="__import__('socket').socket(16, 3, 0)",
        unix="__import__('socket').socket(1)",
        name="__import__('socket').getaddrinfo('localhost', 80)",
    )
    # Looking a name up needs no socket when the name is in a file; there is no such file either.
    assert {outcome for outcome, _ in found.values()} == {"refused"}
    pair = driver.run(
        "import socket; a, b = socket.socketpair(); a.send(b'x'); say(len(b.recv(1)))"
    )
    assert pair.hear() == 1


def test_a_program_gets_no_environment_and_no_descriptors(
    installation: Path, prefix: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPINWIRE_SECRET", "hunter2")
    with zygote(installation, prefix) as driver:
        child = driver.run(
            "import os\n"
            "say([sorted(os.environ), sorted(os.listdir('/proc/self/fd')),"
            " open('/proc/self/environ').read()])"
        )
        environment, descriptors, initial = child.hear()
    assert "SPINWIRE_SECRET" not in environment
    assert "hunter2" not in initial
    # 4 is the descriptor of the listing itself.
    assert set(descriptors) <= {"0", "1", "2", "3", "4"}


def test_a_program_cannot_reach_the_processes_outside(driver: ZygoteDriver) -> None:
    # Another process of the same user, with something to hide.
    found = attempts(
        driver,
        environ=f"open('/proc/{os.getpid()}/environ').read()",
        signal=f"os.kill({os.getpid()}, 0)",
        launcher=f"os.kill({driver.launcher.pid}, 0)",
        parent="os.getppid() and 1 / 0 or 1 / os.getppid()",
        trace="call('ptrace', 16, 1, 0, 0)",
        read_memory="call('process_vm_readv', 1, 0, 0, 0, 0, 0)",
    )
    assert {outcome for outcome, _ in found.values()} == {"refused"}
    assert driver.launcher.poll() is None


def test_a_program_cannot_change_its_surroundings(driver: ZygoteDriver) -> None:
    found = attempts(
        driver,
        user_namespace="call('unshare', 0x10000000)",
        mount_namespace="call('unshare', 0x00020000)",
        mount="call('mount', b'none', b'/tmp', b'tmpfs', 0, None)",
        unmount="call('umount2', b'/proc', 2)",
        root="call('chroot', b'/tmp')",
        user="os.setuid(0)",
        keys="call('syscall', 250, 0, 0, 0, 0, 0)",
        memory_file="os.memfd_create('filler')",
        shared_memory="call('shmget', 0, 4096, 0o1600)",
        host_name="call('sethostname', b'x', 1)",
        device="os.mknod('/tmp/device', 0o60644, os.makedev(8, 0))",
        uring="call('syscall', 425, 1, 0)",
        clone_namespace="call('syscall', 56, 0x10000000 | 17, 0, 0, 0, 0)",
        dumpable="call('prctl', 4, 0, 0, 0, 0)",
        death_signal="call('prctl', 1, 0, 0, 0, 0)",
        score="open('/proc/self/oom_score_adj', 'w').write('-1000') and 1 / 0",
        raised_limit=(
            "__import__('resource').setrlimit(__import__('resource').RLIMIT_NPROC, (9999, 9999))"
        ),
    )
    assert {name: outcome for name, (outcome, _) in found.items()} == dict.fromkeys(
        found, "refused"
    )


def test_a_program_has_no_capability_and_gets_none_by_a_set_user_id_program(
    driver: ZygoteDriver,
) -> None:
    child = driver.run(
        "import os, subprocess\n"
        "lines = open('/proc/self/status').read().splitlines()\n"
        "fields = dict(line.split(':\\t', 1) for line in lines)\n"
        "su = subprocess.run(['/bin/su', '-c', 'id'], capture_output=True)\n"
        "say([{k: int(fields[k], 16) for k in ('CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb')},"
        " fields['NoNewPrivs'], fields['Seccomp'], fields['Groups'], su.returncode != 0,"
        " os.getuid()])"
    )
    capabilities, no_new_privileges, filter_mode, groups, su_failed, user = child.hear()
    assert set(capabilities.values()) == {0}
    assert (no_new_privileges, filter_mode, groups.strip()) == ("1", "2", "")
    assert su_failed
    assert user != 0


def test_ordinary_things_still_work(driver: ZygoteDriver) -> None:
    child = driver.run(
        "import asyncio, subprocess, tempfile, threading, concurrent.futures\n"
        "import time, multiprocessing\n"
        "echo = subprocess.run(['/bin/echo', 'hello'], capture_output=True, text=True).stdout\n"
        "with concurrent.futures.ThreadPoolExecutor(4) as pool:\n"
        "    total = sum(pool.map(abs, range(-4, 0)))\n"
        "with tempfile.TemporaryDirectory() as place: open(place + '/file', 'w').write('x')\n"
        "asyncio.run(asyncio.sleep(0))\n"
        "with multiprocessing.Pool(2) as pool: powers = pool.map(abs, [-1, -2])\n"
        "import sandbox_runner\n"
        "say([echo, total, powers, sandbox_runner.is_warm])"
    )
    assert child.hear() == ["hello\n", 10, [1, 2], True]
    assert driver.wait_exit(child)["code"] == 0


def test_descriptors_given_with_the_start_frame_arrive(driver: ZygoteDriver) -> None:
    ours, theirs = socket.socketpair()
    child = driver.fork()
    child.start(
        "import socket\n"
        "given = socket.socket(fileno=descriptors[0])\n"
        "given.sendall(b'circuits')\n"
        "say(len(descriptors))",
        [theirs.fileno()],
    )
    theirs.close()
    assert child.hear() == 1
    assert ours.recv(16) == b"circuits"
    ours.close()


def test_two_programs_share_neither_random_state_nor_files(driver: ZygoteDriver) -> None:
    source = (
        "import os, random\n"
        "say([random.random(), os.listdir('/tmp'), os.readlink('/proc/self/ns/pid'),"
        " os.readlink('/proc/self/ns/mnt'), os.readlink('/proc/self/ns/net'),"
        " os.readlink('/proc/self/ns/user')])\n"
        "open('/tmp/left', 'w')\n"
        # Both at a time: the number of a namespace that is gone is given again.
        "channel.receive()"
    )
    first, second = (driver.run(source).hear() for _ in range(2))
    differing = [one for one, other in zip(first, second, strict=True) if one == other]
    # Only the listing of the scratch space, which is as empty the second time.
    assert [value for value in differing if value == first[1]] == differing
    assert "left" not in second[1]


def test_nothing_is_left_running_when_the_executor_hangs_up(
    installation: Path, prefix: list[str]
) -> None:
    with zygote(installation, prefix) as driver:
        child = driver.run("import time\nsay(1)\ntime.sleep(600)")
        child.hear()
        driver.control.close()
        assert child.is_gone()


def test_nothing_is_left_running_when_the_launcher_is_killed(
    installation: Path, prefix: list[str]
) -> None:
    with zygote(installation, prefix) as driver:
        child = driver.run("import time\nsay(1)\ntime.sleep(600)")
        child.hear()
        driver.launcher.kill()
        assert child.is_gone()


def test_a_launcher_with_threads_gives_the_same_protections_and_the_same_end(
    installation: Path, prefix: list[str]
) -> None:
    script = installation / "tests" / "threaded_launch.py"
    folder = installation / "harness" / "spinwire_zygote"
    script.write_text(
        "import sys, threading, time\n"
        "threading.Thread(target=time.sleep, args=(600,), daemon=True).start()\n"
        f"sys.path.insert(0, {str(folder)!r})\n"
        "import launch\n"
        "sys.exit(launch.main(sys.argv[1:]))\n"
    )
    subprocess.run(["chmod", "a+r", str(script)], check=True)
    for ending in ("hang up", "kill"):
        with zygote(installation, prefix, launch_script=script) as driver:
            child = driver.run("import time\nsay(1)\ntime.sleep(600)")
            assert child.features & FEATURES["pid-namespace"]
            assert child.features & FEATURES["private-root"]
            child.hear()
            if ending == "kill":
                driver.launcher.kill()
            else:
                driver.control.close()
            assert child.is_gone()


def test_a_missing_protection_that_is_required_stops_the_child(
    installation: Path, prefix: list[str]
) -> None:
    everything = 0xFFFF
    with zygote(installation, prefix, features_required=everything) as driver:
        number = driver.order()
        failure = driver.wait_event("failed", number)
        assert failure["code"] == "sandbox.lockInFailed"
        assert "require" in failure["message"]
        assert driver.wait_exit(driver.children[number])["code"] == 120


def test_a_wrong_order_is_refused_and_the_zygote_goes_on(driver: ZygoteDriver) -> None:
    driver.send({"op": "dance", "id": 77})
    assert driver.wait_event("failed", 77)["code"] == "sandbox.badOrder"
    driver.send({"op": "fork", "id": 78, "slot": 1, "limits": {}})
    assert driver.wait_event("failed", 78)["code"] == "sandbox.forkFailed"
    assert driver.run("say(1)").hear() == 1


def test_a_preloaded_module_with_a_thread_is_noticed(installation: Path, prefix: list[str]) -> None:
    module = installation / "tests" / "threaded_module.py"
    module.write_text(
        "import threading, time\n"
        "threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
    )
    subprocess.run(["chmod", "a+r", str(module)], check=True)
    with zygote(installation, prefix, preload=["threaded_module", "no_such_module"]) as driver:
        assert driver.started["missing"] == ["no_such_module"]
        number = driver.order()
        assert driver.wait_event("failed", number)["code"] == "sandbox.zygoteHasThreads"
