"""The same made-up respondents, written as each survey program exports them."""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyreadstat
import xlsxwriter

from folkmoot.survey import AnswerState
from folkmoot.survey.instrument import export_code, make_instrument
from folkmoot.survey.reading.recognise import ITEMS

QUESTIONS: Final = make_instrument(["en"])
SECTIONS: Final = {
    question.id: section.id for section in QUESTIONS.sections for question in section.questions
}
SCALE: Final = QUESTIONS.question("read").options
BANDS: Final = QUESTIONS.question("age_band").options
GENDERS: Final = QUESTIONS.question("gender").options
START: Final = datetime(2026, 3, 2, 10, 0, 0)  # noqa: DTZ001 - as programs write it


@dataclass
class Person:
    """One respondent: an option's place for each item, ``None`` for an empty cell."""

    number: int
    items: dict[str, int | None]
    band: int
    gender: int
    kinds: list[int] = field(default_factory=list)
    seconds: int = 300


def people(count: int = 24, seed: int = 5) -> list[Person]:
    """Answer at random, all kinds of silence among the answers; simulated."""
    draw = random.Random(seed)
    found = []
    for number in range(1, count + 1):
        items = {item: draw.choice([*range(len(SCALE)), None]) for item in ITEMS}
        kinds = draw.sample(range(5), draw.randint(1, 3))
        found.append(
            Person(
                number, items, draw.randrange(6), draw.randrange(3), kinds, draw.randint(200, 400)
            )
        )
    return found


def expected(someone: list[Person]) -> tuple[dict[str, list[Any]], dict[str, list[int]]]:
    """Times and states, as they must be read: every section has an answer of everybody."""
    times: dict[str, list[Any]] = {item: [] for item in ITEMS}
    states: dict[str, list[int]] = {item: [] for item in ITEMS}
    for person in someone:
        for item in ITEMS:
            place = person.items[item]
            option = None if place is None else SCALE[place]
            times[item].append(None if option is None else option.times)
            if option is None:
                states[item].append(AnswerState.SKIPPED)
            else:
                state = AnswerState.ANSWERED if option.state is None else option.state
                states[item].append(int(state))
    return times, states


def code(person: Person, item: str) -> str:
    place = person.items[item]
    return "" if place is None else SCALE[place].code


def label(person: Person, item: str) -> str:
    place = person.items[item]
    return "" if place is None else SCALE[place].label["en"]


def wording(question: str) -> str:
    return QUESTIONS.question(question).text["en"]


def write_csv(
    path: Path, rows: list[list[str]], delimiter: str = ",", encoding: str = "utf-8"
) -> Path:
    with path.open("w", newline="", encoding=encoding) as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def qualtrics(path: Path, someone: list[Person]) -> Path:
    meta = [
        "StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)",
        "Finished", "RecordedDate", "ResponseId", "RecipientEmail", "LocationLatitude",
        "DistributionChannel", "UserLanguage",
    ]  # fmt: skip
    kinds = [f"kinds_{option.code}" for option in QUESTIONS.question("kinds").options]
    names = [*meta, "consent", *ITEMS, *kinds, "age_band", "gender", "country"]
    titles = ["Start Date", "End Date", "Response Type", *meta[3:]]
    titles += ["Do you agree\nto take part?", *(f"How often? - {wording(i)}" for i in ITEMS)]
    titles += ["Which of these?"] * len(kinds) + ["How old?", "Gender?", "Country?"]
    ids = [f'{{"ImportId":"{name}","timeZone":"America/Denver"}}' for name in names]
    rows = [names, titles, ids]
    for person in someone:
        end = START + timedelta(seconds=person.seconds)
        ticks = ["1" if place in person.kinds else "" for place in range(len(kinds))]
        rows.append(
            [
                str(START), str(end), "IP Address", f"192.0.2.{person.number}", "100",
                str(person.seconds), "True", str(end), f"R_{person.number:04}",
                f"p{person.number}@example.org", "52.52", "anonymous", "EN", "1",
                *(code(person, item) for item in ITEMS), *ticks,
                BANDS[person.band].code, GENDERS[person.gender].code, "Germany",
            ]
        )  # fmt: skip
    return write_csv(path, rows, encoding="utf-8-sig")


def limesurvey(path: Path, someone: list[Person]) -> Path:
    names = ["id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp"]
    names += ["ipaddr", "consent"]
    names += [f"{export_code(SECTIONS[item])}[{export_code(item)}]" for item in ITEMS]
    kinds = QUESTIONS.question("kinds").options
    names += [f"kinds[{option.code}]" for option in kinds]
    names += ["ageband", "gender", "country", "interviewtime", "groupTime12", "consentTime"]
    rows = [names]
    for person in someone:
        end = START + timedelta(seconds=person.seconds)
        rows.append(
            [
                str(person.number), str(end), "5", "en", "77", str(START), str(end),
                f"192.0.2.{person.number}", "1", *(code(person, item) for item in ITEMS),
                *("Y" if place in person.kinds else "" for place in range(len(kinds))),
                BANDS[person.band].code, GENDERS[person.gender].code, "Germany",
                f"{person.seconds}.25", "12.3", "3.1",
            ]
        )  # fmt: skip
    return write_csv(path, rows, ";")


