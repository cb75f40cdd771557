"""WhatsApp: the text file that "Export chat" writes on Android and on iPhones."""

from folkmoot.sources.whatsapp.source import WhatsApp

__all__ = ["WhatsApp"]
