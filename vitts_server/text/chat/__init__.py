"""Text from chat and language models: Markdown, HTML and emoji, read while they arrive."""

from vitts_server.text.chat.markup import ChatMarkup

__all__ = ["ChatMarkup"]
