"""The text for the person who decides: field by field, what is odd, who sends it.

In Bulgarian unless asked otherwise. It holds nothing of the sender's own data. Values are
shown as code, so that nothing in them is a link, a mention or a command to a forge.
"""

import re
from collections.abc import Sequence

from mrezha.intake.changes import Change, show_leaf
from mrezha.intake.evidence import Evidence
from mrezha.intake.leaves import Leaf, label_of
from mrezha.intake.oddities import Oddity
from mrezha.intake.proposal import Proposal, label_nodes
from mrezha.intake.repository import TRAILER
from mrezha.problems import clean_text, load_messages
from mrezha.schema.tree import walk

_LONGEST = 400
# Words by which forges close issues or skip checks when they stand in a commit message.
_COMMANDS = re.compile(
    r"\b(close[sd]?|fix(?:e[sd])?|resolve[sd]?|implement(?:s|ed)?|related|refs?)(?=[\s:])"
    r"|\[(?=[^\]\n]{0,30}(?:skip|no[ -]))|(skip)(?=-checks)|#(?=[0-9])"
    r"|(?<![\w.])@(?=\w)|\b(GH)-(?=[0-9])|!(?=[0-9])",
    re.I,
)


def write_review(
    proposal: Proposal, oddities: Sequence[Oddity], evidence: Sequence[Evidence], lang: str = "bg"
) -> str:
    """Return the review as Markdown."""
    words = load_messages(f"intake-{lang}")
    say = _Say(lang)
    kind = proposal.envelope.kind.labels[lang]
    intro = "intro" if proposal.subject.document is not None else "intro-new"
    parts = [say(intro, kind=kind, id=proposal.subject.id), "", f"## {words['changes']}", ""]
    parts += [f"- {_change(proposal, one, say)}" for one in proposal.changes]
    pictures = [name.rpartition("/")[2] for name in proposal.files if not name.endswith(".md")]
    if pictures and proposal.envelope.photos:
        parts.append(f"- {say('pictures', value=', '.join(pictures))}")
    parts += ["", f"## {words['odd']}", ""]
    parts += [
        "- " + say(f"odd-{code}", place=_code(place), **{k: _code(v) for k, v in params.items()})
        for code, place, params in oddities
    ] or [str(words["odd-none"])]
    parts += ["", f"## {words['evidence']}", ""]
    parts += [
        "- " + say(f"evidence-{code}", **{key: _code(value) for key, value in params.items()})
        for code, params in evidence
    ] or [str(words["evidence-none"])]
    parts += ["", say("origin", value=proposal.envelope.channel) + " " + str(words["private"])]
    return "\n".join(parts) + "\n"


class _Say:
    """Sentences of one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def __call__(self, key: str, **params: str) -> str:
        return str(load_messages(f"intake-{self.lang}")[key]).format(**params)


def _change(proposal: Proposal, change: Change, say: _Say) -> str:
    if change.place == "withdrawn":
        return say("withdraw", after=_value(change.after))
    nodes = label_nodes(proposal)
    label = label_of(nodes, change.place, say.lang)
    personal = {
        node.path for node in walk(nodes) if node.field and node.field.privacy == "personal"
    }
    hidden = say("personal")
    shown = [
        (hidden if value is not None else "") if change.place in personal else _value(value)
        for value in (change.before, change.after)
    ]
    key = "before-after" if all(shown) else "added" if shown[1] else "removed"
    return say(key, label=label, place=_code(change.place), before=shown[0], after=shown[1])


def _value(value: Leaf | None) -> str:
    return "" if value is None else _code(show_leaf(value))


def _code(text: str) -> str:
    """Show a value as code: what it holds means nothing to a forge or a terminal."""
    return f"`{clean_text(text.replace('`', 'ʼ').replace(chr(10), ' ⏎ '), _LONGEST)}`"


def commit_message(proposal: Proposal, review: str) -> str:
    """Return the commit's message: a subject line, the review as plain text, the trailer."""
    words = load_messages("intake-bg")
    kind = proposal.envelope.kind.labels["bg"]
    subject = str(words["subject"]).format(kind=kind, id=proposal.subject.id)
    plain = _COMMANDS.sub(_defuse, review.replace("`", ""))
    # A line that looks like a trailer could be read as one; ours alone stands last.
    body = "\n".join(line.removeprefix("## ") for line in plain.splitlines())
    return f"{subject}\n\n{body.strip()}\n\n{TRAILER}: {proposal.envelope.digest}\n"


def _defuse(found: re.Match[str]) -> str:
    """Break a command to the forge so that a person still reads it."""
    text = found.group()
    signs = {"[": "(", "#": "№", "@": "＠", "!": "ǃ"}
    return signs.get(text, text[:1] + "·" + text[1:])
