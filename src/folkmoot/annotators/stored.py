"""What `folkmoot annotate` has left in the lake, read back: vectors of posts, and their labels.

Both are seen as of the view's moment: what was read off later posts is not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from folkmoot.annotators._encoder import Encoder, sentence_encoder
from folkmoot.annotators.base import Annotator, Posts
from folkmoot.estimate import Evidence
from folkmoot.view import View

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "READ_ANNOTATIONS",
    "Annotated",
    "Encodings",
    "annotations_of",
    "encodings_of",
    "is_annotated",
    "labels_of",
    "read_annotations",
    "read_encodings",
    "unpacked",
]

#: Columns of `read_annotations`: those of the lake, with what the activity was about and when.
READ_ANNOTATIONS: Final = pa.schema(
    [
        pa.field("activity_id", pa.int64()),
        pa.field("object_id", pa.int64()),
        pa.field("actor_id", pa.int64()),
        pa.field("published_at", pa.timestamp("us", tz="UTC")),
        pa.field("label", pa.string()),
        pa.field("score", pa.float32()),
        pa.field("about", pa.string()),
        pa.field("why", pa.string()),
    ]
)
_VECTORS: Final = pa.schema(
    [("activity_id", pa.int64()), ("object_id", pa.int64()), ("vector", pa.binary())]
)
_MISSING: Final = pa.schema([("missing", pa.int64())])
#: Posts that are read at once: enough for arrays to pay, few enough for memory.
_BATCH: Final = 1024
_SAID: Final = ("row", "label", "about")


@dataclass(frozen=True)
class Encodings:
    """Vectors that are stored, oldest post first.

    Parameters
    ----------
    encoder
        Which encoder made them, with its version.
    activity_ids, object_ids
        The activity that was read, and the object it made (a question, an answer).
    vectors
        A row an activity, 16-bit floats, each of length 1 within rounding. Cast a block at a time:
        a million are 1 GiB as they stand.
    """

    encoder: str
    activity_ids: NDArray[np.int64]
    object_ids: NDArray[np.int64]
    vectors: NDArray[np.float16]

    def __len__(self) -> int:
        return len(self.activity_ids)


def read_encodings(
    view: View, encoder: str | None = None, object_ids: Sequence[int] | None = None
) -> Encodings:
    """Read stored vectors of posts: of what `folkmoot.annotators._grams.shown` shows of each.

    Parameters
    ----------
    view
        The lake at a moment.
    encoder
        Name of the encoder, as `Encoder.name`; that which ships, where none is given.
    object_ids
        Only those of these objects; all, where none are given.

    Returns
    -------
    Encodings
        Without rows where nothing has been annotated in tier ``full``.
    """
    import numpy as np

    name = sentence_encoder().name if encoder is None else encoder
    if object_ids is not None:
        wanted = pa.table({"object_id": pa.array(object_ids, pa.int64())})
        view.engine.register("wanted_objects", wanted)
    sql = view.engine.render("encodings", only_wanted=object_ids is not None)
    table = view.engine.query(sql, _VECTORS, {"encoder": name})
    activities, objects = (np.asarray(table[column]) for column in ("activity_id", "object_id"))
    return Encodings(name, activities, objects, unpacked(table["vector"]))


def encodings_of(
    view: View, object_ids: Sequence[int], texts: Sequence[str], encoder: Encoder | None = None
) -> NDArray[np.float32]:
    """Vectors of posts in the order given: stored ones where they are, the rest made now.

    Parameters
    ----------
    view
        The lake at a moment.
    object_ids
        Objects that the posts are.
    texts
        Their texts in the same order, as `folkmoot.annotators._grams.shown` shows them; only
        those without a stored vector are read.
    encoder
        Which encoder; that which ships, where none is given. About 2,500 short posts a
        CPU-second.

    Returns
    -------
    array
        A row a post, 32-bit floats of 16-bit precision, so that stored and new ones are alike.
    """
    import numpy as np

    encoder = encoder or sentence_encoder()
    stored = read_encodings(view, encoder.name, object_ids)
    place = {object_id: row for row, object_id in enumerate(stored.object_ids.tolist())}
    rows = [place.get(object_id, -1) for object_id in object_ids]
    absent = [number for number, row in enumerate(rows) if row < 0]
    made = encoder.encode([texts[number] for number in absent]) if absent else stored.vectors[:0]
    found = np.zeros((len(rows), made.shape[1] or stored.vectors.shape[1]), np.float32)
    present = np.array(rows, np.int64) >= 0
    found[present] = stored.vectors[np.array(rows, np.int64)[present]]
    found[~present] = made.astype(np.float16)
    return found


def read_annotations(view: View, annotator: str, version: str) -> tuple[pa.Table, Evidence]:
    """Read what one annotator has said, `READ_ANNOTATIONS`, oldest post first, with the evidence.

    Parameters
    ----------
    view
        The lake at a moment.
    annotator, version
        Who said it; `folkmoot.annotators.registry.make_annotators` tells the versions of today.
    """
    question = f"What did {annotator} ({version}) read off the posts?"
    bound = {"annotator": annotator, "version": version}
    return view.ask("annotations", READ_ANNOTATIONS, question, bound, only_wanted=False)


@dataclass(frozen=True)
class Annotated:
    """What an annotator says of some posts, in their order.

    Parameters
    ----------
    version
        Of the annotator.
    labels
        By post: each label once, with what it is about.
    stored
        Of how many posts it had been stored; the others were read now.
    """

    version: str
    labels: tuple[tuple[tuple[str | None, str | None], ...], ...]
    stored: int

    def __str__(self) -> str:
        """Say where the labels come from, for the evidence."""
        read = len(self.labels) - self.stored
        return f"{self.version}: {self.stored:,} posts as stored, {read:,} read now"


def annotations_of(
    view: View,
    annotator: Annotator,
    object_ids: Sequence[int],
    titles: Sequence[str | None],
    texts: Sequence[str | None],
) -> Annotated:
    """Say what an annotator says of posts: as stored by this very version, else read now.

    Both ways give the same labels, since it is the same annotator that reads.

    Parameters
    ----------
    view
        The lake at a moment.
    annotator
        Who reads, made for the brief and the tier.
    object_ids, titles, texts
        The posts, a place each.
    """
    said = _stored_labels(view, annotator.name, annotator.version, object_ids)
    absent = [place for place, object_id in enumerate(object_ids) if object_id not in said]
    read: dict[int, list[tuple[str | None, str | None]]] = {place: [] for place in absent}
    for start in range(0, len(absent), _BATCH):
        places = absent[start : start + _BATCH]
        posts = Posts([titles[place] for place in places], [texts[place] for place in places])
        told = annotator.annotate(posts)
        for row, *label in zip(*(told[c].to_pylist() for c in _SAID), strict=True):
            read[places[row]].append((label[0], label[1]))
    labels = tuple(
        tuple(dict.fromkeys(read[place] if place in read else said[object_id]))
        for place, object_id in enumerate(object_ids)
    )
    return Annotated(annotator.version, labels, len(labels) - len(absent))


def labels_of(
    view: View, annotator: str, version: str, object_ids: Sequence[int]
) -> dict[int, list[str | None]]:
    """Stored labels of objects by their identifier; those that were not read are left out."""
    said = _stored_labels(view, annotator, version, object_ids)
    return {object_id: [label for label, _ in labels] for object_id, labels in said.items()}


def _stored_labels(
    view: View, annotator: str, version: str, object_ids: Sequence[int]
) -> dict[int, list[tuple[str | None, str | None]]]:
    """Stored labels of objects, each with what it is about."""
    wanted = pa.table({"object_id": pa.array(object_ids, pa.int64())})
    view.engine.register("wanted_objects", wanted)
    sql = view.engine.render("annotations", only_wanted=True)
    bound = {"annotator": annotator, "version": version}
    table = view.engine.query(sql, READ_ANNOTATIONS, bound)
    found: dict[int, list[tuple[str | None, str | None]]] = {}
    columns: Iterator[list[Any]] = (table[c].to_pylist() for c in ("object_id", *_SAID[1:]))
    for object_id, label, about in zip(*columns, strict=True):
        found.setdefault(object_id, []).append((label, about))
    return found


def is_annotated(view: View, annotator: str, version: str) -> bool:
    """Whether every post in sight that has words was read by this version of an annotator."""
    sql = view.engine.render("annotations_missing")
    bound = {"annotator": annotator, "version": version}
    missing = view.engine.query(sql, _MISSING, bound)["missing"][0].as_py()
    return bool(missing == 0)


def unpacked(column: pa.ChunkedArray) -> NDArray[np.float16]:
    """Vectors of a column of bytes, a row each."""
    import numpy as np

    packed = column.combine_chunks()
    joined = b"".join(packed.to_pylist())
    width = len(joined) // (2 * len(packed)) if len(packed) else 0
    found: NDArray[np.float16] = np.frombuffer(joined, np.dtype("<f2")).reshape(len(packed), width)
    return found
