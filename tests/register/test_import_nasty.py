"""Marking an enterprise touches two keys of its record, however people have written it."""

import datetime

import pytest
import yaml

from mrezha.records.eik import judge_eik
from mrezha.register import apply_plan, plan_from_file

EIKS = [str(n) for n in range(200000000, 200000400) if judge_eik(str(n)) is None]
DAY, DUE = "1.2.2026 г.", "1.2.2029 г."
ROWS = [(f"Фирма номер {n} ЕООД", EIKS[n], DAY, DUE) for n in range(10)]
TODAY = datetime.date(2026, 11, 24)
SOURCE = "Таблица „удостоверения СП“ на регионалния център"
NAME = "Изчезнала фирма ЕООД"
STYLES = {
    "flow": '---\nregister: {eik: "%s", name: %s, status: listed, sources: [{name: %s}]}\n'
    "title: {bg: 'Моя'} # мое\n---\nТекст  \n\n",
    "quoted keys": '---\n"register":\n  "eik": \'%s\' # номер\n  name: "%s"\n'
    "  'status': \"listed\"  # тук\n"
    "  sources:\n  - name: %s\n# край\n---\n",
    "wide": "---\n# горе\nregister:\n\n    eik: '%s'\n\n    name: %s\n    status:   listed\n"
    "    # среда\n    sources:\n        -   name: %s\nsummary:\n  bg: |+\n    а: б\n\n---\nt",
    "status last": '---\ntitle:\n  bg: "а: #б"\nregister:\n  eik: "%s"\n  name: %s\n  sources:\n'
    "    - name: %s # оттам\n  status: listed # последно\n---\n---\n",
    "folded": '---\nregister:\n  eik: "%s"\n  name: >-\n    %s\n  status: listed\n  sources:\n'
    "    - name: >-\n        %s\n---\n",
}


def without(text):
    """The lines no import may touch: everything outside the two keys it sets."""
    return [line for line in text.split("\n") if "status" not in line and "gone_on" not in line]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("style", STYLES)
def test_a_mark_leaves_every_other_line_as_people_wrote_it(checkout, style, end):
    text = (STYLES[style] % (EIKS[20], NAME, SOURCE)).replace("\n", end)
    record = checkout.record("izcheznala-firma", text)
    path = checkout.sheet(ROWS)
    checkout.apply(path, today=TODAY, accept_loss=1)
    after = record.read_bytes().decode()
    block = yaml.safe_load(after.split("---")[1].replace("\r", ""))["register"]
    assert ("gone", "2026-11-24") == (block["status"], str(block["gone_on"]))
    if style != "flow":
        assert without(text) == without(after)
    else:
        assert text.partition("title:")[2] == after.partition("title:")[2]
    back = checkout.sheet([*ROWS, (NAME, EIKS[20], DAY, DUE)])
    plan = plan_from_file(back, checkout.content, checkout.root)
    apply_plan(plan, checkout.root)
    block = yaml.safe_load(record.read_text("utf-8").split("---")[1])["register"]
    assert ("listed", False) == (block["status"], "gone_on" in block)
