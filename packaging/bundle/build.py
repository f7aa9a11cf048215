"""`make bundle`: C2V Desktop as a folder that needs neither Python nor a compiler, and what is downloaded of it.

PyInstaller runs in an environment of its own, `build/bundle`. Linux gets a tar.gz and, where the tools for it are
there, an AppImage; macOS a disk image; Windows the folder that `packaging/bundle/windows.iss` makes an installer of.
"""

import argparse
import fnmatch
import gzip
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
WORK = ROOT / "build" / "bundle"
OUT = ROOT / "dist"
NAME = "c2v-desktop"
PYTHON = WORK / "venv" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
SOURCES = WORK / "sources.json"
"""Every file of the bundle as [where it lies there, where it came from], for the licences."""
TOOLS = ("pyinstaller==6.22.3", "pyinstaller-hooks-contrib==2026.9", "hatchling>=1.24")
CPU_PAIR = ("torch==2.13.0+cpu", "torchvision==0.28.0")
"""Named with `+cpu` it is found only where pip is set up to find processor builds."""
CPU_INDEX = "https://download.pytorch.org/whl/cpu"
UNUSED = (
    "PySide6/Qt/lib/libQt6Pdf*", "PySide6/Qt/lib/libQt6VirtualKeyboard*", "PySide6/Qt/plugins/imageformats/libqpdf.so",
    "PySide6/Qt/plugins/platforminputcontexts/libqtvirtualkeyboardplugin.so", "libcudart*",
)  # fmt: skip
"""Of Linux: what only plugins load that the program has no use for. Qt Quick stays: the player's plugin asks for it."""
NAMED = ("hnswlib*.so", "libpython3*.so*")
"""Compiled on the way, with names for debuggers: 25 of 32 MB. Wheels are stripped, or do not bear it."""
LENT = (
    "libGLdispatch.so.0", "libGLX.so.0", "libEGL.so.1", "libGL.so.1", "libdrm.so.2", "libxcb.so.1",
    "libwayland-client.so.0", "libwayland-cursor.so.0",
)  # fmt: skip
"""Of the graphics system; PyInstaller leaves them to it. `before_start.py` uses them where there are none."""


def main() -> int:
    """Build everything this system can; `--folder` stops after the folder."""
    parser = argparse.ArgumentParser(description="Make the bundle for this system.")
    parser.add_argument("--folder", action="store_true", help="only the folder, nothing packed")
    parser.add_argument("--keep-folder", action="store_true", help="begin with what PyInstaller made last time")
    parser.add_argument("--keep-environment", action="store_true", help="take the environment as it is")
    parser.add_argument("--version", action="version", version=version())
    options = parser.parse_args()
    if not (options.keep_environment or options.keep_folder):
        prepare()
    folder = folder_made() if options.keep_folder else freeze()
    if sys.platform == "linux":
        lend_libraries(folder)
        make_smaller(folder)
    _run(PYTHON, HERE / "licences.py", SOURCES, folder / "licences")
    if sys.platform == "darwin":
        return 0 if options.folder else make_disk_image()
    if sys.platform != "win32":
        dress(folder)
    examine(folder)
    if not options.folder and sys.platform.startswith("linux"):
        pack(folder)
        make_appimage(folder)
    return 0


def version() -> str:
    """The one version of the program."""
    found = re.search(r'__version__ = "(.+)"', (ROOT / "c2v_desktop" / "__init__.py").read_text(encoding="utf-8"))
    assert found is not None
    return found[1]


def title() -> str:
    """What a download is called, without its ending."""
    system = {"darwin": "macos", "win32": "windows"}.get(sys.platform, "linux")
    return f"{NAME}-{version()}-{system}-{platform.machine().lower()}"


# ---- the environment


def prepare() -> None:
    """An environment with the program, its libraries and PyInstaller. torch is the build for processors."""
    wanted = hashlib.sha256((ROOT / "pyproject.toml").read_bytes() + Path(__file__).read_bytes()).hexdigest()
    stamp = WORK / "venv" / "stamp"
    if not stamp.exists() or stamp.read_text() != wanted:
        _run(sys.executable, "-m", "venv", WORK / "venv")
        if sys.platform == "linux" and platform.machine() == "x86_64":
            install_torch()
        _pip(*TOOLS)
        _pip(".[graph]")
    _pip("--no-deps", "--no-build-isolation", "--force-reinstall", ".")
    _run(PYTHON, "-c", "import torch; assert torch.version.cuda is None, 'torch is not the build for processors'")
    stamp.write_text(wanted)


