"""Bringing files into the lake, and taking people out of it."""

from folkmoot.ingest.forget import ForgetResult, forget
from folkmoot.ingest.run import ImportResult, ingest, recover, replay

__all__ = ["ForgetResult", "ImportResult", "forget", "ingest", "recover", "replay"]
