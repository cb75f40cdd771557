"""What earlier briefs and models said is removed; what is of use, or named in a plan, stays."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from click.testing import CliRunner
from tests.annotate_lakes import TITLES, made_project

import folkmoot
from folkmoot.annotators.pruning import Superseded, prune, superseded
from folkmoot.annotators.stored import is_annotated
from folkmoot.cli import cli
from folkmoot.project import Project

POSTS = len(TITLES) + 1
#: A version as one of an earlier release might be called.
EARLIER = "need_types-00000000-fast"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    project = made_project(tmp_path)
    yield project
    project.close()


def contents(project: Project) -> Counter[tuple[str, str]]:
    """Rows of the lake by who made them and in which version."""
    view = project.view()
    schema = pa.schema([("maker", pa.string()), ("version", pa.string())])
    sql = (
        "SELECT annotator AS maker, version FROM annotations_all "
        "UNION ALL SELECT 'vectors', encoder FROM encodings_all"
    )
    rows = view.engine.query(sql, schema).to_pylist()
    view.engine.close()
    return Counter((row["maker"], row["version"]) for row in rows)


def leave_earlier(project: Project, maker: str = "need-types", version: str = EARLIER) -> int:
    """Write what an earlier version would have left: the labels of today's under its name."""
    table = pa.concat_tables(
        pa.table(each) for each in _batches(project, "annotations") if each.num_rows
    )
    own = table.filter(pa.compute.equal(table["annotator"], "need-types"))
    renamed = own.set_column(1, own.schema.field(1), pa.array([maker] * len(own))).set_column(
        2, own.schema.field(2), pa.array([version] * len(own))
    )
    project.lake.append("annotations", renamed.sort_by("month").to_reader(), f"earlier {version}")
    return len(own)


def _batches(project: Project, name: str) -> Iterator[pa.Table]:
    from folkmoot.activity import DERIVED

    engine = project.engine()
    engine.register_files("known", project.lake.files(name), DERIVED[name])
    yield engine.query("SELECT * FROM known", DERIVED[name])
    engine.close()


def change_brief(project: Project, was: str, now: str) -> None:
    text = project.brief_path.read_text(encoding="utf-8")
    assert was in text
    project.brief_path.write_text(text.replace(was, now), encoding="utf-8")


def test_every_tier_of_today_stays(project: Project) -> None:
    for tier, encoder in (("fast", "quick"), ("full", "quick"), ("full", "use-multilingual")):
        folkmoot.annotate(project, tier, encoder=encoder)  # type: ignore[arg-type]  # a tier
    before = contents(project)
    assert superseded(project) == ()
    assert prune(project) == ()
    assert contents(project) == before


def test_what_an_earlier_model_said_goes(project: Project) -> None:
    told = folkmoot.annotate(project, "fast")
    before = contents(project)
    rows = leave_earlier(project)
    gone = (Superseded("annotations", "need-types", EARLIER, rows),)
    assert superseded(project) == gone
    assert prune(project) == gone
    assert contents(project) == before
    view = project.view()
    assert all(is_annotated(view, name, version) for name, version in told.versions.items())
    view.engine.close()
    assert folkmoot.annotate(project, "fast").read == 0


def test_what_a_brief_before_said_goes_and_is_read_again_when_it_comes_back(
    project: Project,
) -> None:
    first = folkmoot.annotate(project, "fast", ["needs"]).versions["needs"]
    name = project.brief().needs[0].phrases[0]
    change_brief(project, f'"{name}"', '"something else"')
    folkmoot.annotate(project, "fast", ["needs"])
    assert [(each.maker, each.version) for each in prune(project)] == [("needs", first)]
    assert len(contents(project)) == 1
    change_brief(project, '"something else"', f'"{name}"')
    again = folkmoot.annotate(project, "fast", ["needs"])
    assert again.read == POSTS
    assert contents(project)["needs", first] >= POSTS, "the same piece is stored a second time"


def test_another_brief_is_kept_where_it_is_named(project: Project) -> None:
    brief = project.brief()
    folkmoot.annotate(project, "fast", ["mentions"])
    change_brief(project, brief.product.name, "Otherwise")
    folkmoot.annotate(project, "fast", ["mentions"])
    assert superseded(project, [brief]) == ()
    assert len(superseded(project)) == 1


@pytest.mark.parametrize("folder", ["plans", "reports"])
def test_what_a_plan_or_report_names_stays(project: Project, folder: str) -> None:
    folkmoot.annotate(project, "fast", ["need-types"])
    leave_earlier(project)
    named = {"evidence": {"version": EARLIER}}
    (project.folder(folder) / "one.json").write_text(json.dumps(named), encoding="utf-8")
    assert prune(project) == ()
    (project.folder(folder) / "one.json").unlink()
    assert len(prune(project)) == 1


def test_labels_of_an_annotator_that_is_not_here_stay(project: Project) -> None:
    folkmoot.annotate(project, "fast", ["need-types"])
    leave_earlier(project, "shouting", "shouting-1")
    assert prune(project) == ()


def test_vectors_of_an_encoder_that_is_no_more_go(project: Project) -> None:
    folkmoot.annotate(project, "full", ["vectors"], encoder="quick")
    (stored,) = _batches(project, "encodings")
    old = stored.set_column(1, stored.schema.field(1), pa.array(["distilled-0"] * len(stored)))
    project.lake.append("encodings", old.sort_by("month").to_reader(), "earlier")
    assert prune(project) == (Superseded("encodings", "distilled-0", "distilled-0", POSTS),)
    assert contents(project) == {("vectors", "distilled-1"): POSTS}


def test_the_space_is_given_back(project: Project) -> None:
    folkmoot.annotate(project, "fast", ["need-types"])
    leave_earlier(project)
    prune(project)
    folder = project.lake.table_path("annotations")
    assert sorted(map(str, folder.rglob("*.parquet"))) == sorted(
        [*project.lake.files("annotations"), *map(str, folder.glob("_delta_log/*.parquet"))]
    )


def test_the_command_says_what_went(project: Project) -> None:
    def run(*arguments: str) -> str:
        command = ["annotate", "--tier", "fast", "--project", str(project.root), "--prune"]
        result = CliRunner().invoke(cli, [*command, *arguments])
        assert result.exit_code == 0, result.output
        return result.stdout

    assert run().splitlines()[1].startswith("Nothing was removed: ")
    rows = leave_earlier(project)
    assert run().splitlines()[1] == f"Removed {rows} rows of 1 earlier versions."
    leave_earlier(project, version=f"{EARLIER}-2")
    assert json.loads(run("--json"))["pruned"] == [
        {"table": "annotations", "maker": "need-types", "version": f"{EARLIER}-2", "rows": rows}
    ]


def test_a_project_without_labels_has_nothing_to_prune(project: Project) -> None:
    assert prune(project) == ()