def install_torch() -> None:
    """On this system the package index has builds with CUDA, of several GB; torch's makers have an index without.

    Their operators for pictures are left out, so a torchvision made for CUDA does as well.
    """
    if subprocess.run([PYTHON, "-m", "pip", "install", "--quiet", "--no-deps", *CPU_PAIR], cwd=ROOT).returncode:
        _pip("--index-url", CPU_INDEX, "torch", "torchvision")


# ---- the folder


def freeze() -> Path:
    """PyInstaller's folder. From another place: it would take files of ours from where it is started."""
    environment = {
        **os.environ,
        "C2V_VERSION": version(),
        "C2V_SOURCES": str(SOURCES),
        "C2V_ICON": str(draw_icon({"win32": ".ico", "darwin": ".icns"}.get(sys.platform, ".png"))),
    }
    places = ["--distpath", WORK / "dist", "--workpath", WORK / "work"]
    _run(
        PYTHON,
        "-m",
        "PyInstaller",
        "--noconfirm",
        *places,
        HERE / "c2v-desktop.spec",
        environment=environment,
        place=WORK,
    )
    return folder_made()


def folder_made() -> Path:
    """Where PyInstaller puts it."""
    return WORK / "dist" / ("C2V Desktop.app/Contents/Resources" if sys.platform == "darwin" else NAME)


