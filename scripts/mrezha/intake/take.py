"""Take one file in: read, judge, merge, check, and put what holds on a branch."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from mrezha.intake.envelope import Envelope, open_parcel
from mrezha.intake.evidence import find_evidence
from mrezha.intake.oddities import find_oddities
from mrezha.intake.parcel import Parcel
from mrezha.intake.payloads import read_payload
from mrezha.intake.proposal import Proposal, propose
from mrezha.intake.refusal import RefusalError
from mrezha.intake.repository import commit_files, has_branch, was_taken
from mrezha.intake.review import commit_message, write_review
from mrezha.intake.templates import issue_templates
from mrezha.intake.workspace import Workspace
from mrezha.problems import Problem

Status = Literal["ready", "already", "nothing", "refused"]


@dataclass(frozen=True, slots=True)
class Options:
    """What the person who takes in says: the day, the centre's secret, kind and id if missing."""

    today: str
    secret: str = ""
    kind: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one submission. `message` is the commit's, `review` the text to show."""

    status: Status
    file: str
    problems: tuple[Problem, ...] = ()
    envelope: Envelope | None = None
    proposal: Proposal | None = None
    review: str = ""
    message: str = ""


def read_file(raw: bytes, file: str) -> tuple[list[Parcel], list[Problem]]:
    """Return the submissions in the bytes of a file, or why it cannot be read."""
    try:
        return read_payload(raw, issue_templates), []
    except RefusalError as error:
        return [], [error.problem(file)]


def judge_parcel(parcel: Parcel, file: str, workspace: Workspace, options: Options) -> Outcome:
    """Judge one submission against the records; nothing is written into the repository."""
    envelope, problems = open_parcel(parcel, file, options.kind, options.id)
    if envelope is None:
        return Outcome("refused", file, tuple(problems))
    repository = workspace.repository
    if was_taken(repository, envelope.digest, workspace.commit):
        return Outcome("already", file, (), envelope)
    proposal, problems = propose(envelope, workspace, file, options.today)
    if proposal is not None and has_branch(repository, proposal.branch):
        return Outcome("already", file, (), envelope, proposal)
    if was_taken(repository, envelope.digest, "--branches", "--remotes"):
        return Outcome("already", file, (), envelope)
    if proposal is None:
        return Outcome("refused", file, tuple(problems), envelope)
    if not proposal.changes:
        return Outcome("nothing", file, (), envelope, proposal)
    found = workspace.check_with(proposal.files)
    if found:
        return Outcome("refused", file, tuple(found), envelope, proposal)
    oddities = find_oddities(proposal, workspace)
    evidence = find_evidence(proposal, workspace, options.today, options.secret)
    review = write_review(proposal, oddities, evidence)
    message = commit_message(proposal, review)
    return Outcome("ready", file, (), envelope, proposal, review, message)


def put_on_branch(outcome: Outcome, workspace: Workspace) -> str:
    """Make the branch of a proposal that is ready; return its commit.

    Raises RepositoryError when git refuses; then there is no branch.
    """
    if outcome.proposal is None:
        raise ValueError(outcome.status)
    return commit_files(
        workspace.repository,
        workspace.commit,
        outcome.proposal.branch,
        outcome.proposal.files,
        outcome.message,
        workspace.folder / "proposal-index",
    )


def count_refused(outcomes: Sequence[Outcome]) -> int:
    """Return how many submissions were refused."""
    return sum(one.status == "refused" for one in outcomes)
