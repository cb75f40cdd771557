"""The product brief: what is offered, for which needs, against which alternatives.

A brief is a file ``brief.toml``. `read_brief` reads it, or tells all that is wrong with it at
once, each fault with its path in the file, what was got, what was expected, and a hint.
"""

from folkmoot.brief.model import (
    CHARACTERISTICS,
    Alternative,
    Attribute,
    Brief,
    Capacity,
    Conduct,
    FactValue,
    Hypothesis,
    Limit,
    MustHave,
    Need,
    Objective,
    Price,
    Product,
)
from folkmoot.brief.read import read_brief, schema_text
from folkmoot.brief.template import template_text

__all__ = [
    "CHARACTERISTICS",
    "Alternative",
    "Attribute",
    "Brief",
    "Capacity",
    "Conduct",
    "FactValue",
    "Hypothesis",
    "Limit",
    "MustHave",
    "Need",
    "Objective",
    "Price",
    "Product",
    "read_brief",
    "schema_text",
    "template_text",
]
