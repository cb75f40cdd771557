"""The ladder from a questionnaire, at the command line: kept, weighted, told, modelled, joined."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.commands import Run, runner
from tests.unit.test_cli_commands import SITE, write_community

import folkmoot

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "simulated_survey"
SURVEY = "simulated-2026"
BRIEF = Path(folkmoot.__file__).parent / "demo_data" / "brief.toml"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    return runner(capsys)


@pytest.fixture
def project(tmp_path: Path, run: Run) -> Path:
    """A project with the simulated survey, and nothing else."""
    folder = tmp_path / "project"
    assert run("init", folder)[0] == 0
    code, out, err = run(
        "survey", "add", EXAMPLE / "answers.csv", "--mapping", EXAMPLE / "survey.toml",
        "--project", folder,
    )  # fmt: skip
    assert code == 0, err
    assert "kept 1,980" in out
    return folder


def weigh(run: Run, project: Path) -> None:
    margins = EXAMPLE / "margins.csv"
    assert run("survey", "weight", "--margins", margins, "--project", project)[0] == 0


def test_the_ladder_needs_no_lake(project: Path, run: Run) -> None:
    code, out, err = run("participation", "--source", "survey", "--by", "age", "--project", project)
    assert code == 0, err
    assert "simulated" in out
    assert "Note: SIMULATED" in out
    assert "inactive" in out


def test_weights_move_the_ladder_and_can_be_let_go(project: Path, run: Run) -> None:
    def creators() -> float:
        told = run("participation", "--source", "survey", "--by", "age", "--json", "--project",
                   project)[1]  # fmt: skip
        rows = json.loads(told)["rows"]
        (row,) = [r for r in rows if r["segment"] == "all" and r["rung"] == "creator"]
        return float(row["value"])

    before = creators()
    code, out, err = run(
        "survey", "weight", "--margins", EXAMPLE / "margins.csv", "--project", project
    )
    assert code == 0, err
    assert "effective respondents" in out
    held = creators()
    assert before - held > 0.015
    told = json.loads(
        run("survey", "weight", "--margins", EXAMPLE / "margins.csv", "--json", "--project",
            project)[1]
    )  # fmt: skip
    young = [row for row in told["balance"] if row["category"] == "18-24"]
    assert [round(row["after"] - row["target"], 9) for row in young] == [0.0]
    assert run("survey", "weight", "--none", "--project", project)[1] == "The margins are gone.\n"
    assert creators() == before


def test_margins_that_do_not_match_change_nothing(project: Path, run: Run, tmp_path: Path) -> None:
    margins = tmp_path / "margins.csv"
    margins.write_text("variable,category,share\ncountry,DE,0.6\ncountry,XX,0.4\n")
    code, out, err = run("survey", "weight", "--margins", margins, "--project", project)
    assert code == 1
    assert "XX" in out + err
    assert "FR" in out + err
    assert not (project / "surveys" / SURVEY / "margins.json").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["survey", "weight"], "one of the three"),
        (["survey", "weight", "--population", "DE", "--by", "income"], "income"),
        (["survey", "weight", "--population", "QQ"], "QQ"),
        (["survey", "weight", "nobody", "--population", "DE"], "no survey of this name"),
        (["survey", "weight", "--population", "DE", "--bounds", "high"], "two numbers"),
        (["participation", "--source", "survey", "--by", "shoe"], "no such column"),
        (["participation", "--source", "survey", "--by", "age*age"], "each characteristic once"),
        (["participation", "--source", "survey", "--as-of", "2020-01-01"], "nobody until"),
        (["participation", "--over-claim", "1.25,0.25"], "go with --source both"),
        (["participation", "--small-segments", "--by", "age,country"], "one crossing"),
        (["participation", "--small-segments", "--by", "age*country"], "survey weight"),
        (["participation", "--source", "survey", "--survey", "other"], "no survey of this name"),
    ],
)
def test_what_is_wrong_is_named(project: Path, run: Run, arguments: list[str], said: str) -> None:
    code, out, err = run(*arguments, "--project", project)
    assert code != 0
    assert said in " ".join((out + err).split())


def test_a_characteristic_crossed_with_itself_has_no_small_segments(
    project: Path, run: Run
) -> None:
    weigh(run, project)
    code, out, err = run("participation", "--small-segments", "--by", "age*age", "--project",
                         project)  # fmt: skip
    assert code == 1
    assert "each characteristic once" in " ".join((out + err).split())


def test_what_was_not_asked_is_not_said_to_be_unseen_and_no_day_is_made_up(
    tmp_path: Path, run: Run
) -> None:
    project = tmp_path / "project"
    people = "".join(f"{n},{n % 2 * 30},0\n" for n in range(60))
    (tmp_path / "a.csv").write_text(f"id,reads,writes\n{people}")
    (tmp_path / "a.toml").write_text(
        'name = "a"\npopulation = "people of a test"\nsample_kind = "non-probability"\n'
        'is_simulated = true\n[people]\nid = "id"\n[items]\nread = "reads"\n'
        'publish_text = "writes"\n[scale]\n"30" = 30\n"0" = 0\n'
    )
    assert run("init", project)[0] == 0
    added = run("survey", "add", tmp_path / "a.csv", "--mapping", tmp_path / "a.toml", "--project",
                project)  # fmt: skip
    assert added[0] == 0, added
    code, out, _ = run("participation", "--source", "survey", "--by", "", "--project", project)
    assert code == 0
    assert "Nobody was seen as a creator." in out
    assert "Not asked, so not known: conversationalists, critics, collectors, joiners." in out
    assert "1970" not in out


def test_every_questionnaire_is_exported_under_its_name(
    project: Path, run: Run, tmp_path: Path
) -> None:
    write_community(tmp_path / "export")
    (project / "brief.toml").write_bytes(BRIEF.read_bytes())
    assert run("add", tmp_path / "export", "--source", "stackexchange", "--option",
               f"site={SITE}", "--project", project)[0] == 0  # fmt: skip
    weigh(run, project)
    code, _, err = run("export", tmp_path / "tables", "--format", "json", "--project", project)
    assert code == 0, err
    for kind in ("reported", "modelled", "model_checks"):
        told = json.loads((tmp_path / "tables" / f"{kind}_{SURVEY}.json").read_text())
        assert "simulated" in told["title"]
        assert all("simulated" in row["base_label"] for row in told["rows"])


def test_small_segments_stand_beside_what_was_answered(project: Path, run: Run) -> None:
    assert (
        run("survey", "weight", "--margins", EXAMPLE / "margins.csv", "--project", project)[0] == 0
    )
    told = json.loads(
        run("participation", "--small-segments", "--by", "country*age", "--json", "--project",
            project)[1]
    )  # fmt: skip
    cell = {
        row["measure"]: row
        for row in told["rows"]
        if row["segment"] == "PL × 18-24" and row["rung"] == "critic"
    }
    assert set(cell) == {"share", "answered_share", "overall_share"}
    assert cell["share"]["low"] < cell["share"]["value"] < cell["share"]["high"]
    assert "simulated" in told["title"]
    assert any("simulated" in note for note in told["notes"])


def test_traces_and_questionnaire_joined(project: Path, run: Run, tmp_path: Path) -> None:
    write_community(tmp_path / "export")
    (project / "brief.toml").write_bytes(BRIEF.read_bytes())
    assert run("add", tmp_path / "export", "--source", "stackexchange", "--option",
               f"site={SITE}", "--project", project)[0] == 0  # fmt: skip
    assert (
        run("survey", "weight", "--margins", EXAMPLE / "margins.csv", "--project", project)[0] == 0
    )

    def widths(over_claim: str) -> dict[str, float]:
        code, out, err = run(
            "participation", "--source", "both", "--by", "age", "--over-claim", over_claim,
            "--json", "--project", project,
        )  # fmt: skip
        assert code == 0, err
        rows = json.loads(out)["rows"]
        return {
            row["state"]: row["high"] - row["low"]
            for row in rows
            if row["measure"] == "share" and row["segment"] == "45-54"
        }

    sure, unsure = widths("1.25,0.1"), widths("1.25,0.6")
    assert set(sure) == {"none", "read only", "post"}
    assert all(sure[state] < unsure[state] for state in sure)


def test_without_a_questionnaire_readers_are_refused(tmp_path: Path, run: Run) -> None:
    write_community(tmp_path / "export")
    assert run("init", tmp_path / "project")[0] == 0
    assert run("add", tmp_path / "export", "--source", "stackexchange", "--option",
               f"site={SITE}", "--project", tmp_path / "project")[0] == 0  # fmt: skip
    (tmp_path / "project" / "brief.toml").write_bytes(BRIEF.read_bytes())
    code, out, err = run("participation", "--source", "both", "--project", tmp_path / "project")
    assert code == 1
    assert "posts cannot show who only reads" in " ".join((out + err).split())
    assert "a questionnaire of 400" in " ".join((out + err).split())
