"""Addresses in text: where they are, and their parts that are said. For every language."""

import re

HOST = (
    r"(?:[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?\.){1,8}"
    r"(?:com|org|net|edu|gov|mil|int|info|biz|io|ai|app|dev|co|me|tv|fm|us|uk|ca|au|nz|ie|de|at|ch|fr|be|nl|lu|es|pt|it|"
    r"se|no|dk|fi|is|pl|cz|sk|hu|ro|bg|gr|ru|ua|tr|il|in|cn|jp|kr|vn|th|sg|my|id|ph|hk|tw|br|mx|ar|cl|za|ng|ke|eu|asia|"
    r"xyz|online|site|shop|store|tech|cloud|blog|news|page|club|live|pro|name|museum|gle|ly|gg|to|cc)"
)
_PATH = r"(?::\d{1,5})?(?:[/?#](?:[^\s<>\"'’”)\]]*[^\s<>\"'’”)\].,;:!?…])?)?"
ADDRESS = re.compile(
    rf"(?<![\w@.-])(?P<scheme>(?:https?|ftp)://|www\.)?(?:www\.)?"
    rf"(?P<host>(?:(?<=/)|(?<=www\.)|(?=[^\s/]{{2,250}}\.[A-Za-z]{{2}})){HOST}(?![\w-])(?!\.[\w-]))(?P<path>{_PATH})",
    re.IGNORECASE,
)
"""A web address, with or without its scheme, if it ends in a well-known domain."""
OTHER_ADDRESS = re.compile(
    r"(?<!\w)(?:https?|ftp|wss?|ssh|file)://(?:[^\s/@]{1,80}@)?(?P<host>[^\s/:?#<>\"]{1,250})(?P<path>[^\s<>\"]*)",
    re.IGNORECASE,
)
"""A web address with a scheme, wherever it leads."""
EMAIL = re.compile(
    r"(?<![\w.+-])(?:mailto:)?(?P<name>[a-z0-9_][a-z0-9._+%-]{0,63})@"
    r"(?P<host>(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24})(?![\w-])",
    re.IGNORECASE,
)
MENTION = re.compile(r"(?<![\w@])@(?P<name>\w[\w.]{0,63}(?<!\.))")
HASHTAG = re.compile(r"(?<![\w#&/])#(?P<name>(?=\w{0,80}[^\W\d_])\w{1,80})(?!\w)")
_HUMPS = re.compile(r"(?<=[a-zà-ÿа-яё0-9])(?=[A-ZÀ-ÞА-ЯЁ])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[^\W\d_])(?=\d)|_+")


def words_of(name: str) -> str:
    """The words of a name without spaces: ThrowbackThursday, snake_case."""
    return " ".join(part for part in _HUMPS.sub(" ", name).split() if part)


def is_address(match: re.Match[str]) -> bool:
    """Whether a match of `ADDRESS` is one: "end.It" is a forgotten space."""
    last = match["host"].rsplit(".", 1)[-1]
    is_plain = not match["scheme"] and not match["path"]
    return not (is_plain and last[0].isupper() and not match["host"].isupper())
