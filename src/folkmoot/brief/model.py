"""What a brief says: the product, the needs it meets, its rivals, its audience, its manners.

A model that is built from parts that are wrong, or that contradict each other, raises pydantic's
``ValidationError``; `folkmoot.brief.read_brief` tells the same faults with their places in a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from folkmoot.brief.check import incoherences
from folkmoot.brief.codes import COUNTRIES, country_hint

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
]


def _known_country(code: str) -> str:
    if code not in COUNTRIES:
        expected = "two capital letters of ISO 3166, such as DE"
        raise PydanticCustomError(
            "country", "{expected}", {"expected": expected, "hint": country_hint(code)}
        )
    return code


#: Beyond it a float no longer tells two whole numbers apart; what is not a number is not within.
_LARGEST: Final = 2**53


def _plain_value(value: Any) -> Any:
    is_list = isinstance(value, list | tuple) and all(isinstance(each, str) for each in value)
    is_number = isinstance(value, int | float) and abs(value) <= _LARGEST
    if (is_list and value) or is_number or (isinstance(value, str) and value.strip()):
        return value
    raise PydanticCustomError("value", "true, false, a number, some text, or a list of texts")


_Text = Annotated[str, Field(min_length=1)]
_Phrases = tuple[_Text, ...]
_Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$", max_length=60)]
_Country = Annotated[str, AfterValidator(_known_country)]
_Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
_Amount = Annotated[float, Field(strict=True, ge=0, allow_inf_nan=False)]
_Count = Annotated[int, Field(strict=True, ge=0)]
_Share = Annotated[float, Field(strict=True, ge=0, le=1)]

#: What a fact can be: a list means that each of the values holds.
FactValue = Annotated[bool | int | float | str | tuple[str, ...], BeforeValidator(_plain_value)]

#: Characteristics of people that a hypothesis may speak of; none of them is a sensitive one.
CHARACTERISTICS: Final = (
    "age_band", "gender", "country", "community", "topic", "rung", "hour", "language", "tenure",
)  # fmt: skip


class _Part(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True
    )


class Price(_Part):
    """An amount of money, and what one gets for it (or how often it may be spent)."""

    amount: _Amount = Field(description="A number such as 12.50.")
    currency: str = Field(pattern="^[A-Z]{3}$", description="ISO 4217, such as EUR.")
    per: _Text = Field(description="What it buys, such as: card of 5 GB for 30 days.")


class Product(_Part):
    """What is offered, in which countries and languages."""

    name: _Text = Field(description="As customers know it.")
    summary: _Text = Field(description="What it does, for whom, in one or two sentences.")
    url: str = Field(pattern=r"^https?://\S+$", description="Where it is explained.")
    price: Price
    markets: tuple[_Country, ...] = Field(min_length=1, description="ISO 3166 countries.")
    languages: tuple[_Language, ...] = Field(min_length=1, description="Of its help and drafts.")


class Attribute(_Part):
    """One property by which remedies differ, and how customers ask for it.

    ``phrases`` state it outright (a bool, a text); ``values`` are an enum's, each with the
    phrases that state it; ``units`` are the words that follow a number, each with the factor that
    turns it into the attribute's own unit (``weeks = 7``). ``asks`` is how a remedy is held
    against what a customer stated.
    """

    id: _Id
    title: _Text = Field(description="How sentences call it, such as: a local number.")
    type: Literal["bool", "number", "enum", "text"]
    phrases: _Phrases = Field((), description="Customers' words that state it.")
    values: dict[_Id, _Phrases] = Field({}, description="An enum's values, with their phrases.")
    units: dict[_Text, Annotated[float, Field(strict=True, gt=0)]] = Field(
        {}, description="Words after a number, with the factor to this attribute's unit."
    )
    asks: Literal["is", "at_least", "at_most", "one_of"] = Field(
        "is", description="What a remedy's fact must be, beside the value stated."
    )


class MustHave(_Part):
    """A fact without which a remedy does not meet the need."""

    attribute: _Id
    op: Literal["is", "at_least", "at_most", "one_of"] = "is"
    value: FactValue

    def is_met(self, facts: Mapping[str, Any]) -> bool | None:
        """Say whether ``facts`` have it; ``None`` where they do not speak of it.

        Examples
        --------
        >>> long_stay = MustHave(attribute="stay_days", op="at_least", value=60)
        >>> long_stay.is_met({"stay_days": 30}), long_stay.is_met({})
        (False, None)
        """
        fact = facts.get(self.attribute)
        if fact is None:
            return None
        if self.op == "at_least":
            return bool(fact >= self.value)
        if self.op == "at_most":
            return bool(fact <= self.value)
        return bool(_as_set(fact) & _as_set(self.value))


def _as_set(value: Any) -> set[Any]:
    values = value if isinstance(value, tuple | list) else (value,)
    return {each.casefold() if isinstance(each, str) else each for each in values}


class Need(_Part):
    """Something that customers try to get done, in their words."""

    id: _Id
    title: _Text
    phrases: _Phrases = Field(min_length=1, description="As customers put it.")
    exclude: _Phrases = Field((), description="Words that show that something else is meant.")
    must_haves: tuple[MustHave, ...] = ()
    terms: _Phrases = Field((), description="Words and tags to search by.")


class Limit(_Part):
    """Something asked for that the product cannot do; it is counted, and said."""

    id: _Id
    title: _Text
    phrases: _Phrases = Field(min_length=1, description="As customers put it.")
    attribute: _Id | None = Field(None, description="The attribute that it concerns, if any.")


class Alternative(_Part):
    """What people use instead: a named rival, a category of products, or nothing."""

    id: _Id
    name: _Text
    kind: Literal["rival", "category", "do-nothing"]
    phrases: _Phrases = Field((), description="How customers call it.")
    facts: dict[str, FactValue] = {}
    better_at: _Phrases = Field((), description="Where it beats the product, as plain facts.")
    worse_at: _Phrases = ()
    price: Price | None = None


#: What people of a category are or do, after "they are".
_PHRASES: Final = {
    "age_band": "aged {}", "country": "from {}", "language": "writing {}", "rung": "{}s",
    "tenure": "members for {}", "topic": "asking about {}", "community": "in {}",
    "hour": "writing at {} o'clock", "weekday": "writing on {}",
}  # fmt: skip


class Hypothesis(_Part):
    """What the brief expects of those who have its needs, beside the rest of the community."""

    characteristic: Literal[CHARACTERISTICS]  # type: ignore[valid-type]  # one list for both
    value: _Text
    expectation: Literal["over", "under", "equal"]
    why: _Text

    @property
    def id(self) -> str:
        """Name it by what it speaks of."""
        return f"{self.characteristic}:{self.value}"

    @property
    def statement(self) -> str:
        """Say it as a sentence that figures can confirm or contradict."""
        often = {"over": "more often", "under": "less often", "equal": "about as often"}
        than = "as" if self.expectation == "equal" else "than"
        what = _PHRASES.get(self.characteristic, "{}").format(self.value)
        return f"they are {often[self.expectation]} {what} {than} the rest of the community"


class Objective(_Part):
    """An objective of Groundswell that its owner prefers or wants left alone."""

    objective: Literal["listening", "talking", "energizing", "supporting", "embracing"]
    preference: Literal["prefer", "avoid"]
    why: _Text


class Capacity(_Part):
    """What may be spent."""

    hours_per_week: Annotated[float, Field(strict=True, gt=0, le=10_000)]
    money: Price | None = None


class Conduct(_Part):
    """Manners that no plan may break."""

    disclosure: dict[_Language, _Text] = Field(
        min_length=1, description="The line in every draft that says whose it is, by language."
    )
    contacts_per_person: _Count = Field(1, description="One unsolicited message, by custom.")
    cool_down_days: _Count = Field(90, description="Days before the same person is met again.")
    self_promotion_share_max: _Share = Field(
        0.10, description="Of our posts in a community; a tenth is the custom of many."
    )
    communities_not_to_enter: _Phrases = ()
    do_not_contact: _Text | None = Field(
        None, description="A file beside the brief: one identifier of a person a line."
    )

    def bars(self, *names: object) -> bool:
        """Whether one of these names of a place is one to stay out of, whatever its capitals."""
        barred = {name.casefold() for name in self.communities_not_to_enter}
        return any(name is not None and str(name).casefold() in barred for name in names)


class Brief(_Part):
    """A product brief: all that a plan must know of the product and of its owner's wishes."""

    product: Product
    attributes: tuple[Attribute, ...] = ()
    needs: tuple[Need, ...] = Field(min_length=1)
    facts: dict[str, FactValue] = {}
    limits: tuple[Limit, ...] = ()
    alternatives: tuple[Alternative, ...] = Field(min_length=1)
    hypotheses: tuple[Hypothesis, ...] = ()
    objectives: tuple[Objective, ...] = ()
    capacity: Capacity
    conduct: Conduct

    @model_validator(mode="after")
    def _parts_agree(self) -> Self:
        found = incoherences(self.model_dump())
        if found:
            raise ValueError("; ".join(str(fault.problem()) for fault in found))
        return self

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """Describe ``brief.toml`` as JSON Schema (draft 2020-12)."""
        schema = cls.model_json_schema()
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}

    def attribute(self, attribute_id: str) -> Attribute:
        """Look up an attribute; ``KeyError`` for an unknown one."""
        return {each.id: each for each in self.attributes}[attribute_id]

    def need(self, need_id: str) -> Need:
        """Look up a need; ``KeyError`` for an unknown one."""
        return {each.id: each for each in self.needs}[need_id]
