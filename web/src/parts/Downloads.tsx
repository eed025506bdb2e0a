/** The spoken text as a file, in every format that the server offers, and its subtitles. */

import { useState } from "react";
import { ask } from "../api/client";
import { useMessages } from "../i18n";
import { said, useServer } from "../server";
import { speedParameter } from "../speech/speed";

export interface Spoken {
  text: string;
  voice: string;
  speaker: string;
  factor: number;
}

interface Link {
  audio_url: string;
  subtitles_url?: string;
}

const SUBTITLES = ["srt", "vtt", "json"] as const;
/** What people look for first. */
const ORDER = ["wav", "mp3", "opus", "flac"];

export function Downloads({ spoken }: { spoken: Spoken | null }) {
  const { activity, watched } = useServer();
  const say = useMessages();
  const [state, setState] = useState({ busy: "", said: "", isProblem: false });
  const offered = (activity?.formats ?? []).map((format) => format.name).filter((name) => name !== "pcm");
  const formats = offered.sort((one, other) => place(one) - place(other));

  const fetchFile = async (name: string, isSubtitles: boolean) => {
    if (spoken === null) return;
    setState({ busy: name, said: say.preparing(name.toUpperCase()), isProblem: false });
    try {
      const link = await watched(ask<Link>("tts", { method: "POST", body: requestOf(spoken, name, isSubtitles) }));
      save(isSubtitles ? link.subtitles_url! : link.audio_url);
      setState({ busy: "", said: say.downloaded(name.toUpperCase()), isProblem: false });
    } catch (error) {
      setState({ busy: "", said: said(error, say.lost), isProblem: true });
    }
  };
  const button = (name: string, isSubtitles: boolean) => (
    <button
      key={name}
      type="button"
      className="quiet small"
      disabled={spoken === null || state.busy !== ""}
      aria-busy={state.busy === name}
      onClick={() => void fetchFile(name, isSubtitles)}
    >
      {name.toUpperCase()}
    </button>
  );
  return (
    <section className="downloads" aria-label={say.download}>
      <div className="downloads-row">
        <span className="label">{say.sound}</span>
        {formats.map((name) => button(name, false))}
      </div>
      <div className="downloads-row">
        <span className="label">{say.subtitles}</span>
        {SUBTITLES.map((name) => button(name, true))}
      </div>
      <p className={state.isProblem ? "problem said" : "hint said"} role="status">
        {state.said}
      </p>
    </section>
  );
}

function place(name: string): number {
  const at = ORDER.indexOf(name);
  return at < 0 ? ORDER.length : at;
}

function requestOf(spoken: Spoken, name: string, isSubtitles: boolean): object {
  return {
    text: spoken.text,
    speed: speedParameter(spoken.factor),
    ...(spoken.voice ? { voice: spoken.voice } : {}),
    ...(spoken.speaker ? { speaker: spoken.speaker } : {}),
    ...(isSubtitles ? { subtitles: name } : { format: name }),
  };
}

/** Links name the host as the server sees it; the page may have come by another one. */
function save(url: string): void {
  const file = url.slice(url.lastIndexOf("/") + 1);
  const link = document.createElement("a");
  link.href = `audio/${file}`;
  link.download = `vitts-${file.slice(0, 8)}${file.slice(file.lastIndexOf("."))}`;
  link.click();
}
