/** How one word is said: heard, changed and forgotten through the lexicon. */

import { useEffect, useId, useState, type FormEvent } from "react";
import { ask, Refused } from "../api/client";
import type { LexiconEntry } from "../api/types";
import { useMessages } from "../i18n";
import { said, useServer } from "../server";
import { Take } from "../speech/take";
import { AdminGate } from "./AdminGate";
import { Dialog } from "./Dialog";

interface Props {
  word: string;
  language: string;
  voice: string;
  rateHz: number;
  onClose: () => void;
  /** Told what has changed, in words for people. */
  onChanged: (what: string) => void;
}

export function FixWord(props: Props) {
  const say = useMessages();
  return (
    <Dialog title={say.fixTitle(props.word)} onClose={props.onClose}>
      <AdminGate>
        <FixForm {...props} />
      </AdminGate>
    </Dialog>
  );
}

function FixForm({ word, language, voice, rateHz, onClose, onChanged }: Props) {
  const { line, output, token, setToken, watched } = useServer();
  const say = useMessages();
  const id = useId();
  // `vi` is for all that is Vietnamese, `vi-VN` only for voices of that region.
  const path = `lexicon/${encodeURIComponent(language.split("-")[0] ?? language)}/${encodeURIComponent(word)}`;
  const [entry, setEntry] = useState<LexiconEntry | null>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const [isOnly, setOnly] = useState(false);
  const [problem, setProblem] = useState("");
  const now = entry?.voices[voice] ?? entry?.say ?? null;
  const spelling = typed ?? now ?? word;

  useEffect(() => {
    ask<LexiconEntry>(path).then(setEntry, () => undefined);
  }, [path]);

  const change = async (work: Promise<unknown>, done: string) => {
    try {
      await watched(work);
      onChanged(done);
      onClose();
    } catch (error) {
      if (error instanceof Refused && error.status === 401) setToken(null);
      setProblem(said(error, say.lost));
    }
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    const body = { say: spelling.trim(), ...(isOnly ? { voice } : {}) };
    void change(ask(path, { method: "PUT", token, body }), say.fixSaved(word));
  };
  const forget = () => {
    const only = entry?.voices[voice] !== undefined && entry.say === null ? `?voice=${encodeURIComponent(voice)}` : "";
    void change(ask(path + only, { method: "DELETE", token }), say.fixForgotten(word));
  };
  const listen = () => {
    output.prepare(rateHz);
    const take = new Take(line, output, { manner: { voice }, rateHz, autoplay: true });
    take.say(spelling);
    take.end();
  };
  return (
    <form className="stack" onSubmit={save}>
      <p className="hint">{now === null ? say.fixNone : say.fixNow(now)}</p>
      <div className="field">
        <label className="label" htmlFor={id}>
          {say.fixSay}
        </label>
        <input
          id={id}
          type="text"
          autoFocus
          autoComplete="off"
          spellCheck={false}
          maxLength={500}
          value={spelling}
          aria-describedby={`${id}-help`}
          onChange={(event) => setTyped(event.target.value)}
        />
        <small id={`${id}-help`} className="hint">
          {say.fixHelp}
        </small>
      </div>
      <label className="tick">
        <input type="checkbox" checked={isOnly} onChange={(event) => setOnly(event.target.checked)} />
        <span>{say.fixOnly(voice)}</span>
      </label>
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      <div className="row end">
        {entry !== null && (
          <button type="button" className="quiet" onClick={forget}>
            {say.fixForget}
          </button>
        )}
        <button type="button" className="quiet" disabled={!spelling.trim()} onClick={listen}>
          {say.fixListen}
        </button>
        <button type="submit" disabled={!spelling.trim()}>
          {say.fixSave}
        </button>
      </div>
    </form>
  );
}
