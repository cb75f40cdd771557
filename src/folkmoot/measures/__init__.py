"""Measures: the lake as seen at a moment, in tables of estimates with their evidence."""
