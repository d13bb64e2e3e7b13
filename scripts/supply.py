"""Say what the site is built with: parts list, licences, known weaknesses.

For whoever answers for what is published; nobody needs it to build.

- `sbom`: build/sbom/python.cdx.json and npm.cdx.json, in the CycloneDX format;
- `licences`: docs/licences.md, from what the installed packages say of themselves;
- `licences --check`: fail when that page is not what it would be now;
- `audit`: ask the public lists of known weaknesses. Exit codes: 0 none known, 1 found,
  3 the lists could not be reached (nothing is known then, neither good nor bad).
"""

import json
import subprocess
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from bootstrap import ROOT, Stop, guard, make_venv, npm, pip_install, say, works

TOOLS = ROOT / ".cache" / "supply"
FOLDER = ROOT / "build" / "sbom"
PAGE = ROOT / "docs" / "licences.md"
LOCK = "requirements-supply.lock"
HEAD = """# Лицензи на частите / Licences of the parts

Какво се инсталира, за да се изгради сайтът, и под какъв лиценз. Прави се с `make licences`.
*What is installed to build the site, and under which licence. Made by `make licences`.*

| пакет / package | откъде / from | лиценз / licence |
| --- | --- | --- |
"""
UNREACHED = (
    "Списъците с известни слабости не са достъпни оттук: нищо не е проверено.",
    "The lists of known weaknesses cannot be reached from here: nothing was checked.",
)


def ensure_tools() -> None:
    """Install the locked tools apart from the project's own packages."""
    if not works([str(TOOLS / "bin" / "pip-audit"), "--version"]):
        make_venv(TOOLS)
        options = ("--require-hashes", "--only-binary=:all:")
        pip_install(*options, "-r", LOCK, python=TOOLS / "bin" / "python")


def write_sbom() -> None:
    """Write the lists of parts of the Python and the npm side."""
    ensure_tools()
    FOLDER.mkdir(parents=True, exist_ok=True)
    tool = str(TOOLS / "bin" / "cyclonedx-py")
    options = ["--output-reproducible", "--of", "JSON", "--pyproject", "pyproject.toml"]
    output = ["-o", str(FOLDER / "python.cdx.json"), "requirements.lock"]
    python = subprocess.call([tool, "requirements", *options, *output], cwd=ROOT)
    command = npm("sbom", "--sbom-format", "cyclonedx", "--omit", "dev", "--package-lock-only")
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if python != 0 or found.returncode != 0:
        raise Stop("Списъкът на частите не се записа.", "The list of parts was not written.")
    parts = json.loads(found.stdout)
    parts.pop("serialNumber", None)  # a new number and hour every time would hide what changed
    parts.get("metadata", {}).pop("timestamp", None)
    text = json.dumps(parts, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    (FOLDER / "npm.cdx.json").write_text(text, encoding="utf-8")
    say(f"{FOLDER.relative_to(ROOT)}: python.cdx.json, npm.cdx.json")


def licence_of(package: Distribution) -> str:
    """Return the licence a Python package declares: expression, classifiers or first line."""
    meta = package.metadata
    if "License-Expression" in meta:
        return str(meta["License-Expression"])
    known = [one for one in meta.get_all("Classifier") or () if one.startswith("License ::")]
    named = [one.rpartition(" :: ")[2] for one in known if not one.endswith("OSI Approved")]
    return (
        " / ".join(named)
        or str(next(iter(meta.get_all("License") or ()), "?")).strip().split("\n")[0]
    )


def list_python() -> list[tuple[str, str, str]]:
    """Return the packages of requirements.lock that are installed here."""
    lines = (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    rows = []
    for name in sorted({line.split("==")[0] for line in lines if "==" in line and line[0] != " "}):
        try:
            rows.append((name, "PyPI", licence_of(distribution(name))))
        except PackageNotFoundError:
            rows.append((name, "PyPI", "(само на други системи / on other systems only)"))
    return rows


def list_npm() -> list[tuple[str, str, str]]:
    """Return the packages of package-lock.json that a build needs."""
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    return [
        (path.rpartition("node_modules/")[2], "npm", str(one.get("license", "?")))
        for path, one in sorted(packages.items())
        if path and not one.get("dev")
    ]


def render_page() -> str:
    """Return the page of licences; versions are in the lock files."""
    rows = [*list_python(), *list_npm()]
    return HEAD + "".join(
        f"| {' | '.join(one.replace('|', '/') for one in row)} |\n" for row in rows
    )


def write_licences(*options: str) -> None:
    """Write the page of licences, or fail when it is not up to date."""
    text = render_page()
    if "--check" in options:
        if PAGE.read_text("utf-8") != text:
            raise Stop(f"Пуснете „make licences“: {PAGE.name} е остарял.", "Run `make licences`.")
        return
    PAGE.write_text(text, encoding="utf-8")


def audit() -> None:
    """Ask whether any locked package has a known weakness."""
    ensure_tools()
    tool = str(TOOLS / "bin" / "pip-audit")
    command = [tool, "-r", "requirements.lock", "--require-hashes", "--disable-pip", "-f", "json"]
    python = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    found = npm("audit", "--omit=dev", "--json")
    node = subprocess.run(found, cwd=ROOT, capture_output=True, text=True, check=False)
    weak, unknown = judge(python.stdout, node.stdout)
    for one in weak:
        print(one)
    for one in unknown:
        say(one)
    sys.exit(1 if weak else 3 if unknown else 0)


def judge(python: str, node: str) -> tuple[list[str], list[str]]:
    """Return what is weak, and what could not be asked, from the answers of both tools."""
    weak, unknown = [], []
    try:
        packages = json.loads(python)["dependencies"]
        weak += [
            f"{one['name']} {one.get('version', '')}: {', '.join(v['id'] for v in one['vulns'])}"
            for one in packages
            if one.get("vulns")
        ]
        if any("skip_reason" in one for one in packages):
            unknown += ["PyPI: " + " ".join(UNREACHED)]
    except (ValueError, KeyError):
        unknown += ["PyPI: " + " ".join(UNREACHED)]
    try:
        answer = json.loads(node)
        weak += [f"{name}: {one['severity']}" for name, one in answer["vulnerabilities"].items()]
    except (ValueError, KeyError):
        unknown += ["npm: " + " ".join(UNREACHED)]
    return weak, unknown


VERBS = {"sbom": write_sbom, "licences": write_licences, "audit": audit}

if __name__ == "__main__":
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in VERBS:
        say(f"supply.py {' | '.join(VERBS)}")
        sys.exit(2)
    sys.exit(guard(lambda: VERBS[name](*sys.argv[2:])))
