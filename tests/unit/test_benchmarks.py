"""Published figures: which may be compared, which not and why; tables of one's own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from folkmoot.benchmarks import (
    About,
    Basis,
    Figure,
    add_table,
    beside,
    compare,
    margins,
    own_tables,
    published,
    read_table,
)
from folkmoot.errors import FolkmootError, ProblemGroup

BY_ID = {figure.id.removeprefix("forrester/"): figure for figure in published()}
ABOUT = About("cnnic-55", "CNNIC, 55th report", "2024-12", "internet users", "CN",
              mode="phone", licence="quoted with the source", people=30_000)  # fmt: skip
CSV = """\
variable,category,percent,segment
age_band,18-24,20,
age_band,25-34,~30.5,
age_band,35+,49.5,
rung,creator,12,
rung,creator,22,women 18-24
"""


def written(folder: Path, text: str, name: str = "figures.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_every_published_figure_is_there_with_its_date_and_source() -> None:
    assert len(BY_ID) == 126, "identifiers are unique"
    assert sum(figure.variable == "rung" for figure in published()) == 110
    assert all(figure.source and 2006 <= figure.year <= 2016 for figure in published())
    assert BY_ID["eu-7-2007-all-inactive"].people == 13_254
    assert BY_ID["us-eu-2009-all-critic"].base == "business technology buyers"
    assert BY_ID["us-2016-all-mean-score-0-100"].share is None
    assert BY_ID["us-2007-age-12-17-creator"].is_approximate, "read off a chart"


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        ("us-2010-all-creator", "us-2011-all-creator",
         ["the questions of 2011 differ from those of the years before"]),
        ("cn-2008-all-creator", "us-2008-all-creator",
         ["one sample is of large cities alone, the other of a whole country"]),
        ("us-eu-2009-all-critic", "us-2009-all-critic",
         ["one speaks of business technology buyers, the other of online adults",
          "one sample is of business buyers, the other of a whole country"]),
        ("us-2009-all-critic", "us-2009-all-creator", ["one tells critics, the other creators"]),
        ("us-2016-all-mean-score-0-100", "us-2015-all-mean-score-0-100",
         ["a score is no share of people"]),
    ],
)  # fmt: skip
def test_what_would_tell_the_method_is_refused(one: str, other: str, reasons: list[str]) -> None:
    for pair in ((one, other), (other, one)):
        found = compare(*(BY_ID[name] for name in pair))
        assert found.is_refused
        assert found.estimate.value is None
        assert len(found.refusals) == len(reasons)
    assert list(compare(BY_ID[one], BY_ID[other]).refusals) == reasons


def test_what_may_be_compared_has_no_interval_where_nobody_says_how_many_were_asked() -> None:
    found = compare(BY_ID["us-2009-all-creator"], BY_ID["us-2008-all-creator"])
    assert found.estimate.value == pytest.approx(0.03)
    assert (found.estimate.low, found.estimate.method) == (None, "published")
    assert found.cautions == (
        "a year lies between them",
        "how many were asked is not published, so no interval can be given",
    )


def test_where_it_is_published_the_difference_has_an_interval() -> None:
    one = replace(BY_ID["us-2009-all-creator"], people=1000)
    found = compare(one, replace(BY_ID["gb-2008-all-creator"], people=500))
    assert found.estimate.method == "newcombe"
    assert found.estimate.value == pytest.approx(0.09)
    assert found.estimate.low is not None
    assert found.estimate.high is not None
    assert 0.04 < found.estimate.low < 0.09 < found.estimate.high < 0.14
    assert found.cautions[-1] == "they differ in more than one thing at once"
    inside = compare(BY_ID["fr-2007-all-inactive"], BY_ID["eu-7-2007-all-inactive"])
    assert "one lies inside the other, so no interval is given" in inside.cautions
    assert inside.estimate.low is None


def test_phone_and_online_samples_are_not_compared() -> None:
    one = replace(BY_ID["us-2009-all-creator"], mode="online")
    found = compare(one, replace(BY_ID["us-2010-all-creator"], mode="in person"))
    assert found.refusals == ("one was asked online, the other in person",)


def test_posts_and_questionnaires_are_two_things() -> None:
    row = {"segment_kind": "country", "segment": "US", "rung": "critic", "value": 0.4,
           "base": 900, "base_label": "members active in the last 90 days"}  # fmt: skip
    found = beside([row], Basis("everywhere", 2017), published())
    assert {each.other.place for each in found} == {"US"}
    assert {each.other.category for each in found} == {"critic"}
    assert found[0].refusals == (
        "one is seen in posts, the other said in a questionnaire",
        "one speaks of members active in the last 90 days, the other of online adults",
        "one sample is of the members of a community, the other of a whole country",
    )
    asked = Basis("US", 2026, "questionnaire", "online", "national", "online adults")
    rows = [row | {"segment_kind": "all", "segment": "all", "effective_count": 400},
            row | {"segment_kind": "age_band", "segment": "18-24", "rung": "creator"},
            row | {"segment": "DE", "value": None}]  # fmt: skip
    allowed = beside(rows, asked, published())
    assert {each.other.segment for each in allowed} == {"all", "age 18-24"}
    assert not any(each.is_refused for each in allowed)
    assert "the questions are in other words" in allowed[0].cautions
    assert [each.one.people for each in allowed[:2]] == [400, 400], "what the design is worth"


def test_a_table_is_added_with_where_it_comes_from_and_read_again(tmp_path: Path) -> None:
    folder = tmp_path / "benchmarks"
    added = add_table(folder, written(tmp_path, CSV), ABOUT)
    assert sorted(path.name for path in folder.iterdir()) == ["cnnic-55.csv", "cnnic-55.toml"]
    assert own_tables(folder) == (added,)
    first = added.figures[0]
    assert (first.id, first.share, first.dated) == (
        "cnnic-55/cn-2024-12-all-18-24", 0.2, "2024-12",
    )  # fmt: skip
    assert (first.base, first.mode, first.people, first.licence) == (
        "internet users", "phone", 30_000, "quoted with the source",
    )  # fmt: skip
    assert added.figures[1].is_approximate
    assert added.figures[4].segment == "women 18-24"
    with pytest.raises(FolkmootError) as caught:
        add_table(folder, written(tmp_path, CSV), ABOUT)
    assert caught.value.problem.code == "already-there"


def test_all_faults_of_a_table_come_together_and_nothing_is_kept(tmp_path: Path) -> None:
    text = (
        "variable,category,share,year,people\n"
        "rung,creators,0.2,,\n"
        ",18-24,24,24,-3\n"
        "age_band,25-34,nan,,\n"
        "age_band,25-34,0.3,2024,12,more\n"
    )
    about = replace(ABOUT, name="CNNIC 55", dated="last year", base=" ", mode="letters")
    with pytest.raises(ProblemGroup) as caught:
        add_table(tmp_path / "benchmarks", written(tmp_path, text), about)
    assert [(p.code, p.where) for p in caught.value.problems] == [
        ("no-name", "name"), ("no-date", "dated"), ("missing", "base"),
        ("unknown-choice", "mode"),
        ("unknown-rung", "line 2, category"),
        ("missing", "line 3, variable"), ("no-share", "line 3, share"),
        ("no-year", "line 3, year"), ("no-people", "line 3, people"),
        ("no-share", "line 4, share"), ("too-many-cells", "line 5"),
    ]  # fmt: skip
    hints = [p.hint for p in caught.value.problems if p.where == "line 3, share"]
    assert hints == ["name the column percent"]
    assert not (tmp_path / "benchmarks").exists()


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ("", "missing-column", "line 1"),
        ("variable,category\nrung,creator\n", "missing-column", "line 1"),
        ("variable,category,share,percent\nrung,creator,1,1\n", "missing-column", "line 1"),
        ("variable,category,share,mood\nrung,creator,1,1\n", "unknown-column", "line 1"),
        ("variable,variable,category,share\na,b,c,1\n", "doubled-column", "line 1"),
        ("variable,category,share\n", "no-rows", ""),
        ('variable,category,share\n"rung,creator,1\n', "not-csv", "line 2"),
        ("variable,category,share\nage,a,.5\nage,a,.5\n", "doubled-row", "line 3"),
    ],
)
def test_a_table_of_another_shape_is_refused(
    tmp_path: Path, text: str, code: str, where: str
) -> None:
    with pytest.raises(FolkmootError) as caught:
        add_table(tmp_path / "kept", written(tmp_path, text), ABOUT)
    assert (caught.value.problems[0].code, caught.value.problems[0].where) == (code, where)


def test_files_that_are_no_text_or_not_there_are_named(tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_bytes(b"variable,category,share\nrung,\xff,1\n")
    for name, code in (("bad.csv", "not-utf-8"), ("none.csv", "unreadable-file")):
        with pytest.raises(FolkmootError) as caught:
            add_table(tmp_path / "kept", tmp_path / name, ABOUT)
        assert caught.value.problem.code == code


def test_a_half_written_table_is_none_and_a_changed_one_is_checked(tmp_path: Path) -> None:
    add_table(tmp_path, written(tmp_path, CSV), ABOUT)
    written(tmp_path, CSV, "other.csv")
    assert [table.about.name for table in own_tables(tmp_path)] == ["cnnic-55"]
    toml = tmp_path / "cnnic-55.toml"
    toml.write_text('source = 3\ndated = "2024"\nbase = "x"\nmood = "y"\n', encoding="utf-8")
    with pytest.raises(ProblemGroup) as caught:
        read_table(toml)
    assert [(p.code, p.where) for p in caught.value.problems] == [
        ("unknown-key", "mood"), ("wrong-type", "source"), ("missing", "population"),
    ]  # fmt: skip


def figures(tmp_path: Path, text: str) -> tuple[Figure, ...]:
    return add_table(tmp_path / "kept", written(tmp_path, text), ABOUT).figures


def test_a_table_serves_as_margins(tmp_path: Path) -> None:
    assert margins(figures(tmp_path, CSV)) == {
        "age_band": {"18-24": 0.2, "25-34": 0.305, "35+": 0.495}
    }


def test_margins_that_are_no_whole_are_refused_together(tmp_path: Path) -> None:
    text = (
        "variable,category,percent,place\n"
        "gender,f,40,CN\ngender,m,40,CN\n"
        "age_band,18-24,50,CN\nage_band,25+,50,JP\n"
    )
    found = figures(tmp_path, text)
    with pytest.raises(ProblemGroup) as caught:
        margins(found, ["gender", "age_band", "income"])
    assert [(p.code, p.where) for p in caught.value.problems] == [
        ("no-whole", "gender"), ("several-populations", "age_band"),
        ("unknown-variable", "income"),
    ]  # fmt: skip
    with pytest.raises(ProblemGroup):
        margins(found, place="CN")
