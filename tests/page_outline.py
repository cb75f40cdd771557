"""What a page is made of, read without a browser: elements, their attributes and their text."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

__all__ = ["Element", "read_page"]

_VOID = {"meta", "link", "img", "br", "hr", "input", "source", "wbr"}


@dataclass
class Element:
    """One element with what is inside it."""

    tag: str
    attributes: dict[str, str]
    parent: Element | None = None
    children: list[Element] = field(default_factory=list)
    own_text: list[str] = field(default_factory=list)

    def all(self, *tags: str) -> list[Element]:
        """Elements inside, in document order: those of the named tags, or all of them."""
        found = []
        for child in self.children:
            if not tags or child.tag in tags:
                found.append(child)
            found += child.all(*tags)
        return found

    def text(self) -> str:
        """All text inside, own text first."""
        parts = [*self.own_text, *(child.text() for child in self.children)]
        return " ".join(" ".join(parts).split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("document", {})
        self.open = self.root
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f"an attribute twice in <{tag}> at {self.getpos()}")
        element = Element(tag, {name: value or "" for name, value in attrs}, self.open)
        self.open.children.append(element)
        if tag not in _VOID:
            self.open = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open.tag != tag:
            self.faults.append(f"</{tag}> closes <{self.open.tag}> at {self.getpos()}")
        elif self.open.parent is not None:
            self.open = self.open.parent

    def handle_data(self, data: str) -> None:
        self.open.own_text.append(data)


def read_page(html: str) -> Element:
    """Read a page whose every element is closed; raises ValueError for one that is not."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    if reader.open is not reader.root:
        reader.faults.append(f"<{reader.open.tag}> stays open")
    if reader.faults:
        raise ValueError("; ".join(reader.faults))
    return reader.root
