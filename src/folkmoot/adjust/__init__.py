"""Adjusting the plan from what came of it: experiments, and the sharing of hours.

A room of its own below the plan: nothing here needs to know how a plan was made.
"""

__all__: list[str] = []