def draw_icon(suffix: str) -> Path:
    """The program's icon in the form that the system wants."""
    target = WORK / f"{NAME}{suffix}"
    code = (
        "import sys; from PySide6.QtGui import QGuiApplication, QImage, QPainter\n"
        "from PySide6.QtSvg import QSvgRenderer\n"
        "app = QGuiApplication([]); side = 1024 if sys.argv[2].endswith('.icns') else 256\n"
        "image = QImage(side, side, QImage.Format.Format_ARGB32); image.fill(0)\n"
        "painter = QPainter(image); QSvgRenderer(sys.argv[1]).render(painter); painter.end()\n"
        "image.save(sys.argv[2] + '.png')\n"
        "from PIL import Image; Image.open(sys.argv[2] + '.png').save(sys.argv[2])"
    )
    svg = ROOT / "resources" / "icons" / "app.svg"
    _run(PYTHON, "-c", code, svg, target, environment={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
    return target


def lend_libraries(folder: Path) -> None:
    """Libraries of this system that `before_start.py` uses where there are none."""
    listed = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True, check=True).stdout
    sources = json.loads(SOURCES.read_text())
    for name in LENT:
        found = re.search(rf"^\s*{re.escape(name)} \(.*\) => (\S+)$", listed, re.MULTILINE)
        if found is None:
            raise SystemExit(f"{name} is not installed here, and systems without it need it from the bundle.")
        _put(Path(found[1]), folder / "_internal" / "lent" / name)
        sources.append([f"lent/{name}", found[1]])
    SOURCES.write_text(json.dumps(sources))


def make_smaller(folder: Path) -> None:
    """Leave out what is never loaded, and names of functions; both programs are one file with two names."""
    inside = folder / "_internal"
    for pattern in UNUSED:
        for path in inside.glob(pattern):
            path.unlink()
    for pattern in NAMED:
        for path in inside.glob(pattern):
            _run("strip", path)
    # on Linux they differ in the name they are called by alone
    (folder / "c2v").unlink(missing_ok=True)
    os.link(folder / "c2v-desktop", folder / "c2v")
    sources = json.loads(SOURCES.read_text())
    SOURCES.write_text(json.dumps([entry for entry in sources if not _is_unused(entry[0])]))


def _is_unused(name: str) -> bool:
    return any(fnmatch.fnmatch(name, pattern) for pattern in UNUSED)


def dress(folder: Path) -> None:
    """What a Linux desktop wants to know of a program."""
    share = folder / "share"
    _put(ROOT / "packaging" / f"{NAME}.desktop", share / "applications" / f"{NAME}.desktop")
    _put(ROOT / "resources" / "icons" / "app.svg", share / "icons" / "hicolor" / "scalable" / "apps" / f"{NAME}.svg")
    _put(WORK / f"{NAME}.png", share / "icons" / "hicolor" / "256x256" / "apps" / f"{NAME}.png")
    (share / "metainfo").mkdir(parents=True, exist_ok=True)
    (share / "metainfo" / "org.c2v.desktop.metainfo.xml").write_text(metainfo(), encoding="utf-8")
    for script in ("install.sh", "uninstall.sh"):
        _put(HERE / script, folder / script)
        (folder / script).chmod(0o755)
    _put(HERE / "README.txt", folder / "README.txt")


def metainfo() -> str:
    """The AppStream record with this version and the day of its release in CHANGELOG.md, or of the build."""
    text = (HERE / "metainfo.xml").read_text(encoding="utf-8")
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    dated = re.search(rf"^## \[{re.escape(version())}\] - (\S+)$", changes, re.MULTILINE)
    day = dated[1] if dated else subprocess.run(["date", "-I"], capture_output=True, text=True).stdout.strip()
    return text.replace("@VERSION@", version()).replace("@DATE@", day)


def examine(folder: Path) -> None:
    """The bundle checks itself: `c2v doctor` with a home of its own, and without this environment's Python."""
    with tempfile.TemporaryDirectory() as home:
        environment = {"PATH": "/usr/bin:/bin", "HOME": home, **_of_windows()}
        _run(folder / ("c2v.exe" if sys.platform == "win32" else "c2v"), "doctor", environment=environment)


def _of_windows() -> dict[str, str]:
    return {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP", "USERPROFILE", "APPDATA") if name in os.environ}


# ---- what is downloaded


def pack(folder: Path) -> Path:
    """One tar.gz that unpacks into a folder with the version in its name; equal input gives equal bytes."""
    OUT.mkdir(exist_ok=True)
    target = OUT / f"{title()}.tar.gz"

    def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = entry.mtime = 0
        entry.uname = entry.gname = ""
        return entry

    with (
        target.open("wb") as raw,
        gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w") as archive,
    ):
        archive.add(folder, f"{NAME}-{version()}", filter=plain)
    _say(f"{target.name}: {target.stat().st_size / 1e6:.0f} MB, {_size(folder) / 1e6:.0f} MB unpacked")
    return target


def make_appimage(folder: Path) -> Path | None:
    """The same folder as one file that runs. Needs mksquashfs, and AppImage's runtime in the file APPIMAGE_RUNTIME."""
    runtime = os.environ.get("APPIMAGE_RUNTIME", "")
    squash = shutil.which("mksquashfs")
    if not runtime or squash is None:
        _say("No AppImage: it needs mksquashfs, and AppImage's type 2 runtime in the file APPIMAGE_RUNTIME names.")
        return None
    _put(HERE / "apprun.sh", folder / "AppRun")
    (folder / "AppRun").chmod(0o755)
    _put(ROOT / "packaging" / f"{NAME}.desktop", folder / f"{NAME}.desktop")
    _put(ROOT / "resources" / "icons" / "app.svg", folder / f"{NAME}.svg")
    image, target = WORK / "appimage.squashfs", OUT / f"{title()}.AppImage"
    image.unlink(missing_ok=True)
    _run(squash, folder, image, "-root-owned", "-noappend", "-quiet", "-comp", "zstd")
    target.write_bytes(Path(runtime).read_bytes() + image.read_bytes())
    target.chmod(0o755)
    _say(f"{target.name}: {target.stat().st_size / 1e6:.0f} MB")
    return target


def make_disk_image() -> int:
    """The app in a .dmg; signed and notarised where the keys for it are given (see packaging/RELEASE.md)."""
    app, target = WORK / "dist" / "C2V Desktop.app", OUT / f"{title()}.dmg"
    OUT.mkdir(exist_ok=True)
    identity = os.environ.get("C2V_IDENTITY", "-")
    hardened = [] if identity == "-" else ["--options", "runtime", "--timestamp"]
    rights = ["--entitlements", HERE / "entitlements.plist"]
    _run("codesign", "--force", "--deep", "--sign", identity, *hardened, *rights, app)
    _run("hdiutil", "create", "-volname", "C2V Desktop", "-srcfolder", app, "-ov", "-format", "UDZO", target)
    profile = os.environ.get("C2V_NOTARY_PROFILE")
    if profile:
        _run("xcrun", "notarytool", "submit", target, "--keychain-profile", profile, "--wait")
        _run("xcrun", "stapler", "staple", target)
    return 0


# ---- small things


def _pip(*arguments: str) -> None:
    _run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments)


def _run(*command: object, environment: dict[str, str] | None = None, place: Path = ROOT) -> None:
    """Raises: subprocess.CalledProcessError."""
    subprocess.run([str(word) for word in command], cwd=place, env=environment, check=True)


def _put(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _size(folder: Path) -> int:
    """Bytes; a file with two names counts once."""
    files = {info.st_ino: info.st_size for each in folder.rglob("*") if each.is_file() for info in [each.lstat()]}
    return sum(files.values())


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
