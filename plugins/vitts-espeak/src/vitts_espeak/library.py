"""eSpeak NG through ctypes. Used in the worker process alone: the library ends the process it dislikes.

The library is one for a process and not thread-safe, and its sound depends on what it spoke before; the worker takes
care of both.
"""

import ctypes
import os
from collections.abc import Callable

from vitts_espeak.wire import Word

_AUDIO_OUTPUT_SYNCHRONOUS = 2
_INITIALIZE_DONT_EXIT = 0x8000
_BLOCK_MS = 100
_RATE, _VOLUME = 1, 2
_VOLUME_PERCENT = 60
"""At the library's own 100 Vietnamese reaches full scale and is squeezed; what is missing is made up by the gain."""
_POSITION_CHARACTER = 1
_CHARS_UTF8 = 1
_EVENT_WORD = 1


class _EventId(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position_ms", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _EventId),
    )


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(_Event))


class EspeakError(Exception):
    """The library refused."""


class Library:
    """eSpeak NG, ready to speak. Only one may exist in a process."""

    def __init__(self, library_path: str, data_path: str) -> None:
        """Raises `EspeakError` if the library or its data can't be used. Changes the working directory."""
        try:
            self._library = ctypes.CDLL(library_path)
            # The library keeps its data path in 160 bytes, and folders of virtual environments can be deeper.
            os.chdir(data_path)
        except OSError as error:
            raise EspeakError(str(error)) from error
        self.sample_rate_hz: int = self._library.espeak_Initialize(
            _AUDIO_OUTPUT_SYNCHRONOUS, _BLOCK_MS, b".", _INITIALIZE_DONT_EXIT
        )
        if self.sample_rate_hz <= 0:
            raise EspeakError(f"eSpeak NG can't read its data in {data_path}")
        self._library.espeak_Info.restype = ctypes.c_char_p
        self.version: str = self._library.espeak_Info(None).decode()
        self._library.espeak_SetParameter(_VOLUME, _VOLUME_PERCENT, 0)

    def prepare(self, voice: str, words_per_minute: int, seed: int) -> None:
        """Choose who speaks, how quickly, and the seed of the noise. Raises `EspeakError` for an unknown voice."""
        if self._library.espeak_SetVoiceByName(voice.encode()):
            raise EspeakError(f"eSpeak NG has no voice {voice!r}")
        self._library.espeak_SetParameter(_RATE, words_per_minute, 0)
        self._library.espeak_ng_SetRandSeed(ctypes.c_long(seed & 0x7FFFFFFF))

    def speak(self, text: str, on_block: Callable[[bytes, list[Word]], bool]) -> None:
        """Speak `text`; `on_block` gets 16-bit samples and the words that begin in them, and answers whether to go on.

        Blocks until all is said. `text` must not hold a NUL. Raises `EspeakError`.
        """

        def callback(samples: int | None, count: int, events: "ctypes._Pointer[_Event]") -> int:
            block = ctypes.string_at(samples, count * 2) if samples and count > 0 else b""
            return 0 if on_block(block, _words(events)) else 1

        kept_alive = _Callback(callback)
        self._library.espeak_SetSynthCallback(kept_alive)
        data = text.encode() + b"\0"
        failed = self._library.espeak_Synth(
            data, ctypes.c_size_t(len(data)), 0, _POSITION_CHARACTER, 0, _CHARS_UTF8, None, None
        )
        if failed:
            raise EspeakError(f"eSpeak NG could not speak (error {failed})")


def _words(events: "ctypes._Pointer[_Event]") -> list[Word]:
    """The beginnings of words in a list that ends with an event of type 0."""
    words = []
    index = 0
    while (event := events[index]).type:
        if event.type == _EVENT_WORD:
            words.append(Word(event.sample, max(0, event.text_position - 1), event.length))
        index += 1
    return words
