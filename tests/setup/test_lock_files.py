"""What is installed is pinned, checked by hash, and fetched from wherever the machine says."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-test.lock")
# Put together from parts, so that this file does not name them either.
REGISTRY_HOSTS = (
    ".".join(("registry", "npmjs", "org")),
    ".".join(("registry", "yarnpkg", "com")),
    ".".join(("pypi", "org")),
    ".".join(("pypi", "python", "org")),
    ".".join(("pythonhosted", "org")),
    ".".join(("deb", "debian", "org")),
    ".".join(("security", "debian", "org")),
)
PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;]+)(?: ; [^#@]+?)?$")
HASH = re.compile(r"^--hash=sha256:[0-9a-f]{64}$")


def find_hosts(root: Path) -> list[str]:
    """List the tracked files of `root` that name a package registry."""
    patterns = [part for host in REGISTRY_HOSTS for part in ("-e", host)]
    command = ["git", "-C", str(root), "grep", "--text", "-l", "-i", "-F", *patterns]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert found.returncode in (0, 1), found.stderr
    return found.stdout.split()


def read_lock(text: str) -> dict[str, tuple[str, list[str]]]:
    """Read a pip lock file strictly: nothing but pins, each with its hashes, and comments."""
    pins = {}
    logical = text.replace("\\\n", " ").splitlines()
    for line in (line for line in logical if line and not line.startswith("#")):
        requirement, *options = re.split(r"\s+(?=--)", line.strip())
        pin = PIN.match(requirement)
        assert pin, f"not a pin: {line}"
        assert all(HASH.match(option) for option in options), f"not a hash: {line}"
        pins[normal(pin["name"])] = (pin["version"], options)
    return pins


def normal(name: str) -> str:
    """Spell a package name as the packaging standard compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def named(requirements: list[str]) -> set[str]:
    return {normal(re.split(r"[^A-Za-z0-9._-]", text)[0]) for text in requirements}


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def test_no_tracked_file_names_a_package_registry():
    assert [] == find_hosts(ROOT)


@pytest.mark.parametrize("host", REGISTRY_HOSTS)
def test_a_registry_named_in_a_tracked_file_would_be_found(tmp_path, host):
    (tmp_path / "some.lock").write_text(f"--index-url https://{host.upper()}/simple\n")
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    subprocess.run(["git", "-C", tmp_path, "add", "some.lock"], check=True)
    assert ["some.lock"] == find_hosts(tmp_path)


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_python_package_has_a_hash(name):
    pins = read_lock((ROOT / name).read_text("utf-8"))
    assert [] == [package for package, (_, hashes) in pins.items() if not hashes]
    assert len(pins) > 10


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://packages.example/simple",
        "-i https://packages.example/simple",
        "--find-links /srv/wheels",
        "lunr @ https://packages.example/lunr.whl",
        "lunr>=0.8",
        "lunr==0.8.0 --hash=md5:abc",
    ],
)
def test_a_lock_line_that_is_no_pin_with_hashes_would_be_refused(line):
    with pytest.raises(AssertionError):
        read_lock(line)


def test_the_locks_hold_what_the_project_asks_for():
    site, test = (read_lock((ROOT / name).read_text("utf-8")) for name in LOCKS)
    asked = project()
    needed = named(asked["project"]["dependencies"] + asked["build-system"]["requires"])
    extra = named(asked["project"]["optional-dependencies"]["test"])
    assert set() == needed - set(site), "run: make lock"
    assert set() == (needed | extra) - set(test), "run: make lock"


def test_the_tests_run_on_the_very_packages_that_build_the_site():
    site, test = (read_lock((ROOT / name).read_text("utf-8")) for name in LOCKS)
    assert site == {name: test.get(name) for name in site}


def test_a_site_needs_no_test_package():
    extra = named(project()["project"]["optional-dependencies"]["test"])
    assert set() == extra & set(read_lock((ROOT / LOCKS[0]).read_text("utf-8")))


def test_every_npm_package_is_exact_has_a_hash_and_no_address():
    asked = json.loads((ROOT / "package.json").read_text("utf-8"))
    locked = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    wanted = asked.get("dependencies", {}) | asked.get("devDependencies", {})
    packages = {path: package for path, package in locked.items() if path}
    assert wanted == {name: packages[f"node_modules/{name}"]["version"] for name in wanted}
    assert [] == [path for path, package in packages.items() if "resolved" in package]
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())


def test_npm_runs_no_script_of_a_package():
    asked = json.loads((ROOT / "package.json").read_text("utf-8"))
    assert asked["private"] is True
    assert "scripts" not in asked
    assert "ignore-scripts=true" in (ROOT / ".npmrc").read_text("utf-8").splitlines()
