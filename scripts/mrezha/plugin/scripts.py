"""Send scripts without their comments: these are for who reads the source."""

COMMENT, OPENING, CLOSING = "//", "/*", "*/"


def shorten_script(text: str) -> str:
    """Return a script without lines of comment and without indents; its lines stay lines.

    Only whole lines go: what follows code on a line stays. A script with a text over several
    lines (a backtick left open at the end of a line) is returned as it is.
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
            kept.append(line)
    return "\n".join(kept) + ("\n" if text.endswith("\n") else "")
