"""How much a record may hold, what days can be meant, and when money is in leva."""

from collections.abc import Callable

import pytest

from mrezha.records.loading import Loaded

HEAD = "---\nregister:\n  name: Измислено ООД\n  status: unconfirmed\n"
OFFER = "  - id: o{n}\n    kind: product\n    name:\n      bg: Хляб\n    category: food-bakery\n"
CALL = """---
title:
  bg: Измислена покана
status: open
opens_on: "{day}"
amount:
  total: "1000"
  currency: BGN
---
"""


@pytest.mark.parametrize(("size", "expected"), [(200, []), (201, ["too-many"])])
def test_a_list_of_rows_has_an_end(
    check: Callable[..., Loaded], size: int, expected: list[str]
) -> None:
    rows = "".join(OFFER.format(n=n) for n in range(size))
    found = check({"enterprises/a.md": f"{HEAD}offers:\n{rows}---\n"}).problems
    assert expected == [one.code for one in found]
    assert ["offers"] * len(expected) == [one.field for one in found]


# Bulgaria's currency is the euro since 1 January 2026.
@pytest.mark.parametrize(("day", "expected"), [("2025-12-31", []), ("2026-01-01", ["leva-late"])])
def test_leva_are_of_the_time_before_the_euro(
    check: Callable[..., Loaded], day: str, expected: list[str]
) -> None:
    found = check({"calls/a.md": CALL.format(day=day)}).problems
    assert expected == [one.code for one in found]


@pytest.mark.parametrize(
    ("day", "expected"),
    [("1878-03-03", []), ("1878-03-02", ["date-range"]), ("2124-01-01", ["date-range"])],
)
def test_a_day_nobody_can_mean_is_refused(
    check: Callable[..., Loaded], day: str, expected: list[str]
) -> None:
    found = check({"enterprises/a.md": f'{HEAD}  entered_on: "{day}"\n---\n'}).problems
    assert expected == [one.code for one in found]
