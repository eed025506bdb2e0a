/** The installed voices with what is known of them. */

import { useMemo, useState } from "react";
import { ask, Refused } from "../api/client";
import type { Voice } from "../api/types";
import { megabytes } from "../format";
import { languageName, useLanguage } from "../i18n";
import type { Housekeeping } from "../pages/VoicesPage";
import { said, useServer } from "../server";
import { grouped } from "../voices/grouping";
import { Icon } from "./Icon";
import { RemoveVoice } from "./RemoveVoice";

const MOST_SHOWN = 24;

interface Props {
  kept: Housekeeping;
  onChanged: () => Promise<void>;
}

export function InstalledVoices({ kept, onChanged }: Props) {
  const { language, say } = useLanguage();
  const { voices, token, setToken, watched } = useServer();
  const [search, setSearch] = useState("");
  const [told, setTold] = useState({ said: "", isProblem: false });
  const found = useMemo(
    () => grouped(voices?.voices ?? [], search, language).flatMap((group) => group.voices),
    [voices, search, language],
  );

  const change = async (work: Promise<unknown>, done: string) => {
    try {
      await watched(work);
      setTold({ said: done, isProblem: false });
      await onChanged();
    } catch (error) {
      if (error instanceof Refused && error.status === 401) setToken(null);
      setTold({ said: said(error, say.lost), isProblem: true });
    }
  };
  const makeDefault = (name: string) =>
    change(ask("voices/default", { method: "PUT", token, body: { name } }), say.defaultIs(name));
  const removed = (name: string) => {
    setTold({ said: say.removed(name), isProblem: false });
    return onChanged();
  };
  return (
    <section className="card" aria-labelledby="installed">
      <div className="card-head">
        <h2 id="installed">{say.voicesInstalled}</h2>
        <span className="hint">{voices && say.voicesCount(voices.voices.length)}</span>
        <div className="search">
          <Icon name="search" />
          <input
            type="search"
            aria-label={say.voiceSearch}
            placeholder={say.voiceSearch}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        </div>
      </div>
      <p className={told.isProblem ? "problem said" : "hint said"} role="status">
        {told.said || (kept.defaultVoice?.fixed ? say.defaultFixed : "")}
      </p>
      {voices?.voices.length === 0 && <p className="note">{say.voiceEmpty}</p>}
      <ul className="voice-list">
        {found.slice(0, MOST_SHOWN).map((voice) => (
          <VoiceRow
            key={voice.name}
            voice={voice}
            canChoose={token !== null && !voice.default && kept.defaultVoice?.fixed === false}
            canRemove={token !== null && kept.added.has(voice.name)}
            onChoose={() => void makeDefault(voice.name)}
            onRemoved={() => removed(voice.name)}
          />
        ))}
      </ul>
      {found.length > MOST_SHOWN && <p className="hint">{say.catalogueMore(found.length - MOST_SHOWN)}</p>}
    </section>
  );
}

interface RowProps {
  voice: Voice;
  canChoose: boolean;
  canRemove: boolean;
  onChoose: () => void;
  onRemoved: () => Promise<void>;
}

function VoiceRow({ voice, canChoose, canRemove, onChoose, onRemoved }: RowProps) {
  const { language, say } = useLanguage();
  const facts = [
    voice.languages.map((tag) => languageName(tag, language)).join(", "),
    voice.quality,
    say.rate(voice.sample_rate_hz),
    voice.speakers.length > 1 ? say.speakers(voice.speakers.length) : "",
    voice.size_bytes ? megabytes(voice.size_bytes, language) : "",
    voice.preset_of ? say.presetOf(voice.preset_of) : "",
    voice.license || say.noLicense,
  ].filter(Boolean);
  return (
    <li className="voice-row">
      <div className="voice-what">
        <div className="voice-name">
          <strong>{voice.name}</strong>
          {voice.default && <span className="badge accent">{say.isDefault}</span>}
          {voice.preset_of && <span className="badge">{say.isPreset}</span>}
          {voice.loaded && (
            <span className="badge">
              {voice.memory_bytes ? say.memory(megabytes(voice.memory_bytes, language)) : say.isLoaded}
            </span>
          )}
          {voice.pinned && <span className="badge">{say.isPinned}</span>}
        </div>
        <small>
          {facts.join(" · ")}
          {voice.attribution.url && (
            <>
              {" · "}
              <a href={voice.attribution.url} target="_blank" rel="noreferrer">
                {voice.attribution.name || say.source}
              </a>
            </>
          )}
        </small>
      </div>
      <div className="voice-do">
        {canChoose && (
          <button type="button" className="quiet small" aria-label={say.makeDefaultOf(voice.name)} onClick={onChoose}>
            {say.makeDefault}
          </button>
        )}
        {canRemove && <RemoveVoice name={voice.name} onRemoved={onRemoved} />}
      </div>
    </li>
  );
}
