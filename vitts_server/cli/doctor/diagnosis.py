"""From answers to what is wrong and what to do about it. Pure: everything that was asked is passed in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vitts_server.cli.doctor.answers import (
    Answer,
    Closed,
    Http,
    Junk,
    NameUnknown,
    Refused,
    Silent,
    Unreachable,
    Untrusted,
    Wyoming,
)
from vitts_server.cli.doctor.target import WYOMING_PORT, Scheme, Target
from vitts_server.cli.exits import ExitCode

PROGRAM = "vitts-server"
_NAMES: Mapping[Scheme, str] = {"http": "HTTP", "https": "HTTPS", "tcp": "Wyoming"}


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One line on what is the matter, and what to do about it (empty when all is well)."""

    code: ExitCode
    finding: str
    advice: str = ""


def schemes_to_try(target: Target) -> Sequence[Scheme]:
    """In which ways to ask, the address's own one first; the others only explain why that one failed."""
    schemes: list[Scheme] = ["tcp", "http", "https"] if target.port == WYOMING_PORT else ["http", "tcp", "https"]
    return sorted(schemes, key=lambda scheme: scheme != target.scheme)


def is_settled(answer: Answer) -> bool:
    """Whether asking in another way could not tell more."""
    return isinstance(answer, NameUnknown | Refused | Unreachable) or answer == Silent("connect") or is_ours(answer)


def is_ours(answer: Answer) -> bool:
    """Whether a vitts-server answered."""
    match answer:
        case Wyoming(type="info", data=data):
            return any(program.get("name") == PROGRAM for program in _programs(data, "tts"))
        case Http():
            return _is_our_health(answer)
        case _:
            return False


def says_health(answer: Answer) -> bool:
    """Whether it is the health of an interface, such as `/api/tts/health`; other programs have the like."""
    return isinstance(answer, Http) and {"status", "service"} <= answer.document.keys()


def diagnose(target: Target, answers: Mapping[Scheme, Answer]) -> Diagnosis:
    """What the answers mean; `answers` holds them in the order in which they were asked for."""
    first_scheme, first = next(iter(answers.items()))
    for scheme, answer in answers.items():
        if is_ours(answer):
            is_expected = scheme == (target.scheme or scheme)
            return _health(target, scheme, answer) if is_expected else _wrong_scheme(target, scheme)
    if is_settled(first):
        return _no_connection(target, first)
    if untrusted := next((answer for answer in answers.values() if isinstance(answer, Untrusted)), None):
        return _certificate(target, untrusted)
    if target.scheme == "http" and _is_redirect_to_tls(first):
        return _wrong_scheme(target, "https")
    return _stranger(target, first_scheme, list(answers.values()))


def diagnose_path(target: Target, at_path: Answer) -> Diagnosis | None:
    """A server that is well, asked for the address's own path: None if that is there."""
    if not (isinstance(at_path, Http) and at_path.status == 404):
        return None
    return Diagnosis(
        ExitCode.WRONG_ADDRESS,
        f"a {PROGRAM} answers at {target.url()}, but it has no path {target.path}",
        f"The base address is {target.url()}; its page there and docs/protocols list the paths.",
    )


def _no_connection(target: Target, answer: Answer) -> Diagnosis:
    match answer:
        case NameUnknown(reason):
            return Diagnosis(
                ExitCode.NAME_UNKNOWN,
                f"the name {target.host} does not resolve: {reason}",
                "Check the spelling, or use the machine's IP address. In Docker, a container is reached by its "
                "service's name only from the same network.",
            )
        case Refused():
            return Diagnosis(
                ExitCode.NOTHING_LISTENS,
                f"nothing listens on port {target.port} of {target.host}",
                "Start the server there (`make run`, or `vitts-server serve`). If it runs: does it listen on another "
                "port, or on 127.0.0.1 only? In Docker, publish the port (`-p`).",
            )
        case Unreachable(reason):
            return Diagnosis(
                ExitCode.NO_ANSWER,
                f"there is no way to {target.host}: {reason}",
                "Check the address, that the machine is on, and its network. A firewall may refuse the connection.",
            )
        case _:
            return Diagnosis(
                ExitCode.NO_ANSWER,
                f"{target.place} does not answer: the connection timed out",
                "The machine is off, the address is wrong, or a firewall drops the connection: open port "
                f"{target.port} there.",
            )


def _health(target: Target, scheme: Scheme, answer: Answer) -> Diagnosis:
    where = target.url(scheme)
    if isinstance(answer, Wyoming):
        return _wyoming_health(where, answer)
    assert isinstance(answer, Http)  # noqa: S101 - is_ours knows no third kind
    if answer.status == 200:
        version = answer.document.get("version", "")
        return Diagnosis(ExitCode.OK, f"{PROGRAM} {version} is up at {where} and can speak".replace("  ", " "))
    if _says_no_voice(answer):
        return _no_voice(where)
    return Diagnosis(
        ExitCode.NOT_READY,
        f"{PROGRAM} is up at {where}, but not ready: {_words_of(answer)}",
        "It is starting or shutting down, or has too much to do. Ask again in a moment; its log says more.",
    )


