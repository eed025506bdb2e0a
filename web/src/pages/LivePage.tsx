/** Text that is spoken while it is written, by a person or as a language model would write it. */

import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { useMessages } from "../i18n";
import { useKept } from "../keptState";
import { Icon } from "../parts/Icon";
import { Player, stateOf } from "../parts/Player";
import { VoicePicker } from "../parts/VoicePicker";
import { Words } from "../parts/Words";
import { pieces, wholeWords } from "../speech/typing";
import { useSpeech } from "../speech/useSpeech";
import { useTake } from "../speech/useTake";

const PIECES_PER_SECOND = 12;

export function LivePage() {
  const say = useMessages();
  const [voice, setVoice] = useKept("voice", "");
  const [typed, setTyped] = useState("");
  const [isOpen, setOpen] = useState(false);
  const { take, open } = useSpeech();
  const model = useRef<ReturnType<typeof setInterval> | undefined>(undefined);
  useTake(take);
  useEffect(() => () => clearInterval(model.current), []);
  // What the server refused or lost takes no more text.
  const current = isOpen && take?.isBusy ? take : null;
  const isActive = take !== null && (take.isBusy || take.isPlaying);

  const begin = () => {
    setOpen(true);
    return open({ voice, speaker: "", factor: 1 });
  };
  const send = (text: string) => {
    const live = current ?? begin();
    live.say(text);
    return live;
  };
  const type = (text: string) => {
    const { whole, rest } = wholeWords(text);
    if (whole) send(whole);
    setTyped(rest);
  };
  const speakNow = () => {
    const live = typed.trim() ? send(`${typed}\n`) : current;
    setTyped("");
    live?.flush();
  };
  const finish = () => {
    clearInterval(model.current);
    const live = typed.trim() ? send(typed) : current;
    setTyped("");
    live?.end();
    setOpen(false);
  };
  const stop = () => {
    clearInterval(model.current);
    setOpen(false);
    take?.stop();
  };
  const letModelWrite = () => {
    clearInterval(model.current);
    setTyped("");
    const left = pieces(say.liveSample);
    const live = begin();
    live.say(left.shift()!);
    model.current = setInterval(() => {
      const piece = left.shift();
      if (piece !== undefined && live.isBusy) return live.say(piece);
      clearInterval(model.current);
      if (live.isBusy) live.end();
      setOpen(false);
    }, 1000 / PIECES_PER_SECOND);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") {
      event.preventDefault();
      speakNow();
    } else if (event.key === "Escape") stop();
  };
  return (
    <div className="page">
      <section className="card composer">
        <p className="intro">{say.liveIntro}</p>
        <div className="controls">
          <VoicePicker value={voice} onChange={setVoice} />
        </div>
        <div className="field">
          <label className="label" htmlFor="live-text">
            {say.liveWrite}
          </label>
          <input
            id="live-text"
            className="live-text"
            type="text"
            autoComplete="off"
            value={typed}
            aria-describedby="live-hint"
            onChange={(event) =>
              (event.nativeEvent as InputEvent).isComposing ? setTyped(event.target.value) : type(event.target.value)
            }
            onCompositionEnd={(event) => type(event.currentTarget.value)}
            onKeyDown={onKey}
          />
          <small id="live-hint" className="hint">
            {say.liveHint}
          </small>
        </div>
        <div className="actions">
          <p className="state" role="status">
            {stateOf(take, say)}
          </p>
          <button type="button" className="quiet" title={say.liveModelHint} onClick={letModelWrite}>
            {say.liveModel}
          </button>
          <button type="button" className="quiet" disabled={!isActive} onClick={stop}>
            <Icon name="stop" />
            {say.stop}
          </button>
          <button type="button" className="main" disabled={current === null} onClick={finish}>
            {say.liveEnd}
          </button>
        </div>
      </section>
      <section className="card listening" aria-label={say.liveSent}>
        <Player take={take} />
        <Words take={take} hint={say.liveEmpty} />
      </section>
    </div>
  );
}
