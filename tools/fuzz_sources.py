"""Fuzz every source, guided by coverage: bytes of our own samples, changed again and again.

``make fuzz`` runs it for some seconds a sample. Whatever the bytes, a source gives rows, counted
faults or one refusal, within bounded time and memory; anything else is printed and saved.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
#: What is too slow or too large for a file of some KiB: a hang, or a bomb.
_TIMEOUT_SECONDS: Final = 20
_MEMORY_MIB: Final = 1_500
_LONGEST: Final = 1 << 15


def main() -> int:
    """Fuzz the samples named, or all, one after the other; 1 if any of them failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="sources; default: all")
    parser.add_argument("--seconds", type=int, default=10, help="for each sample")
    parser.add_argument("--one", default="", help="fuzz this sample in this process")
    given = parser.parse_args()
    if given.one:
        _fuzz(given.one, given.seconds)
        return 0
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    from tests.source_corpus import corpus

    failed = []
    for name, (by, _, _) in corpus().items():
        if not given.names or by in given.names:
            print(f"{name} ...", flush=True)
            if not _run(name, given.seconds):
                failed.append(name)
    print(f"failed: {', '.join(failed)}" if failed else "nothing failed")
    return 1 if failed else 0


def _run(name: str, seconds: int) -> bool:
    command = [sys.executable, __file__, "--one", name, "--seconds", str(seconds)]
    # Fuzzing ends its process without a word to Python, so its files are taken away from here.
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=ROOT,
            env=os.environ | {"TMPDIR": folder},
        )  # fmt: skip
    told = [line for line in done.stderr.splitlines() if line.startswith("Done ")]
    if done.returncode == 0:
        print(f"  {told[-1] if told else 'done'}")
        return True
    print("\n".join(f"  {line}" for line in (done.stdout + done.stderr).splitlines()[-40:]))
    return False


def _fuzz(name: str, seconds: int) -> None:
    import atheris

    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    with atheris.instrument_imports(include=["folkmoot.sources", "folkmoot.files"]):
        from tests.source_corpus import corpus

        from folkmoot.sources import source
        from folkmoot.testing import check_broken

    by, write, options = corpus()[name]
    reader = source(by)
    folder = Path(tempfile.mkdtemp())
    (folder / "export").mkdir()
    path = write(folder / "export")
    target = _target(path)
    seeds = folder / "seeds"
    seeds.mkdir()
    (seeds / "sample").write_bytes(target.read_bytes())

    def one(content: bytes) -> None:
        target.write_bytes(content)
        check_broken(reader, path, options)

    found = ROOT / "fuzz-found"
    found.mkdir(exist_ok=True)
    atheris.Setup(
        [
            sys.argv[0], f"-max_total_time={seconds}", f"-timeout={_TIMEOUT_SECONDS}",
            f"-rss_limit_mb={_MEMORY_MIB}", f"-max_len={_LONGEST}", f"-artifact_prefix={found}/",
            str(seeds),
        ],
        one,
    )  # fmt: skip
    atheris.Fuzz()


def _target(path: Path) -> Path:
    """The file of an export that is changed: itself, or the largest of a folder."""
    if path.is_file():
        return path
    inner = [one for one in path.rglob("*") if one.is_file()]
    return max(inner, key=lambda one: one.stat().st_size)


if __name__ == "__main__":
    raise SystemExit(main())
