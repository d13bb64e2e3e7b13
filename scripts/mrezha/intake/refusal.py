"""How the readers of a submission stop: with a finding, never with a guess."""

from mrezha.problems import Problem


class RefusalError(ValueError):
    """A submission that cannot be read at all; `found` says why, less the file's name."""

    def __init__(self, code: str, field: str = "", **params: str) -> None:
        super().__init__(code)
        self.code, self.field, self.params = code, field, params

    def problem(self, file: str, line: int | None = None) -> Problem:
        """Return the finding for a file."""
        return Problem(self.code, file, line, self.field, self.params)
