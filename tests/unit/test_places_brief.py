"""A brief is read whole, or every fault of it is told at once, in the order of the document."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from folkmoot.brief import Brief, Hypothesis, MustHave, read_brief, schema_text
from folkmoot.errors import FolkmootError, ProblemGroup

ROOT = Path(__file__).resolve().parents[2]

GOOD = """\
[product]
name = "Wayfare"
summary = "Mobile data for travellers."
url = "https://wayfare.example"
markets = ["DE", "US"]
languages = ["en"]
price = { amount = 12.50, currency = "EUR", per = "card" }

[[attributes]]
id = "local-number"
title = "a local number"
type = "bool"
phrases = ["local number"]

[[attributes]]
id = "stay-days"
title = "the length of the stay"
type = "number"
units = { weeks = 7 }
asks = "at_least"

[[attributes]]
id = "zone"
title = "the zone"
type = "enum"
values = { europe = ["EU-wide"], world = ["worldwide"] }

[[needs]]
id = "data-abroad"
title = "Data abroad"
phrases = ["a SIM for data"]
must_haves = [
  { attribute = "stay-days", op = "at_least", value = 14 },
  { attribute = "zone", op = "one_of", value = ["europe", "world"] },
]

[facts]
local-number = false
stay-days = 30
zone = ["europe", "world"]

[[alternatives]]
id = "without"
name = "doing without"
kind = "do-nothing"
facts = { stay-days = 365 }

[[hypotheses]]
characteristic = "age_band"
value = "25-34"
expectation = "over"
why = "they travel"

[capacity]
hours_per_week = 5

