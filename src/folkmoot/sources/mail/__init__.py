"""Mail to lists and articles of Usenet: mbox, Maildir, and single messages."""

from folkmoot.sources.mail.source import Mail

__all__ = ["Mail"]
