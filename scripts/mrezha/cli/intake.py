"""`mrezha intake`: a submission becomes a proposal on a branch, with a text to review it by."""

import argparse
import datetime
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mrezha.cli.console import GOOD, PROBLEMS, CommandError, Console, port_number
from mrezha.problems import Problem, problems_as_json, render_problem

if TYPE_CHECKING:
    from mrezha.intake.proposal import Proposal
    from mrezha.intake.repository import Repository
    from mrezha.intake.take import Options, Outcome
    from mrezha.intake.workspace import Workspace

SECRET = "MREZHA_LINK_SECRET"  # noqa: S105 the name of a variable, not a secret
TOKEN = "MREZHA_FORGE_TOKEN"  # noqa: S105


def add_commands(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `intake` to the command line."""
    parser = verbs.add_parser(
        "intake", parents=[common], help="a submission: read, checked, put on a branch to review",
        epilog="intake serve: receive submissions; intake link ID: a signed link for one record",
    )  # fmt: skip
    parser.add_argument("what", nargs="+", metavar="FILE|DIR|-", help="or: serve, or: link ID")
    parser.add_argument("--repo", help="the git repository, bare or not (default: this one)")
    parser.add_argument("--base", help="the branch to start from (default: main)")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--branch", action="store_true", help="make a branch (the default)")
    how.add_argument("--write", action="store_true", help="write into the work tree instead")
    how.add_argument("--dry-run", action="store_true", help="only judge and show the review")
    parser.add_argument("--kind", help="the kind, when the submission does not say it")
    parser.add_argument("--id", help="the record, when the submission does not say it")
    parser.add_argument("--review", metavar="FILE", help="write the review there, not to stdout")
    parser.add_argument("--private", metavar="DIR", help="keep the sender's data there")
    parser.add_argument("--json", action="store_true", help="outcome as JSON on stdout")
    parser.add_argument("--push", metavar="REMOTE", help="send the branch to a remote")
    parser.add_argument("--forge", choices=("github", "gitlab", "forgejo"), help="open a request")
    parser.add_argument("--project", metavar="OWNER/NAME", help="the project at the forge")
    parser.add_argument("--api", metavar="URL", help="the forge's API (default: the public one)")
    parser.add_argument("--days", type=int, default=90, help="link: how long it is good")
    parser.add_argument("--siteurl", default="", help="link: the address of the site")
    parser.add_argument("--host", default="127.0.0.1", help="serve: the address to listen at")
    parser.add_argument("--port", type=port_number, default=8010, help="serve: the port")
    parser.add_argument("--store", metavar="DIR", help="serve: where submissions are kept")
    parser.add_argument("--origin", metavar="URL", help="serve: the site whose form may send")
    parser.set_defaults(run=run_intake)


def run_intake(args: argparse.Namespace, console: Console) -> int:
    """Take every submission in; 1 when one of them was refused."""
    if args.what[0] == "link":
        return _run_link(args, console)
    if args.what[0] == "serve":
        from mrezha.cli.receiving import run_serve

        return run_serve(args, console)
    from mrezha.intake.forge import ForgeError
    from mrezha.intake.repository import RepositoryError

    _check_options(args, console)
    try:
        return _run(args, console)
    except RepositoryError as error:
        raise CommandError(console.say(error.key, **error.params)) from None
    except ForgeError as error:
        raise CommandError(console.say("intake-forge", why=error)) from None


def _run(args: argparse.Namespace, console: Console) -> int:
    from mrezha.intake.repository import find_base, open_repository
    from mrezha.intake.take import Options
    from mrezha.intake.workspace import open_workspace

    sources = list(_sources(args.what))
    repository = open_repository(Path(args.repo or console.root).resolve())
    private = _private_folder(args, console, repository)
    name, commit = find_base(repository, args.base)
    options = Options(
        today=datetime.date.today().isoformat(),
        secret=os.environ.get(SECRET, ""),
        kind=args.kind,
        id=args.id,
    )
    outcomes: list[Outcome] = []
    with open_workspace(repository, name, commit, console.root) as workspace:
        for path in sources:
            outcomes += _take(path, workspace, options, args, console, private)
    return _conclude(outcomes, args, console)


def _check_options(args: argparse.Namespace, console: Console) -> None:
    if args.forge and not args.project:
        raise CommandError(console.say("intake-project"))
    if args.forge and not os.environ.get(TOKEN):
        raise CommandError(console.say("intake-token", value=TOKEN))


def _sources(names: list[str]) -> Iterator[Path | None]:
    """Yield the files to take in, those of a folder by name; None is standard input."""
    for name in names:
        path = Path(name)
        if name == "-":
            yield None
        elif path.is_dir():
            yield from sorted(
                one
                for one in path.iterdir()
                if one.is_file() and not one.is_symlink() and not one.name.startswith(".")
            )
        else:
            yield path


def _private_folder(
    args: argparse.Namespace, console: Console, repository: "Repository"
) -> Path | None:
    """Return the folder for senders' data; refuse one inside a repository."""
    if not args.private:
        return None
    folder = Path(args.private).resolve()
    homes = [repository.git_dir.resolve(), console.root.resolve()]
    if repository.git_dir.name == ".git":
        homes.append(repository.git_dir.parent.resolve())
    if any(folder == home or home in folder.parents for home in homes):
        raise CommandError(console.say("intake-private", value=folder))
    return folder


def _take(
    path: Path | None,
    workspace: "Workspace",
    options: "Options",
    args: argparse.Namespace,
    console: Console,
    private: Path | None,
) -> Iterator["Outcome"]:
    """Take the submissions of one file in, each on its own."""
    from mrezha.intake.take import Outcome, judge_parcel, read_file

    name = path.as_posix() if path else "-"
    raw = _read(path)
    parcels, problems = read_file(raw, name)
    if problems:
        yield _told(Outcome("refused", name, tuple(problems)), args, console)
    for parcel in parcels:
        outcome = judge_parcel(parcel, name, workspace, options)
        if outcome.proposal and outcome.status in ("ready", "already") and not args.dry_run:
            if private and outcome.envelope:
                from mrezha.intake.private import write_private

                kept = write_private(private, outcome.envelope, outcome.proposal.branch)
                console.tell("intake-kept", value=kept)
            _put(outcome, outcome.proposal, workspace, args, console)
        yield _told(outcome, args, console)


def _read(path: Path | None) -> bytes:
    """Read a source; of one that is too large only enough to say so."""
    from mrezha.intake.payloads import MAX_BYTES

    if path is None:
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    with path.open("rb") as stream:
        return stream.read(MAX_BYTES + 1)


def _put(
    outcome: "Outcome",
    proposal: "Proposal",
    workspace: "Workspace",
    args: argparse.Namespace,
    console: Console,
) -> None:
    """Make the branch, send it and open the request; what is done already is left."""
    from mrezha.intake.repository import is_here, message_of, push_branch
    from mrezha.intake.take import put_on_branch

    if args.write:
        if outcome.status == "ready":
            _write(proposal, workspace, console)
        return
    if outcome.status == "ready":
        put_on_branch(outcome, workspace)
    if not (args.push or args.forge) or not is_here(workspace.repository, proposal.branch):
        return
    if args.push:
        push_branch(workspace.repository, args.push, proposal.branch)
    if args.forge:
        from mrezha.intake.forge import Forge, request_merge

        title, _, body = message_of(workspace.repository, proposal.branch).partition("\n")
        forge = Forge(args.forge, args.api or "", args.project, os.environ[TOKEN])
        text = outcome.review or body.strip()
        address = request_merge(forge, proposal.branch, workspace.branch, title, text)
        console.tell("intake-requested", value=address)


def _write(proposal: "Proposal", workspace: "Workspace", console: Console) -> None:
    """Write the files into the work tree, when it is still what the proposal was made from."""
    from mrezha.records.journal import write_all

    for name in proposal.files:
        place = console.root / name
        now = place.read_bytes() if place.is_file() else None
        if now != workspace.read(name):
            raise CommandError(console.say("intake-changed", value=name))
    write_all({console.root / name: data for name, data in proposal.files.items()}, console.root)


def _told(outcome: "Outcome", args: argparse.Namespace, console: Console) -> "Outcome":
    """Print what became of one submission."""
    if not args.json:
        for problem in outcome.problems:
            print(render_problem(problem, console.lang), file=sys.stderr)
    branch = outcome.proposal.branch if outcome.proposal else ""
    key = f"intake-{outcome.status}"
    if outcome.status == "ready":
        key = "intake-dry" if args.dry_run else "intake-written" if args.write else key
    console.tell(key, file=outcome.file, branch=branch)
    return outcome


def _conclude(outcomes: "list[Outcome]", args: argparse.Namespace, console: Console) -> int:
    from mrezha.intake.take import count_refused

    reviews = "\n".join(one.review for one in outcomes if one.review)
    if args.review:
        Path(args.review).write_text(reviews, "utf-8")
    elif reviews and not args.json:
        print(reviews, end="")
    if args.json:
        print(json.dumps([_as_json(one) for one in outcomes], ensure_ascii=False, indent=2))
    refused = count_refused(outcomes)
    console.tell("intake-done", count=len(outcomes), refused=refused)
    return PROBLEMS if refused else GOOD


def _as_json(outcome: "Outcome") -> dict[str, Any]:
    problems: tuple[Problem, ...] = outcome.problems
    return {
        "file": outcome.file,
        "status": outcome.status,
        "branch": outcome.proposal.branch if outcome.proposal else None,
        "submission": outcome.envelope.digest if outcome.envelope else None,
        "files": sorted(outcome.proposal.files) if outcome.proposal else [],
        "review": outcome.review,
        "problems": json.loads(problems_as_json(problems)),
    }


def _run_link(args: argparse.Namespace, console: Console) -> int:
    """Print a signed link for one record."""
    from mrezha.intake.evidence import sign_link
    from mrezha.records.scan import is_id

    secret = os.environ.get(SECRET, "")
    if len(args.what) != 2 or not is_id(args.what[1]):
        raise CommandError(console.say("intake-link-id"))
    if len(secret) < 16:
        raise CommandError(console.say("intake-secret", value=SECRET))
    record_id = args.what[1]
    if not (console.root / "content" / "enterprises" / f"{record_id}.md").is_file():
        raise CommandError(console.say("intake-link-none", value=record_id))
    last = datetime.date.today() + datetime.timedelta(days=max(1, min(args.days, 3650)))
    token = sign_link(record_id, last.isoformat(), secret)
    base = args.siteurl.rstrip("/")
    print(f"{base}/submit/profile-change/?id={record_id}#token={token}")
    console.tell("intake-link", value=last.isoformat())
    return GOOD
