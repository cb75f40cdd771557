"""Annotators: what posts say, read off their words; tables in, tables out."""
