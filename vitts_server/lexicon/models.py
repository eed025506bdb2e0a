"""What the HTTP interface of the lexicon takes and answers."""

from pydantic import BaseModel, ConfigDict, Field

from vitts_server.lexicon.entries import Entry


class PutEntry(BaseModel):
    """How a word is to be said."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    say: str = Field(min_length=1, description="A respelling, or phonemes as [[...]].")
    case: bool | None = Field(None, description="Whether capitals have to be as written; unset: as it was, else no.")
    voice: str | None = Field(
        None, max_length=200, description="Name of the voice that says it so; unset: every voice."
    )


class OneVoice(BaseModel):
    """Which voice is meant."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    voice: str | None = Field(None, description="Name of a voice: forget only how this one says it.")


class EntryModel(BaseModel):
    """How a word or a phrase is said in one language."""

    language: str
    word: str
    say: str | None = Field(description="A respelling, or phonemes as [[...]]; null if only some voices have one.")
    case: bool = Field(description="Whether capitals have to be as written.")
    voices: dict[str, str] = Field(description="What single voices say instead.")

    @classmethod
    def of(cls, entry: Entry) -> "EntryModel":
        """As it is kept."""
        return cls(language=entry.language, word=entry.word, say=entry.say, case=entry.case, voices=dict(entry.voices))


class LexiconModel(BaseModel):
    """All words."""

    version: str = Field(description="Changes with every word.")
    entries: list[EntryModel]
