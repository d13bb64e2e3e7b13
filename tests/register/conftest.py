"""A checkout of one's own to import into, and sheets made of a few rows."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from mrezha.register import ImportOptions, Plan, apply_plan, plan_from_file

FIXTURES = Path(__file__).parents[1] / "fixtures" / "register"
TABLE = FIXTURES / "real-enterprises.csv"
SHEET = FIXTURES / "udostovereniya-sp.csv"
WORKBOOK = FIXTURES / "udostovereniya-sp.xlsx"
UPPER = (
    "№;Социално предприятие;ЕИК;дата на заявление за вписване;краен срок за първо подновяване;"
    "краен срок за второ подновяване;лице за контакт;контакти;;;предлагани продукти/услуги"
).split(";")
LOWER = ";;;;;;;телефон;e-mail;интернет страница;".split(";")


def make_sheet(rows: Iterable[Sequence[str]], delimiter: str = ";") -> str:
    """Return a certificate sheet as CSV.

    A row is name, EIK, applied, first, second, page, offers.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(UPPER)
    writer.writerow(LOWER)
    for number, row in enumerate(rows, 1):
        name, eik, applied, first, second, page, offers = [*row, *[""] * (7 - len(row))]
        contact = ("Измислена Особа", "0888 000 000", "osoba@example.org")
        writer.writerow([number, name, eik, applied, first, second, *contact, page, offers])
    return stream.getvalue()


class Checkout:
    """A folder with content/ that files are imported into."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.content = root / "content"
        self.folder = self.content / "enterprises"
        self.folder.mkdir(parents=True)

    def plan(self, path: Path, **options: object) -> Plan:
        return plan_from_file(path, self.content, self.root, ImportOptions(**options))  # type: ignore[arg-type]

    def apply(self, path: Path, **options: object) -> Plan:
        plan = self.plan(path, **options)
        apply_plan(plan, self.root)
        return plan

    def sheet(self, rows: Iterable[Sequence[str]], name: str = "sheet.csv") -> Path:
        path = self.root / name
        path.write_bytes(make_sheet(rows).encode("utf-8-sig"))
        return path

    def record(self, record_id: str, text: str) -> Path:
        path = self.folder / f"{record_id}.md"
        path.write_bytes(text.encode())
        return path

    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(self.folder.glob("*.md"))}


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


@pytest.fixture(scope="session")
def imported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The records made of the table and then the sheet."""
    import datetime

    checkout = Checkout(tmp_path_factory.mktemp("imported"))
    checkout.apply(TABLE)
    checkout.apply(SHEET, date=datetime.date(2026, 6, 19))
    return checkout.files()


@pytest.fixture
def filled(checkout: Checkout, imported: dict[str, bytes]) -> Checkout:
    """A checkout that holds the records of both real files."""
    for name, data in imported.items():
        (checkout.folder / name).write_bytes(data)
    return checkout


@pytest.fixture
def fixtures() -> Path:
    return FIXTURES
