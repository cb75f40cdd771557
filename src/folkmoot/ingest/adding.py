"""Adding an export without naming its kind: the surest source reads it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from folkmoot.ingest.run import ImportResult, ingest
from folkmoot.sources import choose, source
from folkmoot.sources.registry import check_there

if TYPE_CHECKING:
    from folkmoot.ingest.stage import Progress
    from folkmoot.project import Project
    from folkmoot.sources import Choice

__all__ = ["add"]

_log = logging.getLogger(__name__)


def add(
    project: Project,
    path: Path | str,
    source_name: str | None = None,
    options: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    tell: Callable[[Choice], None] | None = None,
) -> list[ImportResult]:
    """Bring an export, a file or a folder, into the lake; adding it again adds nothing.

    Parameters
    ----------
    project
        Where to.
    path
        The export.
    source_name
        Its kind; by default the source that is surest of it, and the log says why.
    options
        Options of the source, over those read off the file.
    progress
        Called with the file at hand and the records read.
    tell
        Called with what the export was taken for, where its kind was not named.

    Raises
    ------
    FolkmootError
        When no source claims it, or two do equally, or a file cannot be read whole.
    """
    place = Path(path)
    given = dict(options or {})
    check_there(place)
    if source_name is None:
        choice = choose(place)
        source_name, given = choice.source, {**choice.claim.options, **given}
        _log.info("%s", choice)
        if tell is not None:
            tell(choice)
    return ingest(project, place, source(source_name), given, progress)
