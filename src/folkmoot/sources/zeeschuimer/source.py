"""The source itself: how a capture is told, and which site a record belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final

from folkmoot.sources._json_start import Start
from folkmoot.sources._mixed import OTHER, MixedSource, refuse_other
from folkmoot.sources._native import Record, Rows
from folkmoot.sources._platform_ids import platform_ids
from folkmoot.sources.base import Claim
from folkmoot.sources.zeeschuimer.about import ABOUT
from folkmoot.sources.zeeschuimer.douyin import DOUYIN
from folkmoot.sources.zeeschuimer.instagram import INSTAGRAM
from folkmoot.sources.zeeschuimer.linkedin import LINKEDIN
from folkmoot.sources.zeeschuimer.site import COLLECTED, Site
from folkmoot.sources.zeeschuimer.threads import THREADS
from folkmoot.sources.zeeschuimer.tiktok import TIKTOK
from folkmoot.sources.zeeschuimer.x import X
from folkmoot.sources.zeeschuimer.xiaohongshu import XIAOHONGSHU

__all__ = ["Zeeschuimer"]

_SITES: Final = {
    one.name: one for one in (DOUYIN, INSTAGRAM, LINKEDIN, THREADS, TIKTOK, X, XIAOHONGSHU)
}
_MODULES: Final = {module: one for one in _SITES.values() for module in one.modules}
_META: Final = "__import_meta"
_HOST: Final = re.compile(r"https?://(?:www\.)?([^/:?#]+)")


class Zeeschuimer(MixedSource):
    """Captures of Zeeschuimer: a line a record, ``{"data": ..., "timestamp_collected": ...}``.

    4CAT stores the same as ``{..., "__import_meta": ...}``, and both are read. The form of the
    envelope is that of the extension's own code; what a site puts inside changes without notice,
    and the modules of single sites say which fields are read and who else reads them. Weibo has no
    module in the extension; records of sites without a mapper here are set aside, each with the
    name of its site.
    """

    name = "zeeschuimer"
    about = ABOUT
    fields: ClassVar[Mapping[str, tuple[str, ...]]] = {
        name: one.fields for name, one in _SITES.items()
    }
    people: ClassVar[Mapping[str, Mapping[str, str]]] = {
        name: one.people for name, one in _SITES.items()
    }
    suffixes = (".ndjson", ".jsonl", ".json")
    is_one_export = False
    holds_others = True

    def recognise(self, start: Start) -> Claim | None:
        """Claim what has the envelope of the extension, or that of 4CAT."""
        if start.has("timestamp_collected", "source_platform") and "data" in start.top:
            site = _site(start.top)
            return Claim(0.95, f"captures of {site.name if site else 'a site'}, with the envelope "
                         "of Zeeschuimer")  # fmt: skip
        meta = start.first().get(_META)
        if isinstance(meta, Mapping) and "timestamp_collected" in meta:
            return Claim(0.95, "captures of Zeeschuimer as 4CAT stores them")
        return None

    def rows(self, options: Mapping[str, str]) -> Rows:
        """Rows of what was met while browsing; `tell` says of which site."""
        del options
        return Rows("", "other", frame="browsing")

    def apart(self, value: Mapping[str, Any]) -> Iterable[tuple[str, Mapping[str, Any]]]:
        """A capture without its envelope, in the one form of its site; and others inside it."""
        meta, data = value.get(_META), value
        if not isinstance(meta, Mapping):
            meta, data = value, value.get("data", {})
        site = _site(meta)
        if site is None or not isinstance(data, Mapping):
            told = meta.get("source_platform")
            return [(OTHER, {"@what": told if isinstance(told, str) else "no site"})]
        seen = {COLLECTED: meta.get("timestamp_collected")}
        found = (data, *site.others(data))
        return [(site.name, {**site.lean(one), **seen}) for one in found]

    def tell(self, kind: str, record: Record, rows: Rows, options: Mapping[str, str]) -> None:
        """Rows of a capture, by the mapper of its site."""
        del options
        if kind not in _SITES:
            refuse_other(record, f"a capture of {', '.join(sorted(_SITES))}")
        ids = platform_ids(kind)
        rows.platform, rows.kind = ids.platform, ids.kind
        _SITES[kind].tell(record, rows)


def _site(meta: Mapping[str, Any]) -> Site | None:
    told = meta.get("source_platform")
    if isinstance(told, str) and (site := _MODULES.get(told.lower().removeprefix("www."))):
        return site
    address = meta.get("source_platform_url") if not told else None
    host = _HOST.match(address) if isinstance(address, str) else None
    return _MODULES.get(host[1].lower()) if host else None
