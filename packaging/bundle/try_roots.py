"""`make bundle-smoke`: uses a bundle in bare roots, which have neither Python nor compiler nor network.

Each root is made by debootstrap, with one font. In it, cut off from every network and watched for sockets, the command
line checks, indexes and searches; then the scenarios of `tests/acceptance` use the window under Xvfb, by keys and mouse
and by a drag from another program. Needs root, debootstrap, strace, and what those tests need.

`python packaging/bundle/try_roots.py bookworm trixie --pictures FOLDER` with the environment of the tests.
"""

import argparse
import contextlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SCENARIOS = (
    "test_first_start.py", "test_searching.py", "test_heatmap.py", "test_playing.py", "test_captions.py",
    "test_files.py::test_cards_and_the_basket_are_dragged_out_as_files_that_stay_untouched", "test_bundle.py",
    "test_handing_off.py", "test_teaching.py",
)  # fmt: skip
ABSENT = ("python3", "perl5.36-x86_64-linux-gnu", "cc", "gcc", "g++", "ffmpeg")
"""Not in a bare root; perl-base is, because Debian cannot do without."""
NETWORK = re.compile(r"\b[AP]F_INET6?\b")
ASKS_THE_KERNEL = re.compile(r"\bsocket\([AP]F_INET6?, SOCK_DGRAM\b")
"""A datagram socket reaches nobody before a call that names an address; libuuid reads the card's number by one."""


def main() -> int:
    """Exit code 1 when something does not work in one of the roots."""
    parser = argparse.ArgumentParser(description="Try a bundle in roots without Python.")
    parser.add_argument("suites", nargs="*", default=["bookworm"], help="names that debootstrap knows")
    parser.add_argument("--bundle", type=Path, help="the tar.gz or the folder; the newest tar.gz in dist/ without it")
    parser.add_argument("--place", type=Path, default=Path("/tmp/bundle-roots"), help="where roots are made and kept")
    parser.add_argument("--pictures", type=Path, help="where pictures of the window are kept")
    parser.add_argument(
        "--only", action="append", help="a scenario of tests/acceptance instead of all that matter here"
    )
    options = parser.parse_args()
    if os.geteuid() != 0:
        parser.error("only root may make a root")
    packed = options.bundle or max((ROOT / "dist").glob("*-linux-*.tar.gz"), key=lambda each: each.stat().st_mtime)
    failed = [each for each in options.suites if not try_root(each, packed, options)]
    _say(f"Not in: {', '.join(failed)}" if failed else f"The bundle works in: {', '.join(options.suites)}")
    return int(bool(failed))


def try_root(suite: str, packed: Path, options: argparse.Namespace) -> bool:
    """Whether everything worked in this one."""
    root = make_root(suite, options.place)
    bundle = unpack(packed, root)
    shared = options.place / f"shared-{suite}"
    shutil.rmtree(shared, ignore_errors=True)
    traces = shared / "traces"
    traces.mkdir(parents=True)
    before = shlex.join(
        [
            *("strace", "-D", "-ff", "--seccomp-bpf", "-qq", "-e", "trace=network", "-o", str(traces / "of")),
            *("unshare", "--net", "chroot", str(root)),
        ]
    )
    environment = {
        **os.environ,
        "C2V_BUNDLE": bundle,
        "C2V_SLOW": "1",  # else pytest would skip teaching and exports
        "C2V_BEFORE": before,
        "C2V_PICTURES": str((options.pictures or shared / "pictures").absolute() / suite),
        "PYTHONPATH": str(ROOT),
    }
    with mounted(root, shared):
        smoke = [sys.executable, HERE / "smoke.py", "--folder", bundle, "--before", before, "--place", shared / "smoke"]
        tests = [str(ROOT / "tests" / "acceptance" / each) for each in options.only or SCENARIOS]
        arguments = ["-q", "-p", "no:randomly", f"--basetemp={shared / 'tests'}", *tests]
        steps = [smoke, [sys.executable, "-m", "pytest", *arguments]]
        codes = [_call(step, environment) for step in steps]
    calls = [line for each in traces.iterdir() for line in internet_calls(each.read_text())]
    processes = len(list(traces.iterdir()))
    _say(f"{suite}: {processes} processes watched, {len(calls)} calls for the internet", *calls[:5])
    return not any(codes) and processes > 0 and not calls


def internet_calls(trace: str) -> list[str]:
    """Lines of strace that lead out of this computer."""
    return [line for line in trace.splitlines() if NETWORK.search(line) and not ASKS_THE_KERNEL.search(line)]


def make_root(suite: str, place: Path) -> Path:
    """A bare root, kept for the next time. Raises: SystemExit."""
    root = place / suite
    if not (root / "etc" / "debian_version").exists():
        root.mkdir(parents=True, exist_ok=True)
        _run("debootstrap", "--variant=minbase", "--include=fonts-dejavu-core", suite, root)
    found = [each for each in ABSENT if list(root.glob(f"usr/bin/{each}")) or list(root.glob(f"usr/local/bin/{each}"))]
    if found:
        raise SystemExit(f"{root} is not bare: it has {', '.join(found)}.")
    return root


def unpack(packed: Path, root: Path) -> str:
    """Where the folder lies, as seen from inside the root; a folder is copied as it is."""
    if packed.is_dir():
        target = root / "opt" / packed.name
        shutil.rmtree(target, ignore_errors=True)
        target.parent.mkdir(exist_ok=True)
        _run("cp", "-a", packed, target)
        return f"/opt/{packed.name}"
    with tarfile.open(packed) as archive:
        first = archive.next()
    assert first is not None
    target = root / "opt" / first.name
    shutil.rmtree(target, ignore_errors=True)
    target.parent.mkdir(exist_ok=True)
    _run("tar", "-C", target.parent, "-xzf", packed)
    return f"/opt/{first.name}"


@contextlib.contextmanager
def mounted(root: Path, shared: Path) -> Iterator[None]:
    """The folder of the tests and the sockets of X, at the same places inside, and what the kernel tells."""
    sockets = Path("/tmp/.X11-unix")
    sockets.mkdir(mode=0o1777, exist_ok=True)
    places = [(shared, root / shared.relative_to("/")), (sockets, root / sockets.relative_to("/"))]
    done: list[Path] = []
    try:
        for source, target in places:
            target.mkdir(parents=True, exist_ok=True)
            _run("mount", "--bind", source, target)
            done.append(target)
        for kind, target in (("proc", root / "proc"), ("devtmpfs", root / "dev"), ("tmpfs", root / "dev" / "shm")):
            target.mkdir(exist_ok=True)
            _run("mount", "-t", kind, kind, target)
            done.append(target)
        yield
    finally:
        for target in reversed(done):
            subprocess.run(["umount", "--lazy", target], check=False)


def _run(*command: object) -> None:
    """Raises: subprocess.CalledProcessError."""
    subprocess.run([str(word) for word in command], check=True)


def _call(command: list[object], environment: dict[str, str]) -> int:
    return subprocess.run([str(word) for word in command], cwd=ROOT, env=environment, check=False).returncode


def _say(*lines: str) -> None:
    sys.stderr.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
