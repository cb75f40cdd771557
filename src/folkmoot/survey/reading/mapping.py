"""What the columns of a file of answers mean: ``survey.toml``, the mapping of one questionnaire.

A mapping that is built from parts that are wrong raises pydantic's ``ValidationError``;
`read_mapping` tells the same faults with their places in a file, all of them together.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from folkmoot.documents import Kind, field_faults, parse_document, raise_faults
from folkmoot.survey.reading.mapping_check import mapping_faults
from folkmoot.survey.reading.mapping_words import expectation

__all__ = [
    "ChoiceRule",
    "DesignRule",
    "FileRule",
    "ItemRule",
    "MissingRule",
    "PeopleRule",
    "SegmentRule",
    "SurveyMapping",
    "mapping_schema_text",
    "parsed_mapping",
    "read_mapping",
    "survey_name",
]

_MAPPING: Final = Kind(
    "a mapping",
    "folkmoot survey add FILE --suggest writes a first one",
    'comment = "Q3_9"',
)


def _short_item(value: Any) -> Any:
    """A column, or a list of columns, stands for the rule that names them."""
    if isinstance(value, str):
        return {"columns": [value]}
    return {"columns": value} if isinstance(value, list | tuple) else value


def _short_segment(value: Any) -> Any:
    return {"column": value} if isinstance(value, str) else value


_Text = Annotated[str, Field(min_length=1)]
_Texts = tuple[_Text, ...]
_Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
_Name = Annotated[str, Field(pattern=r"^([a-z0-9][a-z0-9_-]*)?$", max_length=60)]
_Times = Annotated[float, Field(strict=True, ge=0, le=1_000, allow_inf_nan=False)]


class _Part(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True
    )


class FileRule(_Part):
    """How the file is written; what is left out is read off the file."""

    encoding: str = Field("", description="Such as cp1252 or gb18030; empty for UTF-8.")
    delimiter: str = Field("", max_length=1, description="Of CSV; empty for what cuts it evenly.")
    sheet: str = Field("", description="Of a workbook; empty for the first.")
    layout: str = Field("", description="Program that wrote it; empty for what it looks like.")


class PeopleRule(_Part):
    """Columns about a record rather than of answers; left out: as the layout has them."""

    id: str = Field("", description="What numbers the respondents; it is hashed with a key.")
    started_at: str = ""
    completed_at: str = ""
    duration_seconds: str = ""
    time_style: str = Field("", description="year_first, day_first, month_first or a pattern.")
    zone: str = Field("", description="Time zone of moments that carry none: Europe/Berlin.")
    only: dict[_Text, _Texts] = Field(
        {},
        description="Records to take: a column, and the texts it must have.",
    )


class DesignRule(_Part):
    """How the sample was drawn; nothing here: as if each had had the same chance."""

    weight: str = ""
    stratum: str = ""
    cluster: str = ""
    replicates: _Texts = Field((), description="Columns of replicate weights, in their order.")


class SegmentRule(_Part):
    """A characteristic of people, and how its categories are written in the file."""

    column: str = ""
    value: str = Field("", description="The same for everybody, in place of a column.")
    reads: Literal["category", "age", "birth_year"] = "category"
    categories: dict[_Text, str] = Field(
        {}, description="Text or code in the file -> category; an empty one means not known."
    )


class ItemRule(_Part):
    """Where the answers to one item of the questionnaire stand.

    Of several ``columns`` the most frequent answer counts. ``option`` and ``chosen`` are for
    questions of which several answers can be ticked.
    """

    columns: _Texts = Field(min_length=1)
    scale: dict[_Text, _Times] = Field({}, description="Where it differs from [scale].")
    option: str = Field("", description="The text of this item among those joined in one column.")
    chosen: _Times | None = Field(
        None, description="Times a month that a tick stands for; no tick is never."
    )


class MissingRule(_Part):
    """Texts and codes that are no answer, by what they mean."""

    refused: _Texts = ()
    dont_know: _Texts = ()
    not_asked: _Texts = ()
    skipped: _Texts = ()
    set_aside: _Texts = Field((), description="Texts that mean nothing: set aside and counted.")


class ChoiceRule(_Part):
    """A question with several answers: ticks over columns, or texts joined in one.

    Options named ``none``, ``refused`` and ``dont_know`` are what they say, and no options.
    """

    column: str = ""
    separator: str = Field("", description='Between the texts: ", " or "; " or a blank.')
    columns: dict[_Text, _Text] = Field({}, description="Column -> the option that it ticks.")
    options: dict[_Text, _Text] = Field(
        {}, description="Text or code in the file -> option; what is not listed becomes other."
    )
    keep_text: bool = Field(
        default=False, description="Keep what people wrote freely, e-mail addresses blanked."
    )


class SurveyMapping(_Part):
    """All that must be known of a file of answers to read it."""

    name: _Name = Field("", description="Of the survey; empty for that of its file.")
    population: _Text = Field(description="Whom the sample speaks of: online adults of Germany.")
    sample_kind: Literal["probability", "non-probability"] = Field(
        description="Whether respondents were drawn with known chances."
    )
    is_simulated: bool = Field(default=False, description="Made by a program.")
    file: FileRule = FileRule()
    people: PeopleRule = PeopleRule()
    design: DesignRule = DesignRule()
    segments: dict[_Id, Annotated[SegmentRule, BeforeValidator(_short_segment)]] = {}
    items: dict[_Id, Annotated[ItemRule, BeforeValidator(_short_item)]] = Field(min_length=1)
    scale: dict[_Text, _Times] = Field({}, description="Text or code -> times a month.")
    numbers: Literal["codes", "times"] = Field(
        "codes",
        description="What numbers are that [scale] does not have.",
    )
    missing: MissingRule = MissingRule()
    blank: Literal["by_block", "skipped", "not_asked"] = Field(
        "by_block",
        description="An empty cell; by_block: skipped where the block was seen.",
    )
    blocks: tuple[tuple[_Id, ...], ...] = Field(
        (), description="Items that were shown together or behind one filter; others are one block."
    )
    choices: dict[_Id, ChoiceRule] = {}

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """Describe ``survey.toml`` as JSON Schema (draft 2020-12)."""
        schema = cls.model_json_schema()
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}

    def named(self, path: Path, name: str = "") -> SurveyMapping:
        """Give the same mapping with a name: the one told, its own, or that of the file."""
        return self.model_copy(update={"name": name or self.name or survey_name(path)})

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns that the mapping names, each once."""
        found = [
            *(self.people.id, self.people.started_at, self.people.completed_at),
            *(self.people.duration_seconds, *self.people.only),
            *(self.design.weight, self.design.stratum, self.design.cluster),
            *self.design.replicates,
            *(rule.column for rule in self.segments.values()),
            *(column for rule in self.items.values() for column in rule.columns),
            *(rule.column for rule in self.choices.values()),
            *(column for rule in self.choices.values() for column in rule.columns),
        ]
        return tuple(dict.fromkeys(column for column in found if column))


