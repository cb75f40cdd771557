"""What a reader of the joined estimate must know, in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from folkmoot.errors import FolkmootError
from folkmoot.survey.fusion.priors import Priors
from folkmoot.survey.fusion.totals import Totals
from folkmoot.survey.responses import Responses
from folkmoot.survey.smallarea.sample import Sample
from folkmoot.survey.smallarea.words import about_sample

__all__ = ["no_questionnaire", "sentences"]

#: A log helped a share where its interval is at least this part narrower.
_HELPED: Final = 0.1

#: Totals that chance would hardly ever bring are not believed together with the rest.
_HARDLY_EVER: Final = 0.001


def no_questionnaire(silent: int | None = None) -> FolkmootError:
    """Say why a log alone gives no share of readers or inactive people.

    Examples
    --------
    >>> print(no_questionnaire(32807).problem.hint)
    a questionnaire of 400 gives this share to within 5 points: folkmoot survey design
    """
    known = "" if silent is None else (
        f"; of {silent:,} members who never posted nothing is known of what they read"
    )  # fmt: skip
    return FolkmootError(
        "no-questionnaire", "shares of spectators and inactive",
        f"traces alone, and posts cannot show who only reads{known}", "a questionnaire",
        "a questionnaire of 400 gives this share to within 5 points: folkmoot survey design",
    )  # fmt: skip


def sentences(
    responses: Responses,
    sample: Sample,
    population: str,
    totals: Sequence[Totals],
    priors: Priors,
    widths: Mapping[str, tuple[float, float]],
    surprise: float,
) -> Iterator[str]:
    """Say whom it speaks of, what was believed, what the log changed, and what it could not."""
    yield from about_sample(responses, sample, population)
    yield _believed(priors)
    if not totals:
        yield "No totals of a log were given: this is the questionnaire, corrected for claims."
        return
    yield from _scope(totals)
    for state, (before, after) in widths.items():
        yield _helped(state, before, after)
    if surprise < _HARDLY_EVER:
        yield (
            "The log's totals are hardly credible beside the questionnaire and the priors: look "
            "for another period, another community, or bots, before you use this."
        )


def _believed(priors: Priors) -> str:
    (low, high), (low_post, high_post) = priors.claims_part.ends(), priors.claims_post.ends()
    return (
        f"What people claim is taken to be off: the odds of saying to take part are "
        f"{low:.2f} to {high:.2f} times the true ones, those of saying to post "
        f"{low_post:.2f} to {high_post:.2f} times. The sensitivity table shows other beliefs."
    )


def _scope(totals: Sequence[Totals]) -> Iterator[str]:
    for each in totals:
        if each.is_part:
            yield f"Totals of {each.kind} cover a part of what was asked, and bound it from below."
        else:
            yield f"Totals of {each.kind} are taken to cover all that was asked about."


def _helped(state: str, before: float, after: float) -> str:
    told = f'"{state}": {100 * before:.1f} points wide without the log, {100 * after:.1f} with it'
    if after < (1 - _HELPED) * before:
        return f"{told}."
    return f"{told}: the log told nothing new."
