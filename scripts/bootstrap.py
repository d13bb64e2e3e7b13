"""Set up everything the project needs, from nothing but Python 3.11+, git and make.

Started by the Makefile; by hand: `python3 scripts/bootstrap.py site|dev|test`.

- `site`: what a build needs: .venv with the packages of requirements.lock, the project
  itself, and node_modules without development packages;
- `dev`: also the tools and test packages of requirements-test.lock;
- `test`: also a Chromium whose path is written, one line, to `.venv/chromium-path`. Browser
  tests read that file (`executable_path=Path(".venv/chromium-path").read_text().strip()`).

Chromium is looked for in this order: MREZHA_CHROMIUM (a path); the system's; Debian's package,
where apt-get can run without a question; Playwright's own download.

A finished step leaves a stamp in `.venv/.stamps` with the hash of what it was made from; a
second run does nothing. Exit codes: 0 ready, 2 something must be done by hand first. Only
the standard library is used, and no syntax newer than Python 3.6: an old interpreter must
get as far as the check below.
"""

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / ".stamps"
CHROMIUM_PATH = VENV / "chromium-path"
WIDER = {"python-site": "python-dev", "npm-site": "npm-dev"}  # the wider step serves both
BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
IS_INTEL_MAC = sys.platform == "darwin" and os.uname().machine == "x86_64"  # cmarkgfm: no wheel
NOT_INSTALLED = (
    "Пакетите не се инсталираха (вижте по-горе): проверете връзката с интернет и опитайте пак.",
    "The packages were not installed (see above): check the network, then try again.",
)


class Stop(Exception):  # noqa: N818 (not an error of the program: a word to the user)
    """End the set-up with one sentence in each language and exit code 2."""

    def __init__(self, bg: str, en: str) -> None:
        super().__init__(f"{bg}\n{en}")


def say(text: str) -> None:
    """Print to stderr as UTF-8, whatever the locale of an old interpreter is."""
    sys.stderr.buffer.write((text + "\n").encode())
    sys.stderr.flush()


def find_newer_python() -> str:
    """Find a Python 3.11+ on PATH by its versioned name; "" if there is none."""
    for minor in (14, 13, 12, 11):
        path = shutil.which(f"python3.{minor}")
        # A version manager leaves commands on PATH that only say "not installed": try it.
        if path and subprocess.call([path, "-c", ""], stderr=subprocess.DEVNULL) == 0:
            return path
    return ""


if sys.version_info < (3, 11):  # noqa: UP036 (an old interpreter must be told, not crash)
    newer = find_newer_python()
    if newer:
        os.execv(newer, [newer, *sys.argv])  # noqa: S606
    found = ".".join(map(str, sys.version_info[:3]))
    say(f"Нужен е Python 3.11 или по-нов, а {sys.executable} е {found}. Инсталирайте python3.11.")
    say(f"Python 3.11 or newer is needed; {sys.executable} is {found}. Install python3.11.")
    sys.exit(2)


def run(command: list[str]) -> bool:
    """Run a program in the checkout without input, showing only what it complains of."""
    nothing = subprocess.DEVNULL
    return subprocess.call(command, cwd=ROOT, stdin=nothing, stdout=nothing) == 0


def works(command: list[str]) -> bool:
    """Try a program without showing anything; say whether it can be used here."""
    nothing = subprocess.DEVNULL
    try:
        return subprocess.call(command, stdin=nothing, stdout=nothing, stderr=nothing) == 0
    except OSError:  # not a program, or not for this machine
        return False


