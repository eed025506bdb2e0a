"""Answers one connection's utterances, one after the other. Knows actions and messages, no sockets."""

import asyncio

from vitts_server import Busy, SpeechService
from vitts_server.protocols.http.live import messages
from vitts_server.protocols.http.live.session import Action, Feed, Finish, Open, Refuse, SpeakNow, Stop
from vitts_server.protocols.http.live.settings import LiveSettings
from vitts_server.protocols.http.live.utterance import Send, Utterance


class Speaker:
    """The utterances that are due and the loop that speaks them."""

    def __init__(self, speech: SpeechService, send: Send, live: LiveSettings, request_id: str) -> None:
        """`send` may raise `ClientGone`, which ends `run`; `request_id` is the connection's."""
        self._speech = speech
        self._send = send
        self._live = live
        self._request_id = request_id
        self._due: asyncio.Queue[Utterance] = asyncio.Queue()
        self._unfinished: list[Utterance] = []
        self._open: Utterance | None = None

    @property
    def awaits_client(self) -> bool:
        """Whether nothing can be spoken before the client sends more."""
        return not self._unfinished or not self._unfinished[0].has_all_text

    async def do(self, action: Action) -> None:
        """Take an action of the session. Waits for nothing but the client to take an error."""
        match action:
            case Open():
                await self._begin(action)
            case Feed() | SpeakNow() | Finish():
                self._pass_on(action)
            case Stop(utterance_id):
                for utterance in self._unfinished:
                    if utterance_id in (None, utterance.id):
                        utterance.stop()
            case Refuse(utterance_id, error):
                await self._send(messages.failed(utterance_id, error))

    async def run(self) -> None:
        """Speak for ever. Raises `ClientGone`."""
        while True:
            utterance = await self._due.get()
            await utterance.run(self._speech, self._send)
            self._unfinished.remove(utterance)

    async def _begin(self, action: Open) -> None:
        self._open = None
        if len(self._unfinished) > self._live.max_waiting_utterances:
            error = Busy(f"{self._live.max_waiting_utterances} utterances wait on this connection already")
            await self._send(messages.failed(action.id, error))
            return
        self._open = Utterance(action, f"{self._request_id}-{action.id}")
        self._unfinished.append(self._open)
        self._due.put_nowait(self._open)

    def _pass_on(self, action: Feed | SpeakNow | Finish) -> None:
        if self._open is None:
            return
        self._open.take(action)
        if sum(utterance.waiting_chars for utterance in self._unfinished) > self._live.max_waiting_chars:
            self._open.stop(Busy(f"more than {self._live.max_waiting_chars} characters wait on this connection"))
        if isinstance(action, Finish):
            self._open = None
