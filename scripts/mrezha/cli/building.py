"""`mrezha build`: what changed, beside the output, then the whole site swapped in."""

import argparse
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mrezha.cli.console import FAILED, GOOD, PROBLEMS, CommandError, Console
from mrezha.problems import render_problem

if TYPE_CHECKING:
    from mrezha.plugin.state import State

# So many files of the standby are brought up to date at once, in some milliseconds.
_FEW = 300


def add_commands(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `build` to the command line."""
    build = verbs.add_parser("build", parents=[common, site_options()], help="build the whole site")
    build.add_argument(
        "--explain", metavar="PAGE", nargs="?", const="", help="say which pages were built and why"
    )
    build.set_defaults(run=run_build)


def site_options() -> argparse.ArgumentParser:
    """Return the options of every command that builds."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--content", help="the content folder (default: content)")
    shared.add_argument("--output", help="the site's folder (default: output)")
    shared.add_argument("--siteurl", help="the full address the site is published at")
    shared.add_argument("--clean", action="store_true", help="build everything anew")
    shared.add_argument(
        "--skip-check", action="store_true", help="build unchecked records, to diagnose only"
    )
    return shared


def run_build(args: argparse.Namespace, console: Console) -> int:
    """Build beside the output what changed, then swap the whole site in."""
    # Pelican is imported by the commands that build: its import costs 0.4 s.
    from mrezha import publish

    content, output = console.content(args), console.output(args)
    if content in output.parents:
        raise CommandError(console.say("build-inside", output=output))
    started = time.monotonic()
    console.tell("build-start")
    if args.skip_check:
        console.tell("build-skip-check")
    try:
        with publish.hold_lock(output):
            code = _build(args, console, content, output)
    except publish.BusyError:
        console.tell("build-busy", output=output)
        return FAILED
    except publish.PublishError:
        console.tell("build-foreign", output=output)
        return FAILED
    if code == GOOD:
        seconds = f"{time.monotonic() - started:.1f}"
        console.tell("build-done", seconds=seconds, output=_shown(output, console))
    return code


def _build(args: argparse.Namespace, console: Console, content: Path, output: Path) -> int:
    """Build with what is remembered of the last build, or everything."""
    from mrezha import publish
    from mrezha.plugin.moment import read_now
    from mrezha.plugin.standing import stamp_surroundings, stands
    from mrezha.plugin.state import open_state

    if args.skip_check:
        return _build_all(args, console, content, output)
    if args.clean:
        publish.state_of(output).unlink(missing_ok=True)
    state = open_state(publish.state_of(output))
    try:
        state.begin()
        identity = state.get("identity")
        is_known = identity is not None and identity == publish.identify(output)
        surroundings = stamp_surroundings(console.root, content, args.siteurl)
        now = read_now(os.environ)
        if is_known and stands(state, content, surroundings, now):
            _tell_standing(args, console, state.get("pages"))
            return GOOD
        from mrezha.plugin.fingerprints import code_digest
        from mrezha.plugin.session import Session
        from mrezha.plugin.update import Update

        if is_known:
            staging = publish.prepare_renewal(output, state.get("standby"), state.get("behind"))
        else:
            state.clear()
            staging = publish.prepare(output)
        session = Session(content, console.root, state, code_digest(), now)
        session.count = console.count
        update = Update(session)
        if code := _run_pelican(args, console, content, staging, update):
            return code
        if _has_too_many(console, update, staging):
            return FAILED
        publish.renew_marker(staging)
        publish.swap(staging, output, keep_old=is_known)
        behind = _keep_standby(output, sorted(update.written), is_known, session.forgets)
        state.put("surroundings", surroundings)
        state.put("behind", behind)
        _remember_sites(state, output)
        state.commit()
        _tell_changes(args, console, update)
    finally:
        state.close()
    return GOOD


def _remember_sites(state: "State", output: Path) -> None:
    """Keep by what the site and its standby are told from any other."""
    from mrezha import publish

    state.put("identity", publish.identify(output))
    state.put("standby", publish.identify(publish.standby_of(output)))


def _keep_standby(output: Path, written: list[str], is_known: bool, forgets: bool) -> list[str]:
    """Keep the site before this one, or make one; return by which files it lags behind.

    It is brought up to date at once where that is quick, or where a record was taken down:
    what somebody wants gone may not stand there either.
    """
    from mrezha import publish

    if not is_known:
        publish.keep_standby(output)
    elif forgets or len(written) <= _FEW:
        publish.renew_standby(output, written)
        return []
    return written


def _build_all(args: argparse.Namespace, console: Console, content: Path, output: Path) -> int:
    """Build everything unchecked, remembering nothing."""
    from mrezha import publish

    publish.state_of(output).unlink(missing_ok=True)
    staging = publish.prepare(output)
    if code := _run_pelican(args, console, content, staging, None):
        return code
    publish.swap(staging, output)
    return GOOD


def _has_too_many(console: Console, update: Any, staging: Path) -> bool:
    """Say how a site is gathered, and whether it still has more files than it may."""
    from mrezha import publish

    gathering = update.gathering
    limit = gathering.limit if gathering is not None else 0
    if not limit:
        return False
    count = publish.count_files(staging)
    if gathering.form:
        name = gathering.form.name.lower()
        console.tell(f"build-{name}", limit=limit, pages=gathering.pages)
    console.tell("build-files" if count <= limit else "build-too-many", count=count, limit=limit)
    return bool(count > limit)


def _tell_standing(args: argparse.Namespace, console: Console, count: int) -> None:
    console.tell("build-pages", rendered=0, pages=count, removed=0)
    if args.explain:
        console.tell("build-not-again", page=args.explain)


def _tell_changes(args: argparse.Namespace, console: Console, update: Any) -> None:
    rendered = len(update.reasons)
    console.tell("build-pages", rendered=rendered, pages=update.pages, removed=len(update.removed))
    if args.explain is None:
        return
    page = args.explain.lstrip("/")
    found = [(path, why) for path, why in sorted(update.reasons.items()) if path.startswith(page)]
    for path, reason in found:
        print(f"{path}\t{reason}")
    if page and not found:
        console.tell("build-not-again", page=page)


def _shown(path: Path, console: Console) -> str:
    return str(path.relative_to(console.root)) if console.root in path.parents else str(path)


def _run_pelican(
    args: argparse.Namespace, console: Console, content: Path, staging: Path, update: Any
) -> int:
    """Run Pelican and print why when it refuses: 1 for the records, 2 for anything else."""
    from mrezha.plugin.generator import BuildRefusedError
    from mrezha.plugin.host import run_pelican

    overrides: dict[str, Any] = {"MREZHA_SKIP_CHECK": args.skip_check, "MREZHA_UPDATE": update}
    if args.siteurl is not None:
        overrides["SITEURL"] = args.siteurl
    conf = console.root / "pelicanconf.py"
    try:
        compile(conf.read_bytes(), conf, "exec")
    except SyntaxError as error:
        what = f"{conf}:{error.lineno}"
        raise CommandError(console.say("world", what=what, why=error.msg)) from None
    try:
        run_pelican(conf, content, staging, overrides)
    except BuildRefusedError as error:
        if not error.problems:
            print(error, file=sys.stderr)
        for problem in error.problems:
            print(render_problem(problem, console.lang), file=sys.stderr)
        console.tell("build-refused")
        return PROBLEMS if error.problems else FAILED
    return GOOD