def apt_prefix() -> list[str] | None:
    """Say what to write before `apt-get` here, or None where it would ask or is missing."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return ["env"]
    return ["sudo", "-n", "env"] if works(["sudo", "-n", "true"]) else None


def install_debian(*packages: str) -> bool:
    """Install Debian packages without a question, if that can be done here."""
    prefix = apt_prefix()
    if prefix is None:
        return False
    say(f"Инсталирам с apt-get / Installing with apt-get: {' '.join(packages)}")
    apt = [*prefix, "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=120"]
    install = [*apt, "-qq", "install", "-y", "--no-install-recommends", *packages]
    run([*apt, "-qq", "update"])  # an unreachable list need not matter: the install decides
    return run([*install, "-o", "Dpkg::Use-Pty=0"])


def digest(*files: str) -> str:
    """Hash where this set-up stands, the Python it uses and the text of `files`."""
    parts = [os.fsencode(ROOT), os.fsencode(PYTHON.resolve())]
    parts += [(ROOT / name).read_bytes() for name in files]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def is_done(step: str, files: tuple[str, ...]) -> bool:
    """Say whether `step`, or a wider one that includes it, was finished from these files."""
    stamps = [STAMPS / name for name in (step, WIDER.get(step, step))]
    return digest(*files) in [path.read_text("ascii") for path in stamps if path.is_file()]


def mark_undone(*steps: str) -> None:
    """Forget finished steps: what they made is about to change."""
    for step in steps:
        (STAMPS / step).unlink(missing_ok=True)


def mark_done(step: str, files: tuple[str, ...]) -> None:
    """Remember that `step` was finished from these files."""
    STAMPS.mkdir(exist_ok=True)
    (STAMPS / step).write_text(digest(*files), encoding="ascii")


def has_venv_module() -> bool:
    """Say whether this Python can make an environment with pip; Debian packs that apart."""
    importlib.invalidate_caches()
    return importlib.util.find_spec("ensurepip") is not None


def make_venv(folder: Path) -> None:
    """Make a virtual environment, installing Debian's missing part of Python if needed."""
    package = f"python3.{sys.version_info.minor}-venv"
    if not has_venv_module():
        install_debian(package)
    if not has_venv_module():
        raise Stop(
            f"На този Python му липсва модулът ensurepip: инсталирайте пакета {package} "
            f"(apt-get install {package}) и пуснете командата отново.",
            f"This Python lacks the ensurepip module: install the package {package} "
            f"(apt-get install {package}), then run the command again.",
        )
    base = getattr(sys, "_base_executable", None) or sys.executable  # not the venv's own
    if not run([base, "-m", "venv", "--clear", str(folder)]):
        raise Stop(f"{folder} не можа да се създаде.", f"{folder} could not be made.")


def ensure_venv() -> None:
    """Make .venv if it is missing, broken, or was made for a checkout in another place."""
    if PYTHON.exists() and is_done("venv", ()):
        return
    check = "import pip, sys; sys.exit(sys.version_info < (3, 11))"
    is_moved = (STAMPS / "venv").is_file()  # a stamp that no longer fits: scripts point elsewhere
    if is_moved or not PYTHON.exists() or not works([str(PYTHON), "-I", "-c", check]):
        say("Създавам .venv / Making .venv")
        make_venv(VENV)
    mark_done("venv", ())


def pip_install(*arguments: str, python: Path = PYTHON) -> None:
    """Install with pip, apart from the user's own Python settings."""
    options = ["--quiet", "--no-input", "--disable-pip-version-check"]
    pip = ["env", "PIP_USER=0", str(python), "-I", "-m", "pip"]
    if not run([*pip, "install", *options, *arguments]):
        raise Stop(*NOT_INSTALLED)


def ensure_python_packages(kind: str) -> None:
    """Install the locked Python packages, each checked against its hash, and the project."""
    lock = "requirements.lock" if kind == "site" else "requirements-test.lock"
    files = ("requirements.lock", "requirements-test.lock")
    if not is_done(f"python-{kind}", files):
        say(f"Инсталирам Python пакетите / Installing the Python packages: {lock}")
        mark_undone("python-site", "python-dev", "project")
        # Building from source would run code that no lock file holds.
        wheels = "--prefer-binary" if IS_INTEL_MAC else "--only-binary=:all:"
        pip_install("--require-hashes", wheels, "-r", lock)
        mark_done(f"python-{kind}", files)
    if not is_done("project", ("pyproject.toml",)):
        pip_install("--no-deps", "--no-build-isolation", "--editable", ".")
        mark_done("project", ("pyproject.toml",))


