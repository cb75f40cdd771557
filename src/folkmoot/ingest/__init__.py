"""Bringing files into the lake, and taking people out of it."""

from folkmoot.ingest.adding import add
from folkmoot.ingest.forgetting import ForgetResult, forget
from folkmoot.ingest.run import ImportResult, ingest, recover, replay

__all__ = ["ForgetResult", "ImportResult", "add", "forget", "ingest", "recover", "replay"]
