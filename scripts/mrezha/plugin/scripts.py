"""Send scripts without their comments: these are for who reads the source."""

import re

COMMENT, OPENING, CLOSING = "//", "/*", "*/"
# A line that may hold a text or a pattern is left as it is.
LITERAL = re.compile(r"""["'`/]""")
# Signs that need no blank beside them; + and - may stand beside their like.
SPACED = re.compile(r" ?(=>|={2,3}|!==?|&&|\|\||\?\?=?|<=|>=|\+=|-=|[*<>=?:,;{}()]) ?")


def shorten_script(text: str) -> str:
    """Return a script without lines of comment, indents and blanks beside signs.

    Its lines stay lines, and only whole lines go: what follows code on a line stays. A script
    with a text over several lines (a backtick left open at the end of a line) is returned as it
    is.
    """
    if any(line.count("`") % 2 for line in text.splitlines()):
        return text
    kept: list[str] = []
    is_comment = False
    for raw in text.splitlines():
        line = raw.strip()
        if is_comment or line.startswith(OPENING):
            end = line.find(CLOSING)
            is_comment = end < 0
            line = "" if is_comment else line[end + len(CLOSING) :].strip()
        if line and not line.startswith(COMMENT):
            kept.append(line if LITERAL.search(line) else SPACED.sub(r"\1", line))
    return "\n".join(kept) + ("\n" if text.endswith("\n") else "")