def _wyoming_health(where: str, answer: Wyoming) -> Diagnosis:
    ours = next(program for program in _programs(answer.data, "tts") if program.get("name") == PROGRAM)
    voices = ours.get("voices") or []
    if not voices:
        return _no_voice(where)
    count = f"{len(voices)} voice{'s' if len(voices) > 1 else ''}"
    return Diagnosis(ExitCode.OK, f"{PROGRAM} {ours.get('version') or ''} is up at {where} with {count} (Wyoming)")


def _no_voice(where: str) -> Diagnosis:
    return Diagnosis(
        ExitCode.NO_VOICE,
        f"{PROGRAM} is up at {where}, but has no voice that works",
        "Put a Piper voice (NAME.onnx and NAME.onnx.json) into a folder named with --voices-dir, or into `voices` in "
        "the data folder. `vitts-server voices` there lists what was found, and why a file can't be used.",
    )


def _wrong_scheme(target: Target, right: Scheme) -> Diagnosis:
    asked = f"was asked over {_NAMES[target.scheme]}" if target.scheme else "was asked otherwise"
    return Diagnosis(
        ExitCode.WRONG_ADDRESS,
        f"a {PROGRAM} listens at {target.place}, but this is its {_NAMES[right]} port and it {asked}",
        f"Use {target.url(right)}.",
    )


def _certificate(target: Target, answer: Untrusted) -> Diagnosis:
    return Diagnosis(
        ExitCode.CERTIFICATE,
        f"{target.place} speaks TLS, but its certificate is not trusted here: {answer.reason}",
        "Use the name that the certificate is for, or trust its issuer on this machine (SSL_CERT_FILE).",
    )


def _stranger(target: Target, asked: Scheme, answers: Sequence[Answer]) -> Diagnosis:
    """Something took the connection that is no vitts-server, or not one that works."""
    telling_first = sorted(answers, key=lambda answer: isinstance(answer, Junk))
    known = next((words for words in map(_introduction, telling_first) if words), None)
    if known is not None:
        return Diagnosis(
            ExitCode.OTHER_PROGRAM,
            f"another program listens at {target.place}: {known}",
            f"Stop it, or give {PROGRAM} another port (`--http-listen`, `--wyoming-listen`), or mend the address.",
        )
    if any(isinstance(answer, Closed) for answer in answers):
        return Diagnosis(
            ExitCode.OTHER_PROGRAM,
            f"{target.place} takes the connection and hangs up without a word",
            "Another program listens there, or a proxy whose server is down.",
        )
    return Diagnosis(
        ExitCode.NO_ANSWER,
        f"{target.place} takes the connection, but does not answer ({_NAMES[asked]} and others were tried)",
        "A program hangs there, another one listens that waits for something else, or a firewall cuts in. "
        "Look at the log of the server, or restart it.",
    )


def _introduction(answer: Answer) -> str | None:
    """What the other program calls itself, as far as its answer shows."""
    match answer:
        case Wyoming(type="info", data=data):
            kinds = [kind for kind, programs in data.items() if isinstance(programs, list) and programs]
            names = [str(program.get("name")) for kind in kinds for program in _programs(data, kind)]
            return f"a Wyoming server for {', '.join(kinds) or 'nothing'} ({', '.join(names) or 'without a name'})"
        case Wyoming(type=kind):
            return f"a program that speaks Wyoming; it answered with {kind!r}"
        case Http() if says_health(answer):
            name, status = (str(answer.document[key])[:80] for key in ("service", "status"))
            return f"a web server that calls itself {name!r} and says that it is {status!r}"
        case Http():
            return f"a web server; it answered with {answer.in_words}"
        case Junk():
            return f"it answered with {answer.in_words}"
        case _:
            return None


def _programs(data: Mapping[str, Any], kind: str) -> list[Mapping[str, Any]]:
    programs = data.get(kind)
    return [program for program in programs if isinstance(program, dict)] if isinstance(programs, list) else []


def _is_redirect_to_tls(answer: Answer) -> bool:
    return isinstance(answer, Http) and answer.headers.get("location", "").startswith("https://")


def _is_our_health(answer: Http) -> bool:
    return {"status", "service", "version", "state", "voices"} <= answer.document.keys()


def _says_no_voice(answer: Http) -> bool:
    return answer.document.get("state") == "ready" and not answer.document.get("voices")


def _words_of(answer: Http) -> str:
    return str(answer.document.get("message") or answer.document.get("status") or answer.in_words)