def read_mapping(path: str | Path) -> SurveyMapping:
    """Read ``survey.toml``.

    Raises
    ------
    FolkmootError
        If the file cannot be opened.
    ProblemGroup
        With every fault of the file, in the order of the document.
    """
    path = Path(path)
    document = parse_document(path, _MAPPING)
    return parsed_mapping(path.name, document)


def parsed_mapping(title: str, document: Mapping[str, Any]) -> SurveyMapping:
    """Build a mapping from plain data; raises as `read_mapping`."""
    faults = mapping_faults(document)
    mapping = None
    try:
        mapping = SurveyMapping.model_validate(document)
    except ValidationError as error:
        faults += field_faults(error, SurveyMapping, expectation, _MAPPING)
    if faults or mapping is None:
        raise_faults(title, faults, document)
    return mapping


def survey_name(path: Path) -> str:
    """Name of a survey by its file: small letters, digits and hyphens.

    Examples
    --------
    >>> survey_name(Path("Readers 2026 (final).csv")), survey_name(Path("问卷.xlsx"))
    ('readers-2026-final', 'survey')
    """
    stem = path.name.partition(".")[0].casefold()
    kept = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in stem)
    return "-".join(kept.split())[:60] or "survey"


def mapping_schema_text() -> str:
    """Write the JSON Schema of a mapping as the text of ``docs/survey.schema.json``."""
    return json.dumps(SurveyMapping.json_schema(), indent=2, ensure_ascii=False) + "\n"