def google_forms(path: Path, someone: list[Person]) -> Path:
    kinds = QUESTIONS.question("kinds").options
    names = ["Timestamp", "Email Address", wording("consent")]
    names += [f"In the last three months, about how often? [{wording(item)}]" for item in ITEMS]
    names += [wording(each) for each in ("kinds", "age_band", "gender", "country")]
    yes = QUESTIONS.question("consent").options[0].label["en"]
    rows = [names]
    for person in someone:
        rows += [
            [
                f"2026/03/02 {1 + person.number % 11}:05:{person.number:02} PM GMT+1",
                f"p{person.number}@example.org", yes,
                *(label(person, item) for item in ITEMS),
                ", ".join(kinds[place].label["en"] for place in person.kinds),
                BANDS[person.band].label["en"], GENDERS[person.gender].label["en"], "Germany",
            ]
        ]  # fmt: skip
    return write_csv(path, rows)


def surveymonkey(path: Path, someone: list[Person]) -> Path:
    kinds = QUESTIONS.question("kinds").options
    first = [
        "Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address",
        "First Name", "Last Name", "Custom Data 1", wording("consent"), "About how often?",
    ]  # fmt: skip
    first += [""] * (len(ITEMS) - 1) + [wording("kinds")] + [""] * (len(kinds) - 1)
    first += [wording(each) for each in ("age_band", "gender", "country")]
    second = [""] * 9 + ["Response", *(wording(item) for item in ITEMS)]
    second += [option.label["en"] for option in kinds]
    second += ["Response", "Response", "Open-Ended Response"]
    yes = QUESTIONS.question("consent").options[0].label["en"]
    rows = [first, second]
    for person in someone:
        end = START + timedelta(seconds=person.seconds)
        rows.append(
            [
                f"1180{person.number:06}", "42", f"{START:%m/%d/%Y %I:%M:%S %p}",
                f"{end:%m/%d/%Y %I:%M:%S %p}", f"192.0.2.{person.number}",
                f"p{person.number}@example.org", "Ada", "Lovelace", "", yes,
                *(label(person, item) for item in ITEMS),
                *(
                    option.label["en"] if place in person.kinds else ""
                    for place, option in enumerate(kinds)
                ),
                BANDS[person.band].label["en"], GENDERS[person.gender].label["en"], "Germany",
            ]
        )  # fmt: skip
    return write_csv(path, rows)


def kobotoolbox(path: Path, someone: list[Person], *, is_split: bool = True) -> Path:
    """An .xlsx: several answers joined by blanks, and where asked for a column each too."""
    kinds = QUESTIONS.question("kinds").options
    names = ["start", "end", "before/consent"]
    names += [f"{SECTIONS[item]}/{item}" for item in ITEMS]
    names += ["places/kinds"]
    names += [f"places/kinds/{option.code}" for option in kinds] if is_split else []
    names += ["you/age_band", "you/gender", "you/country", "_id", "_uuid", "_submission_time"]
    names += ["_validation_status", "_notes", "_status", "_submitted_by", "__version__", "_index"]
    rows: list[list[Any]] = [names]
    for person in someone:
        end = START + timedelta(seconds=person.seconds)
        ticks = [int(place in person.kinds) for place in range(len(kinds))] if is_split else []
        rows.append(
            [
                f"{START:%Y-%m-%dT%H:%M:%S}.000+01:00", f"{end:%Y-%m-%dT%H:%M:%S}.000+01:00", "1",
                *(code(person, item) for item in ITEMS),
                " ".join(kinds[place].code for place in person.kinds), *ticks,
                BANDS[person.band].code, GENDERS[person.gender].code, "Germany",
                9_000 + person.number, f"uuid-{person.number}", f"{end:%Y-%m-%dT%H:%M:%S}", "", "",
                "submitted_via_web", "ada", "vX", person.number,
            ]
        )  # fmt: skip
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("How you take part")
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, ["" if cell is None else cell for cell in row])
    return path


def statistical(path: Path, someone: list[Person]) -> Path:
    """SPSS or Stata by the file's ending: codes with their words; Qualtrics' names."""
    frame: dict[str, list[Any]] = {"ResponseId": [f"R_{p.number:04}" for p in someone]}
    for item in ITEMS:
        frame[item] = [float(code(p, item) or "nan") for p in someone]
    frame["age_band"] = [float(BANDS[p.band].code) for p in someone]
    frame["gender"] = [float(GENDERS[p.gender].code) for p in someone]
    words = {float(option.code): option.label["en"] for option in SCALE}
    labels = dict.fromkeys(ITEMS, words)
    labels["age_band"] = {float(each.code): each.label["en"] for each in BANDS}
    labels["gender"] = {float(each.code): each.label["en"] for each in GENDERS}
    data = pd.DataFrame(frame)
    if path.suffix == ".dta":
        whole: dict[str, dict[int | float, str]] = {
            name: {int(number): word for number, word in told.items()}
            for name, told in labels.items()
        }
        pyreadstat.write_dta(data, path, variable_value_labels=whole)
    else:
        pyreadstat.write_sav(
            data, path, variable_value_labels=labels, compress=path.suffix == ".zsav",
            missing_ranges={item: [98, 99] for item in ITEMS},
            column_labels={item: wording(item) for item in ITEMS},
        )  # fmt: skip
    return path
