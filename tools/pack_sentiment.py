"""Pack what the sentiment heads are trained on: ``tools/pack_sentiment.py FOLDER``.

FOLDER holds ``text_licensed`` (tweets in seven languages, Apache-2.0) and ``product_reviews_liu``
(sentences of reviews, CC BY 4.0), as ``tests/data/sentiment_posts.SOURCE.md`` says. Duplicates
are dropped; a sentence that is both praised and blamed is left out. A hash of the text, or of the
product, puts a fifth aside as the part ``test``.
"""

from __future__ import annotations

import csv
import io
import re
import sys
import zipfile
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Final

import zstandard

TARGET: Final = Path(__file__).resolve().parents[1] / "tests" / "data" / "sentiment_posts.csv.zst"
LANGUAGES: Final = {
    "arabic": "ar", "english": "en", "french": "fr", "german": "de", "italian": "it",
    "portuguese": "pt", "spanish": "es",
}  # fmt: skip
_FEELINGS: Final = {"0": "neg", "1": "neu", "2": "pos"}
#: Products whose reviews are kept for the test: one of a kind that others are of, two that are not.
_TEST_PRODUCTS: Final = ("Canon_S100", "Nokia_6600", "ipod")
_SIGN: Final = re.compile(r"\[([+-])\d?\]")
_ESCAPE: Final = re.compile(r"\\u([0-9a-f]{4})")
Row = tuple[str, str, str, str, str, str]


def main(folder: Path) -> None:
    """Write the packed file."""
    rows = dict.fromkeys([*_tweets(folder / "text_licensed"), *_reviews(folder)])
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["source", "group", "lang", "split", "sentiment", "text"])
    writer.writerows(rows)
    data = text.getvalue().encode()
    TARGET.write_bytes(zstandard.ZstdCompressor(level=19).compress(data))
    print(f"{TARGET.name}: {len(rows):,} rows, {TARGET.stat().st_size:,} bytes")


def _tweets(folder: Path) -> Iterator[Row]:
    for name, lang in LANGUAGES.items():
        path = folder / f"umsab_{name}_train.tsv"
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), row["text"]).strip()
                number = blake2b(text.encode("utf-8", "replace"), digest_size=1).digest()[0]
                split = "test" if number % 5 == 0 else "train"
                whole = text.encode("utf-8", "replace").decode()
                yield f"umsab_{lang}", "", lang, split, _FEELINGS[row["sent"]], whole


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
            yield "product_reviews", product, "en", split, feeling, said


if __name__ == "__main__":
    main(Path(sys.argv[1]))
