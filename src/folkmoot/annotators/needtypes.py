"""What kind of help a title asks for: a rule-based first depth.

Rules, not a trained model: each type is a short list of patterns in English and Chinese, given as
data below. A title may be of several types; one that fits none is ``other`` (most often a
question of fact: may I, do I need). `tests/statistics/test_needs_types.py` measures every type on
500 titles of a travel community, read and labelled by one of the authors.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

__all__ = ["NEED_TYPES", "OTHER", "need_types"]

#: What fits no rule.
OTHER: Final = "other"

# Patterns are searched in the folded title. The reason of each list stands above it.
_RULES: Final[dict[str, tuple[str, ...]]] = {
    # A choice among many is handed over: best, which, options, any site for it.
    "recommendation": (
        r"\b(best|recommend\w*|suggest\w*|advice|favou?rite|alternatives?)\b(?! (not )?to\b)",
        r"\bwhat('s| is| are| would be)? (a |some )?good\b|\bany good\b|\bchoices for\b",
        r"^(which|what (sim|data|mobile|equipment))\b|\bwhich \w+ (has|have|is|are|should|to)\b",
        r"\b(what|which|any|are my|are the) (\w+ )?options?\b(?!.*refus)|\boptions for\b",
        r"^(is|are) there (a|an|any|some) (\S+ ){0,2}(website|site|resource|list|app|database|"
        r"service|guide|tool|place|restaurant|cafe|agent)s?\b",
        r"\b(websites?|resources?|apps?|tools?|planner)( for| to| with| that|\?|$)",
        r"\bwhere (\w+ ){0,3}(find|photograph|see|meet|experience|hike|stay|eat|park|store)\b",
        r"\bwhat (\w+ )?(should|can|could) (i|we) (get|visit|see|do in|choose)\b",
        r"\b(things to do|places to|ideas for|looking for|most popular|cheapest way|ways to)\b",
        r"推荐|哪个好|哪家|有什么好|有没有好|建议",
    ),
    # A way is asked for, a step after the other.
    "how-to": (
        r"\bhow (to|do i|do you|does one|can|could|should|would|best)\b",
        r"\b(is there|are there|any) (a |an |any |some )?(easy |good |other )?ways? (to|of|around)\b",
        r"\b(process|procedure|steps) (of|for|to)\b|\btrick to\b|^getting (from|to)\b",
        r"\bwhat.{0,25}\bway (to|of)\b",
        r"怎么|怎样|如何|咋",
    ),
    # Something went wrong.
    "problem": (
        r"\b(refus(ed|al)|reject(ed|ion)|den(ied|ial)|cancel+ed|delayed|lost|stolen|missed|missing|"
        r"damaged|stuck|overstayed|overcharged|scam(med)?|cheated)\b",
        r"\b(not|\w+n't|no longer) (work\w*|receiv\w*|getting|properly|arrived|updated)\b",
        r"\b(problems?|trouble|error|mistake|issues?) (with|in|on|when)\b|\b(no response|unable) ",
        r"被拒|拒签|丢了|被偷|取消|延误|投诉|坑|骗|不能用|用不了|连不上|没信号|坏了",
    ),
    # Two things are set against each other.
    "comparison": (
        r"\b(vs\.?|versus) |\bdifferences? (between|of|in)\b|\bcompar(e|ed|ing|ison)\b",
        r"\b(better|cheaper|easier|faster|safer|worth\w*)\b.{1,60}\b(or|than|if)\b",
        r"\b(is it|are they) (better|cheaper|easier|faster|safer)\b",
        r"\b(as opposed to|rather than|instead of|(dis)?advantages?|pros and cons)\b",
        r"对比|比较|区别|还是.{0,12}好|哪个更",
    ),
    # Money is about to be spent: buying, renting, booking, a price, or a ware named as such.
    "purchase": (
        r"\b(buy|purchase|rent|hire|order)\b|^(buying|renting|purchasing|getting an?)\b",
        r"\bhow much (does|do|is|are|it)\b|\bprices? (of|for|in)\b|\b(data|plan) cost\b",
        r"\b(get|getting|obtain\w*|need|find) (an? |any |some )?(\S+ ){0,3}(sim|simcard|data plan)\b",
        r"\bpre ?-?(paid|pay)\b.{0,25}\b(sims?|simcard|mobile|phone|data|gsm|cell|cards? (for|in))\b",
        r"^(\S+ ){0,4}(sim ?-?cards?|sims|sim|(data|phone|cellular|mobile) (plan|package)s?)\b"
        r"(?!.{0,20}\bwork)",
        r"\bbook(ing)?\b.{0,25}\b(online|tickets?|room)\b|\btickets? online\b|\bstore selling\b",
        r"多少钱|价格|求购|哪里买|在哪买|想买|预订|费用",
    ),
    # Somebody offers a ware, or looks for a price cut.
    "offer": (
        r"\b(promo(tion(al)?)?|discount|coupon|voucher)s?( codes?)?\b|\b\d+ ?% off\b",
        r"\b(special offer|free trial|check out (our|my)|giveaway|for sale|we offer|i am selling)\b",
        r"优惠|折扣|促销|代购|转让|出售|包邮",
    ),
}

#: The types, `OTHER` last.
NEED_TYPES: Final = (*_RULES, OTHER)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {kind: re.compile("|".join(rules)) for kind, rules in _RULES.items()}


def need_types(titles: Sequence[str]) -> list[tuple[str, ...]]:
    """Types of each title, in the order of `NEED_TYPES`; never empty.

    Examples
    --------
    >>> need_types(["What is the best SIM card for France?", "国外上网多少钱"])
    [('recommendation', 'purchase'), ('purchase',)]
    >>> need_types(["UK visa refused", "Do I need a visa for Peru?"])
    [('problem',), ('other',)]
    """
    patterns = _patterns().items()
    found = []
    for title in titles:
        folded = title.casefold().replace("’", "'")
        kinds = tuple(kind for kind, pattern in patterns if pattern.search(folded))
        found.append(kinds or (OTHER,))
    return found
