"""Documents that people write by hand, in TOML: read whole, or all their faults told at once."""

from folkmoot.documents.faults import (
    Fault,
    Path,
    did_you_mean,
    in_document_order,
    shown,
    written,
)
from folkmoot.documents.toml import Kind, field_faults, parse_document, raise_faults
from folkmoot.documents.validated import validated
from folkmoot.documents.words import said_expected

__all__ = [
    "Fault",
    "Kind",
    "Path",
    "did_you_mean",
    "field_faults",
    "in_document_order",
    "parse_document",
    "raise_faults",
    "said_expected",
    "shown",
    "validated",
    "written",
]
