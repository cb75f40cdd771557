"""Annotators: what posts say, read off their words; tables in, tables out."""

__all__: list[str] = []