def ensure_npm_packages(kind: str) -> None:
    """Install the locked npm packages with the Node runtime that is in .venv."""
    files = ("package.json", "package-lock.json")
    if is_done(f"npm-{kind}", files) and (ROOT / "node_modules").is_dir():
        return
    say("Инсталирам npm пакетите / Installing the npm packages")
    mark_undone("npm-site", "npm-dev")
    if not run(npm("ci", "--omit=dev" if kind == "site" else "--include=dev")):
        raise Stop(*NOT_INSTALLED)
    mark_done(f"npm-{kind}", files)


def npm(*arguments: str, venv: Path = VENV) -> list[str]:
    """Say how npm is started: with the Node of `venv`, running no package's scripts."""
    path = f"PATH={venv / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    return ["env", path, str(venv / "bin" / "npm"), f"--prefix={ROOT}", *options, *arguments]


def find_browser() -> str | None:
    """Find a Chromium that starts (not a shell that points at a snap)."""
    names = (os.environ.get("MREZHA_CHROMIUM", ""), *BROWSERS)
    paths = filter(None, map(shutil.which, names))
    return next((path for path in paths if works([path, "--version"])), None)


def download_browser() -> str | None:
    """Fetch Playwright's own Chromium; None if it cannot be had or does not start here."""
    say("Свалям Chromium на Playwright / Downloading Playwright's Chromium")
    libraries = ["--with-deps"] if apt_prefix() == ["env"] else []
    if not run([str(PYTHON), "-m", "playwright", "install", *libraries, "chromium"]):
        return None
    script = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as it: print(it.chromium.executable_path)"
    )
    command = [str(PYTHON), "-c", script]
    found = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False).stdout.strip()
    return found if works([found, "--version"]) else None


def ensure_browser() -> None:
    """Have a Chromium for the browser tests and write down where it is."""
    wanted = os.environ.get("MREZHA_CHROMIUM")
    known = CHROMIUM_PATH.read_text("utf-8").strip() if CHROMIUM_PATH.is_file() else ""
    if os.access(known, os.X_OK) and wanted in (None, "", known):
        return
    if not works([str(PYTHON), "-m", "playwright", "--version"]):
        install_debian("libatomic1")  # its own Node needs it; a small Debian lacks it
    path = find_browser()
    is_debian = works(["grep", "-qx", "ID=debian", "/etc/os-release"])  # Ubuntu's is a snap's shell
    if path is None and is_debian and install_debian("chromium", "fonts-dejavu-core"):
        path = find_browser()
    path = path or download_browser()
    if path is None:
        raise Stop(
            "Няма Chromium за тестовете: инсталирайте го (Debian: apt-get install chromium) "
            "или задайте пътя до него в MREZHA_CHROMIUM и пуснете командата отново.",
            "There is no Chromium for the tests: install it (Debian: apt-get install chromium) "
            "or set MREZHA_CHROMIUM to its path, then run the command again.",
        )
    CHROMIUM_PATH.write_text(f"{path}\n", encoding="utf-8")


def set_up(kind: str) -> None:
    """Bring the checkout to what `kind` of work needs; do nothing that is done already."""
    packages = "site" if kind == "site" else "dev"
    ensure_venv()
    ensure_python_packages(packages)
    ensure_npm_packages(packages)
    if kind == "test":
        ensure_browser()


def guard(work: Callable[[], None]) -> int:
    """Do `work` while no other set-up runs here; turn what stops it into words and exit 2."""
    try:
        (ROOT / ".cache").mkdir(exist_ok=True)
        with (ROOT / ".cache" / "bootstrap.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            work()
    except (Stop, OSError) as reason:
        say(str(reason))
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    if sys.argv[1:] not in (["site"], ["dev"], ["test"]):
        say("Употреба / Usage: bootstrap.py site|dev|test")
        sys.exit(2)
    sys.exit(guard(lambda: set_up(sys.argv[1])))
