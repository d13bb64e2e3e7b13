"""What runs on a proposal may only read; what publishes is pinned; nothing hides a failure."""

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
# A commit, with the version it was as a comment; or a workflow of this repository.
PINNED = re.compile(r"^([\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+|\./\.github/workflows/\S+)$")


def read_yaml(name: str) -> dict:
    data = yaml.safe_load((ROOT / name).read_text("utf-8"))
    # YAML 1.1 reads the key `on` as true.
    return {("on" if key is True else key): value for key, value in data.items()}


def used_actions(text: str) -> list[str]:
    return re.findall(r"^\s*(?:- )?uses:\s*(.+?)\s*$", text, flags=re.MULTILINE)


def steps_of(job: dict) -> str:
    return "\n".join(step.get("run", "") for step in job["steps"])


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_action_is_pinned_by_its_commit(path):
    actions = used_actions(path.read_text("utf-8"))
    assert actions
    assert [] == [action for action in actions if not PINNED.match(action)]


@pytest.mark.parametrize(
    "action",
    [
        "actions/checkout@v6",
        "actions/checkout@main",
        "actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd",
        "actions/checkout@de0fac2 # v6.0.2",
    ],
)
def test_an_action_not_pinned_by_its_commit_would_be_found(action):
    assert [action] == used_actions(f"    steps:\n      - uses: {action}\n")
    assert not PINNED.match(action)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_no_workflow_trusts_a_proposal_or_goes_on_after_a_failure(path):
    text = path.read_text("utf-8")
    for forbidden in (
        "pull_request_target",
        "secrets.",
        "secrets:",
        "continue-on-error",
        "|| true",
    ):
        assert forbidden not in text
    # An expression inside a script is filled in before the shell reads it.
    jobs = read_yaml(f".github/workflows/{path.name}")["jobs"].values()
    assert [] == [job for job in jobs if "${{" in steps_of({"steps": job.get("steps", [])})]


def test_a_proposal_on_github_may_only_read():
    check = read_yaml(".github/workflows/check.yml")
    assert ["pull_request"] == list(check["on"])
    assert {"contents": "read"} == check["permissions"]
    assert [] == [name for name, job in check["jobs"].items() if "permissions" in job]


def test_a_proposal_on_github_is_tested_and_can_be_looked_at():
    jobs = read_yaml(".github/workflows/check.yml")["jobs"]
    assert "make test" in steps_of(jobs["test"])
    assert "make site SERVE=0" in steps_of(jobs["preview"])
    assert "output/" == jobs["preview"]["steps"][-1]["with"]["path"]


def test_the_job_that_builds_the_published_site_cannot_publish():
    publish = read_yaml(".github/workflows/publish.yml")
    assert {} == publish["permissions"]
    assert {"contents": "read", "pages": "read"} == publish["jobs"]["build"]["permissions"]
    assert {"pages": "write", "id-token": "write"} == publish["jobs"]["deploy"]["permissions"]
    assert ["main"] == publish["on"]["push"]["branches"]


def test_the_site_is_published_daily_too():
    daily = read_yaml(".github/workflows/daily.yml")
    assert re.fullmatch(r"\d+ \d+ \* \* \*", daily["on"]["schedule"][0]["cron"])
    assert "./.github/workflows/publish.yml" == daily["jobs"]["publish"]["uses"]
    assert "workflow_call" in read_yaml(".github/workflows/publish.yml")["on"]


def test_gitlab_tests_proposals_and_publishes_the_default_branch():
    ci = read_yaml(".gitlab-ci.yml")
    proposal = [{"if": '$CI_PIPELINE_SOURCE == "merge_request_event"'}]
    assert proposal == ci["check"]["rules"] == ci["preview"]["rules"]
    assert ["make test"] == ci["check"]["script"]
    assert [{"if": "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"}] == ci["pages"]["rules"]
    assert 'make site SERVE=0 SITEURL="$CI_PAGES_URL"' == ci["pages"]["script"][0]
    assert ["public/"] == ci["pages"]["artifacts"]["paths"]


def test_netlify_builds_with_the_same_command():
    netlify = tomllib.loads((ROOT / "netlify.toml").read_text("utf-8"))
    assert 'make site SERVE=0 SITEURL="$URL"' == netlify["build"]["command"]
    assert "output" == netlify["build"]["publish"]


