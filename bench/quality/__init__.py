"""Measurements of how right the methods are, in benchmarks and worlds of known truth."""
