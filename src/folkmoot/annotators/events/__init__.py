"""Events: terms that rise together, bucket by bucket, each event with a lasting name."""

from folkmoot.annotators.events.buckets import POSTS
from folkmoot.annotators.events.event import Event
from folkmoot.annotators.events.grain import Grain, choose_grain
from folkmoot.annotators.events.stream import SetAside, Stream, events_of

__all__ = ["POSTS", "Event", "Grain", "SetAside", "Stream", "choose_grain", "events_of"]
