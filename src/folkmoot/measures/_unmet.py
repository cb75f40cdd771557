"""What is wrong in each question: it stays open, it complains, or it is angry at what people use.

A question is unmet when at least one of these holds. That is counted question by question, so
nothing has to be assumed of how they hang together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from folkmoot.annotators.base import Setup
from folkmoot.annotators.mentions import PRODUCT
from folkmoot.annotators.needtypes import NeedTypes
from folkmoot.annotators.stored import annotations_of
from folkmoot.brief import Brief
from folkmoot.estimate import Estimate, disclose
from folkmoot.measures._asked import Asked, Mask
from folkmoot.measures._cells import Ints
from folkmoot.measures._clustered import drawn_share, share_of_posts
from folkmoot.measures._named import Named
from folkmoot.view import View

__all__ = ["Wrong", "parts_of", "read_wrong"]

#: What evidence calls the reading of names and feelings.
_NAMES: Final = "names and feelings"
#: What the shipped model calls a complaint.
_COMPLAINT: Final = "problem"
#: Questions of a need that are read for complaints, drawn evenly: a fifth is then known to within
#: 4 points either way, and a community of millions is answered as quickly as one of thousands.
_MOST_READ: Final = 400

_TEXTS: Final = pa.schema(
    [
        pa.field("object_id", pa.int64()),
        pa.field("title", pa.string()),
        pa.field("text", pa.string()),
    ]
)


@dataclass(frozen=True)
class Wrong:
    """What is wrong in the questions of `Asked`; every array has one place a question.

    Parameters
    ----------
    settled
        Those that count: not closed, and old enough to have been answered.
    is_open
        Without an accepted answer, or without any where none is ever accepted.
    complains
        Told to be a complaint or problem; known of those that were read alone.
    names
        Names an alternative of the brief.
    is_angry
        Names one angrily.
    reading
        How complaints, names and feelings were read, for the evidence.
    """

    asked: Asked
    settled: Mask
    is_open: Mask
    complains: Mask
    names: Mask
    is_angry: Mask
    reading: Mapping[str, str]


def read_wrong(
    view: View,
    brief: Brief,
    asked: Asked,
    named: Named,
    subjects: Sequence[Mask],
    settled: Mask,
    is_open: Mask,
) -> Wrong:
    """Read the questions of some subjects for complaints, all in one pass.

    Of each subject `_MOST_READ` settled questions are read, those whose identifiers, which are
    hashes, come first. What was stored by the model of today is not read again.
    """
    wanted = np.zeros(len(settled), bool)
    for mask in subjects:
        wanted |= _drawn(asked, mask & settled)
    object_ids = _object_ids(asked)
    view.engine.register("wanted_objects", pa.table({"object_id": object_ids[wanted]}))
    posts = view.query("asked_posts", _TEXTS)
    columns = (posts[column].to_pylist() for column in _TEXTS.names)
    told = annotations_of(view, NeedTypes(Setup(brief)), *columns)
    labelled = [any(label == _COMPLAINT for label, _ in labels) for labels in told.labels]
    complaints = posts["object_id"].to_numpy()[np.array(labelled, bool)]
    others = [place for place, thing in enumerate(named.things) if thing.id != PRODUCT]
    of_others = np.isin(named.thing, others)
    naming = named.posts["object_id"].to_numpy()[named.post]
    reading = {"complaints": str(told), _NAMES: named.evidence.parameters[_NAMES]}
    return Wrong(
        asked, settled, is_open, np.isin(object_ids, complaints),
        np.isin(object_ids, naming[of_others]),
        np.isin(object_ids, naming[of_others & (named.feeling < 0)]), reading,
    )  # fmt: skip


def parts_of(wrong: Wrong, mask: Mask, label: str) -> dict[str, Estimate]:
    """Measure how unmet a subject is: ``complaint_share``, ``dissatisfied_share``, ``unmet_share``.

    Parameters
    ----------
    wrong
        What is wrong in each question.
    mask
        Questions of the subject.
    label
        What its settled questions are, in words.
    """
    asked, settled = wrong.asked, mask & wrong.settled
    people, read, naming = asked.people, _drawn(asked, settled), settled & wrong.names
    drawn = label if read.sum() == settled.sum() else f"{label}, drawn evenly"
    other = f"{label}, that name an alternative"
    known = settled & (wrong.is_open | wrong.is_angry)
    found = {
        "complaint_share": share_of_posts(read & wrong.complains, read, people, drawn),
        "dissatisfied_share": share_of_posts(naming & wrong.is_angry, naming, people, other),
        "unmet_share": drawn_share(known, wrong.complains, settled, read, people, label),
    }
    return {measure: disclose(estimate) for measure, estimate in found.items()}


def _drawn(asked: Asked, mask: Mask) -> Mask:
    """The questions of a mask that are read: all, or those whose identifiers come first."""
    rows = mask.nonzero()[0]
    if len(rows) > _MOST_READ:
        rows = rows[np.argsort(_object_ids(asked)[rows])[:_MOST_READ]]
    found = np.zeros(len(mask), bool)
    found[rows] = True
    return found


def _object_ids(asked: Asked) -> Ints:
    ids: NDArray[np.int64] = asked.questions.table["object_id"].to_numpy()[asked.first_row :]
    return ids
