"""What MediaCrawler wrote: posts and comments of seven Chinese platforms."""

from folkmoot.sources.mediacrawler.source import MediaCrawler

__all__ = ["MediaCrawler"]
