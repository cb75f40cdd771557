"""Measurements of how right the methods are, on public benchmarks; printed, never a test."""
