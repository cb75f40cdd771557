"""Questions with several answers: ticks over columns, or texts joined in one column."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import pyarrow as pa

from folkmoot.survey.reading.answers import Silences, silences
from folkmoot.survey.reading.mapping import ChoiceRule, SurveyMapping
from folkmoot.survey.reading.raw import RawTable
from folkmoot.survey.reading.words import compared, is_unticked

__all__ = ["OTHER", "read_choices"]

#: What an answer becomes that is none of the options: free text is not kept unless asked for.
OTHER: Final = "other"

#: Options by which people say that nothing fits, or that they do not say.
_NOTHING: Final = "none"
_NO_ANSWER: Final = frozenset({"refused", "dont_know"})
_ADDRESS: Final = re.compile(r"\S+@\S+\.\w+|\+?\d[\d\s/()-]{6,}\d")
_BLANKED: Final = "[left out]"
#: Separators, the surer first; a comma may stand inside an option.
_SEPARATORS: Final = ("; ", ";", ", ", ",", "\n", " ")


def read_choices(raw: RawTable, mapping: SurveyMapping) -> pa.Table | None:
    """Read all mapped questions with several answers; ``None`` where there are none.

    Null is a question that was not answered; an empty list one that was seen and nothing ticked,
    which only columns of noes and ones can tell.
    """
    none = silences(mapping.missing)
    columns = {
        name: _joined(raw, rule, none) if rule.column else _spread(raw, rule, none)
        for name, rule in mapping.choices.items()
    }
    return pa.table(columns) if columns else None


def _spread(raw: RawTable, rule: ChoiceRule, none: Silences) -> pa.Array:
    """Ticks over columns; a text in a column that is no tick is an answer written freely."""
    found: list[list[str] | None] = [None] * raw.table.num_rows
    for column, option in rule.columns.items():
        for row, text in enumerate(raw.table[column].to_pylist()):
            if text is None or compared(text) in none.states or compared(text) in none.nothing:
                continue
            chosen = found[row] if found[row] is not None else []
            found[row] = chosen
            if chosen is not None and not is_unticked(text):
                is_free = rule.keep_text and option == OTHER
                chosen.append(_cleaned(text) if is_free else option)
    return pa.array(map(_settled, found), pa.list_(pa.string()))


def _settled(chosen: list[str] | None) -> list[str] | None:
    """An option of none means none; one that is no answer is no answer."""
    if chosen is None or (chosen and {*chosen} <= _NO_ANSWER):
        return None
    return [option for option in dict.fromkeys(chosen) if option not in {*_NO_ANSWER, _NOTHING}]


def _joined(raw: RawTable, rule: ChoiceRule, none: Silences) -> pa.Array:
    encoded = raw.table[rule.column].combine_chunks().dictionary_encode()
    labels = raw.labels.get(rule.column, {})
    found = [
        _options(labels.get(text, text), rule, none) for text in encoded.dictionary.to_pylist()
    ]
    return pa.array(found, pa.list_(pa.string())).take(encoded.indices)


def _options(text: str, rule: ChoiceRule, none: Silences) -> list[str] | None:
    if compared(text) in none.states or compared(text) in none.nothing:
        return None
    known = {compared(told): option for told, option in rule.options.items()}
    sign = rule.separator or next((each for each in _SEPARATORS if each in text), "")
    parts = [part for part in (text.split(sign) if sign else [text]) if part.strip()]
    found: list[str] = []
    place = 0
    while place < len(parts):
        stop = _longest(parts, place, sign, known)
        if stop:
            found.append(known[compared(sign.join(parts[place:stop]))])
        else:
            stop = place + 1
            found.append(_cleaned(parts[place].strip()) if rule.keep_text else OTHER)
        place = stop
    return _settled(found)


def _longest(parts: list[str], place: int, sign: str, known: Mapping[str, str]) -> int:
    """End of the longest run of parts that is an option; 0 for none."""
    for stop in range(len(parts), place, -1):
        if compared(sign.join(parts[place:stop])) in known:
            return stop
    return 0


def _cleaned(text: str) -> str:
    return _ADDRESS.sub(_BLANKED, text)