def run_ci(tmp_path: Path, exit_code: int) -> subprocess.CompletedProcess[str]:
    """Run a copy of .ci/run from elsewhere, with a `make` that only says how it was called."""
    script = tmp_path / "checkout" / ".ci" / "run"
    script.parent.mkdir(parents=True)
    script.write_bytes((ROOT / ".ci" / "run").read_bytes())
    make = tmp_path / "bin" / "make"
    make.parent.mkdir()
    make.write_text(f'#!/bin/sh\necho "make $* in $PWD"\nexit {exit_code}\n')
    make.chmod(0o755)
    return subprocess.run(
        ["bash", script],
        cwd="/",
        env={**os.environ, "PATH": f"{make.parent}:{os.environ['PATH']}"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("exit_code", [0, 1, 2, 5])
def test_ci_run_is_make_test_and_its_exit_code(tmp_path, exit_code):
    result = run_ci(tmp_path, exit_code)
    assert f"make test in {tmp_path}/checkout\n" == result.stdout
    assert exit_code == result.returncode


def test_ci_run_can_be_started_and_ends_within_a_quarter_of_an_hour():
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert "timeout --kill-after=30 900 make test" in (ROOT / ".ci" / "run").read_text("utf-8")


def dry_run(*arguments: str) -> list[str]:
    command = ["make", "--dry-run", "--no-print-directory", *arguments]
    environment = {key: value for key, value in os.environ.items() if "MAKE" not in key}
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    ).stdout.splitlines()


def test_make_site_builds_then_serves_and_make_site_serve_0_ends_there():
    served, built = dry_run("site", "PYTHON=python3"), dry_run("site", "PYTHON=python3", "SERVE=0")
    assert "python3 scripts/bootstrap.py site" == built[0]
    assert ".venv/bin/mrezha build" == built[1].strip()
    assert 2 == len(built)
    assert [".venv/bin/mrezha serve --no-build --port 0"] == served[2:]


def test_make_site_gives_the_public_address_to_the_build_and_not_to_the_shell():
    address = 'https://example.bg/"; touch hacked; "'
    build = dry_run("site", "PYTHON=python3", "SERVE=0", f"SITEURL={address}")[1]
    assert '.venv/bin/mrezha build --siteurl "$SITEURL"' == build


def test_make_test_sets_up_the_browser_then_runs_the_quick_checks_first():
    lines = dry_run("test", "PYTHON=python3")
    order = ["bootstrap.py test", "ruff check", "ruff format --check", "mypy --strict", "pytest"]
    assert order == [step for line, step in zip(lines, order, strict=True) if step in line]


def test_the_licence_is_the_whole_eupl():
    # Commission Implementing Decision (EU) 2017/863: 15 articles and an appendix.
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\n")
    assert [str(n) for n in range(1, 16)] == re.findall(r"^(\d+)\.[A-Z]", text, re.MULTILINE)
    assert text.rstrip().endswith("require the production of a new EUPL version.")


def test_a_proposal_is_reviewed_by_the_code_of_the_base():
    review = read_yaml(".github/workflows/review.yml")
    assert ["pull_request"] == list(review["on"])
    assert {"contents": "read"} == review["permissions"]
    (job,) = review["jobs"].values()
    assert "permissions" not in job
    base, proposal = [one["with"] for one in job["steps"] if "checkout" in one.get("uses", "")]
    assert ("base", "${{ github.event.pull_request.base.sha }}") == (base["path"], base["ref"])
    assert ("proposal", "content") == (proposal["path"], proposal["sparse-checkout"])
    running = [one for one in job["steps"] if "run" in one]
    assert {"base"} == {one["working-directory"] for one in running}
    assert "proposal/" not in re.sub(r"--content \.\./proposal/content", "", steps_of(job))


def test_who_may_write_on_a_proposal_runs_nothing_of_it():
    comment = read_yaml(".github/workflows/comment.yml")
    assert {"workflow_run"} == set(comment["on"])
    assert {} == comment["permissions"]
    (job,) = comment["jobs"].values()
    assert {"actions": "read", "pull-requests": "write"} == job["permissions"]
    used = [one["uses"].partition("@")[0] for one in job["steps"] if "uses" in one]
    assert ["actions/upload-artifact"] == used
    assert "Review" == read_yaml(".github/workflows/review.yml")["name"]
    assert not re.search(r"\b(make|python|bash|sh|eval|source)\b", steps_of(job))


def test_gitlab_answers_a_proposal_by_the_code_of_its_target():
    review = read_yaml(".gitlab-ci.yml")["review"]
    script = "\n".join(review["script"])
    assert "CI_MERGE_REQUEST_DIFF_BASE_SHA" in review["script"][0]
    assert review["script"][1].startswith("cd ../target")
    assert "code-quality.json" == review["artifacts"]["reports"]["codequality"]
    assert "TOKEN" not in script