[conduct]
disclosure = { en = "I work for Wayfare." }
"""


def _written(folder: Path, text: str | bytes) -> Path:
    path = folder / "brief.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def _told(folder: Path, text: str | bytes) -> list[tuple[str, str, str]]:
    with pytest.raises(ProblemGroup) as caught:
        read_brief(_written(folder, text))
    assert str(caught.value).startswith("brief.toml: ")
    return [(each.code, each.where, each.got) for each in caught.value.problems]


def test_a_good_brief_is_read(tmp_path: Path) -> None:
    brief = read_brief(_written(tmp_path, GOOD))
    assert brief.product.price.amount == 12.5
    assert brief.facts == {"local-number": False, "stay-days": 30, "zone": ("europe", "world")}
    assert brief.need("data-abroad").must_haves[0].is_met(brief.facts) is True
    assert brief.attribute("stay-days").units == {"weeks": 7}
    assert brief.conduct.self_promotion_share_max == 0.1
    assert brief.alternatives[0].kind == "do-nothing"


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    plain = read_brief(_written(tmp_path, GOOD))
    assert read_brief(_written(tmp_path, b"\xef\xbb\xbf" + GOOD.encode())) == plain
    assert read_brief(_written(tmp_path, GOOD.replace("\n", "\r\n"))) == plain


TEN_FAULTS = (
    ('summary = "Mobile data for travellers."', 'sumary = "Mobile data."'),
    ('"https://wayfare.example"', '"wayfare"'),
    ('markets = ["DE", "US"]', 'markets = ["DE", "UK"]'),
    ("amount = 12.50", 'amount = "12,50"'),
    ('phrases = ["a SIM for data"]', "phrases = []"),
    ('op = "at_least", value = 14', 'op = "one_of", value = 14'),
    ('["europe", "world"] },\n]', '["europe", "wrld"] },\n]'),
    ("local-number = false", "local-numer = false"),
    ('kind = "do-nothing"', 'kind = "nothing"'),
    ("hours_per_week = 5", "hours_per_week = -5"),
)


def test_a_brief_with_ten_faults_has_ten_problems(tmp_path: Path) -> None:
    text = GOOD
    for right, wrong in TEN_FAULTS:
        assert text.count(right) == 1
        text = text.replace(right, wrong)
    assert _told(tmp_path, text) == [
        ("unknown-key", "product.sumary", '"sumary"'),
        ("string-pattern-mismatch", "product.url", '"wayfare"'),
        ("country", "product.markets[1]", '"UK"'),
        ("float-type", "product.price.amount", '"12,50"'),
        ("too-short", "needs[0].phrases", "[]"),
        ("unsuitable-comparison", "needs[0].must_haves[0].op", '"one_of"'),
        ("unknown-value", "needs[0].must_haves[1].value", '"wrld"'),
        ("unknown-attribute", "facts.local-numer", '"local-numer"'),
        ("literal-error", "alternatives[0].kind", '"nothing"'),
        ("greater-than", "capacity.hours_per_week", "-5"),
    ]


def test_every_problem_says_what_to_do(tmp_path: Path) -> None:
    text = GOOD.replace('phrases = ["a SIM for data"]', "phrases = []").replace("local-n", "loca-n")
    with pytest.raises(ProblemGroup) as caught:
        read_brief(_written(tmp_path, text))
    (problem,) = caught.value.problems
    assert str(problem) == (
        "needs[0].phrases  got: []  expected: at least one phrase in customers' own words"
        "  hint: copy one from a real question"
    )


@pytest.mark.parametrize(
    ("right", "wrong", "expected"),
    [
        ('kind = "do-nothing"', 'kind = "rival"',
         ("no-do-nothing", "alternatives", "only of kind rival")),
        ('name = "doing without"', 'nam = "doing without"',
         ("unknown-key", "alternatives[0].nam", '"nam"')),
        ("[facts]", "[fact]\n[facts]", ("unknown-key", "fact", '"fact"')),
        ('id = "zone"', 'id = "stay-days"',
         ("duplicate-id", "attributes[2].id", '"stay-days", as in attributes[1].id')),
        ('id = "data-abroad"', 'id = "Data abroad"',
         ("string-pattern-mismatch", "needs[0].id", '"Data abroad"')),
        ("stay-days = 30", 'stay-days = "a month"',
         ("wrong-type", "facts.stay-days", '"a month"')),
        ("stay-days = 30", "stay-days = nan", ("value", "facts.stay-days", "NaN")),
        ("stay-days = 365", "stay-days = true",
         ("wrong-type", "alternatives[0].facts.stay-days", "true")),
        ("amount = 12.50", f"amount = 1{'0' * 400}",
         ("float-type", "product.price.amount", f"1{'0' * 58}…")),
        ("stay-days = 30", f"stay-days = 1{'0' * 400}",
         ("value", "facts.stay-days", f"1{'0' * 58}…")),
        ("amount = 12.50", "amount = inf",
         ("finite-number", "product.price.amount", "Infinity")),
        ('languages = ["en"]', 'languages = ["en", "zh"]',
         ("no-disclosure", "conduct.disclosure.zh", "none")),
        ('value = "25-34"', 'value = "young"',
         ("unknown-value", "hypotheses[0].value", '"young"')),
        ('phrases = ["local number"]', "phrases = []",
         ("no-phrases", "attributes[0].phrases", "none")),
        ('asks = "at_least"', 'asks = "one_of"',
         ("unsuitable-comparison", "attributes[1].asks", '"one_of"')),
        ("units = { weeks = 7 }", "units = { weeks = 7 }\nvalues = { a = ['b'] }",
         ("not-for-this-type", "attributes[1].values", "type number")),
        ('en = "I work for Wayfare." }', 'en = "I work for it." }\ndo_not_contact = "list.txt"',
         ("no-such-file", "conduct.do_not_contact", '"list.txt"')),
        ("hours_per_week = 5", "hours_per_week = 5\nnotes = [[1]]",
         ("unknown-key", "capacity.notes", '"notes"')),
    ],
)  # fmt: skip
def test_one_fault_is_told_as_one(
    tmp_path: Path, right: str, wrong: str, expected: tuple[str, str, str]
) -> None:
    assert GOOD.count(right) == 1
    assert _told(tmp_path, GOOD.replace(right, wrong))[:1] == [expected]
    if expected[0] != "duplicate-id":  # the attribute it hides is missed elsewhere, rightly
        assert len(_told(tmp_path, GOOD.replace(right, wrong))) == 1


def test_what_is_missing_is_told_by_what_it_is_for(tmp_path: Path) -> None:
    assert _told(tmp_path, "[product]\nname = 'x'\n") == [
        ("missing", f"product.{name}", "none")
        for name in ("summary", "url", "price", "markets", "languages")
    ] + [("missing", name, "none") for name in ("needs", "alternatives", "capacity", "conduct")]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", ("empty-file", "the file", "an empty file")),
        (b"\xef\xbb\xbf \n", ("empty-file", "the file", "an empty file")),
        (GOOD.encode("utf-16"), ("not-utf-8", "the file", "UTF-16 or a binary file")),
        ("a = 1\nname = 'café'".encode("latin-1"), ("not-utf-8", "line 2", "byte E9")),
        (b"x = 1\nphrases = [a SIM]", ("not-toml", "line 2, column 12", '"phrases = [a SIM]"')),
        (b"x = 1\nx = 2\n", ("not-toml", "line 2, column 6", '"x = 2"')),
        (b"x = " + b"[" * 100_000, ("not-toml", "the file", "brackets within brackets")),
        (b"x = " + b"9" * 5_000, ("not-toml", "the file", f'"x = {"9" * 54}…')),
        (b"x =\n", ("not-toml", "line 1, column 4", '"x ="')),
        (b"x = [", ("not-toml", "end of document", '"x = ["')),
        (b"#" * (1 << 20) + b"#", ("too-large", "the file", "more than 1 MiB")),
    ],
)
def test_a_file_that_is_no_toml_is_one_problem(
    tmp_path: Path, data: bytes, expected: tuple[str, str, str]
) -> None:
    assert _told(tmp_path, data) == [expected]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FolkmootError) as caught:
        read_brief(tmp_path / "brief.toml")
    assert caught.value.problem.code == "unreadable-file"
    assert caught.value.problem.got == "No such file or directory"


def test_a_list_of_people_not_to_contact_is_found_beside_the_brief(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("somebody\n", encoding="utf-8")
    text = GOOD + 'do_not_contact = "list.txt"\n'
    assert read_brief(_written(tmp_path, text)).conduct.do_not_contact == "list.txt"


def test_a_brief_is_frozen_and_coherent_however_it_is_made(tmp_path: Path) -> None:
    brief = read_brief(_written(tmp_path, GOOD))
    with pytest.raises(ValidationError):
        brief.capacity.hours_per_week = 6  # type: ignore[misc]  # that it cannot be set is the test
    data: dict[str, Any] = brief.model_dump()
    assert Brief.model_validate(data) == brief
    data["alternatives"][0]["kind"] = "rival"
    with pytest.raises(ValidationError, match="do-nothing"):
        Brief.model_validate(data)


@pytest.mark.parametrize(
    ("op", "value", "facts", "expected"),
    [
        ("is", True, {"a": True}, True),
        ("is", True, {"a": False}, False),
        ("is", True, {}, None),
        ("at_least", 14, {"a": 14}, True),
        ("at_most", 14, {"a": 15}, False),
        ("is", "Europe", {"a": ("europe", "world")}, True),
        ("one_of", ("europe", "asia"), {"a": "world"}, False),
    ],
)
def test_a_must_have_is_met_or_not_or_nobody_knows(
    op: Any, value: Any, facts: dict[str, Any], expected: bool | None
) -> None:
    assert MustHave(attribute="a", op=op, value=value).is_met(facts) is expected


def test_a_hypothesis_can_be_said() -> None:
    said = Hypothesis(characteristic="age_band", value="25-34", expectation="over", why="a reason")
    assert said.id == "age_band:25-34"
    assert said.statement == "they are more often aged 25-34 than the rest of the community"
    country = Hypothesis(characteristic="country", value="DE", expectation="equal", why="a reason")
    assert country.statement == "they are about as often from DE as the rest of the community"


def test_the_published_schema_is_the_one_in_use() -> None:
    committed = (ROOT / "docs" / "brief.schema.json").read_text(encoding="utf-8")
    assert committed == schema_text(), "run tools/write_brief_schema.py"
    assert json.loads(committed)["required"] == [
        "product", "needs", "alternatives", "capacity", "conduct",
    ]  # fmt: skip
