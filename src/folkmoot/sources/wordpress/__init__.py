"""WordPress: a site's export (WXR), and answers of its REST API."""

from folkmoot.sources.wordpress.source import WordPress

__all__ = ["WordPress"]
