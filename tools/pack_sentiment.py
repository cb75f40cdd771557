"""Pack what the sentiment heads are trained on: ``tools/pack_sentiment.py FOLDER``.

FOLDER holds ``text_licensed`` (tweets in seven languages, Apache-2.0) and ``product_reviews_liu``
(sentences of reviews, CC BY 4.0), as ``tests/data/sentiment_posts.SOURCE.md`` says. Duplicates
are dropped; a sentence that is both praised and blamed is left out. A hash of the text, or of the
product, puts a fifth aside as the part ``test``: it is measured on, and is not packed.
"""

from __future__ import annotations

import csv
import re
import sys
import zipfile
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tools.packed import write_packed  # noqa: E402

TARGET: Final = ROOT / "tests" / "data" / "sentiment_posts.csv.bz2"
COLUMNS: Final = ("source", "group", "lang", "sentiment", "text")
LANGUAGES: Final = {
    "arabic": "ar", "english": "en", "french": "fr", "german": "de", "italian": "it",
    "portuguese": "pt", "spanish": "es",
}  # fmt: skip
_FEELINGS: Final = {"0": "neg", "1": "neu", "2": "pos"}
#: Products whose reviews are kept for the test: one of a kind that others are of, two that are not.
_TEST_PRODUCTS: Final = ("Canon_S100", "Nokia_6600", "ipod")
_SIGN: Final = re.compile(r"\[([+-])\d?\]")
_ESCAPE: Final = re.compile(r"\\u([0-9a-f]{4})")
#: The part of the split, then the columns.
Row = tuple[str, str, str, str, str, str]


def main(folder: Path) -> None:
    """Write the packed file."""
    rows = part_of(folder, "train")
    write_packed(TARGET, COLUMNS, [list(row.values()) for row in rows])
    print(f"{TARGET.name}: {len(rows):,} rows, {TARGET.stat().st_size:,} bytes")


def part_of(folder: Path, split: str) -> list[dict[str, str]]:
    """Return tweets and sentences of reviews of one part of the split: train or test."""
    rows = dict.fromkeys([*_tweets(folder / "text_licensed"), *_reviews(folder)])
    return [dict(zip(COLUMNS, row, strict=True)) for part, *row in rows if part == split]


def _tweets(folder: Path) -> Iterator[Row]:
    for name, lang in LANGUAGES.items():
        path = folder / f"umsab_{name}_train.tsv"
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), row["text"]).strip()
                number = blake2b(text.encode("utf-8", "replace"), digest_size=1).digest()[0]
                split = "test" if number % 5 == 0 else "train"
                whole = text.encode("utf-8", "replace").decode()
                yield split, f"umsab_{lang}", "", lang, _FEELINGS[row["sent"]], whole


def _reviews(folder: Path) -> Iterator[Row]:
    for archive in ("product_reviews_1.zip", "product_reviews_2.zip"):
        with zipfile.ZipFile(folder / "product_reviews_liu" / archive) as packed:
            for name in sorted(packed.namelist()):
                product = Path(name).stem
                if name.endswith(".txt") and product != "README":
                    text = packed.read(name).decode("latin-1")
                    yield from _sentences(product, text)


def _sentences(product: str, text: str) -> Iterator[Row]:
    split = "test" if product in _TEST_PRODUCTS else "train"
    for line in text.splitlines():
        marks, separator, said = line.partition("##")
        signs = set(_SIGN.findall(marks))
        said = said.strip()
        if separator and len(said) >= 10 and len(signs) < 2:
            feeling = {"+": "pos", "-": "neg"}.get("".join(signs), "neu")
            yield split, "product_reviews", product, "en", feeling, said


if __name__ == "__main__":
    main(Path(sys.argv[1]))
