"""Measurements of speed and memory, printed; never part of the tests."""
