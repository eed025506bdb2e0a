/** Voices that can be downloaded, and how far those are that are on their way. */

import { useEffect, useMemo, useRef, useState } from "react";
import { ask, Refused } from "../api/client";
import type { CatalogueVoice, Download } from "../api/types";
import { megabytes } from "../format";
import { languageName, useLanguage } from "../i18n";
import { said, useServer } from "../server";
import { isFound } from "../voices/grouping";
import { Icon } from "./Icon";

const MOST_SHOWN = 12;
const OVER = ["done", "failed", "cancelled"];

export function Catalogue({ onAdded }: { onAdded: () => Promise<void> }) {
  const { language, say } = useLanguage();
  const { activity, token, setToken, watched } = useServer();
  const [voices, setVoices] = useState<CatalogueVoice[]>([]);
  const [search, setSearch] = useState("");
  const [problem, setProblem] = useState("");
  const [begun, setBegun] = useState(0);
  const downloads = useDownloads(begun, onAdded);

  useEffect(() => {
    void watched(ask<{ voices: CatalogueVoice[] }>("voices/catalogue"))
      .then((answer) => setVoices(answer.voices))
      .catch(() => undefined);
  }, [downloads, watched]);

  const found = useMemo(
    () =>
      voices
        .filter((voice) => {
          const names = [languageName(voice.language, language), languageName(voice.language, "en")];
          return isFound(search, [voice.name, voice.language, voice.quality, ...names]);
        })
        .sort((one, other) => nearness(other, language) - nearness(one, language)),
    [voices, search, language],
  );
  const get = async (name: string) => {
    setProblem("");
    try {
      await watched(ask("voices/downloads", { method: "POST", token, body: { name } }));
      setBegun((count) => count + 1);
    } catch (error) {
      if (error instanceof Refused && error.status === 401) setToken(null);
      setProblem(said(error, say.lost));
    }
  };
  const cancel = (name: string) =>
    void ask(`voices/downloads/${encodeURIComponent(name)}`, { method: "DELETE", token }).catch(() => undefined);

  return (
    <section className="card" aria-labelledby="catalogue">
      <div className="card-head">
        <h2 id="catalogue">{say.catalogue}</h2>
        <span className="hint">{voices.length > 0 && say.voicesCount(voices.length)}</span>
        <div className="search">
          <Icon name="search" />
          <input
            type="search"
            aria-label={say.catalogueFind}
            placeholder={say.catalogueFind}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        </div>
      </div>
      <p className="intro">{say.catalogueIntro}</p>
      {token === null && (
        <p className="note">
          <Icon name="lock" />
          <span>{activity?.takes_changes ? say.adminNeeded : say.adminOff}</span>
        </p>
      )}
      <p className="problem said" role="status">
        {problem}
      </p>
      <ul className="voice-list">
        {found.slice(0, MOST_SHOWN).map((voice) => (
          <li key={voice.name} className="voice-row">
            <div className="voice-what">
              <div className="voice-name">
                <strong>{voice.name}</strong>
                {voice.installed && <span className="badge accent">{say.catalogueHere}</span>}
              </div>
              <small>
                {[
                  languageName(voice.language, language),
                  voice.quality,
                  voice.speakers && voice.speakers > 1 ? say.speakers(voice.speakers) : "",
                  voice.size_bytes ? megabytes(voice.size_bytes, language) : "",
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </small>
              <Progress download={downloads.get(voice.name)} />
            </div>
            <div className="voice-do">
              {isRunning(downloads.get(voice.name)) ? (
                <button type="button" className="quiet small" onClick={() => cancel(voice.name)}>
                  {say.cancel}
                </button>
              ) : (
                !voice.installed &&
                token !== null && (
                  <button
                    type="button"
                    className="quiet small"
                    aria-label={say.catalogueGetOf(voice.name)}
                    onClick={() => void get(voice.name)}
                  >
                    {say.catalogueGet}
                  </button>
                )
              )}
            </div>
          </li>
        ))}
      </ul>
      {found.length > MOST_SHOWN && <p className="hint">{say.catalogueMore(found.length - MOST_SHOWN)}</p>}
    </section>
  );
}

function Progress({ download }: { download: Download | undefined }) {
  const { language, say } = useLanguage();
  if (download === undefined || download.state === "done") return null;
  const total = download.total_bytes;
  return (
    <div className="download-state">
      {!OVER.includes(download.state) && (
        <progress max={total ?? 1} value={total ? download.received_bytes : undefined} aria-label={download.name} />
      )}
      <small className={download.state === "failed" ? "problem" : "hint"}>
        {say.downloadStates[download.state]}
        {total && !OVER.includes(download.state)
          ? ` · ${megabytes(download.received_bytes, language)} / ${megabytes(total, language)}`
          : ""}
        {download.error ? ` · ${download.error}` : ""}
      </small>
    </div>
  );
}

function isRunning(download: Download | undefined): boolean {
  return download !== undefined && !OVER.includes(download.state);
}

/** Voices of the page's own language come first. */
function nearness(voice: CatalogueVoice, language: string): number {
  return Number(voice.language.split("-")[0] === language);
}

/** Follows the downloads as the server tells of them; looks again whenever one was begun. */
function useDownloads(begun: number, onAdded: () => Promise<void>): ReadonlyMap<string, Download> {
  const [downloads, setDownloads] = useState<ReadonlyMap<string, Download>>(new Map());
  const added = useRef(onAdded);
  useEffect(() => {
    added.current = onAdded;
  });
  useEffect(() => {
    let running = new Set<string>();
    const source = new EventSource("voices/downloads");
    source.onmessage = ({ data }: MessageEvent<string>) => {
      const told = (JSON.parse(data) as { downloads: Download[] }).downloads;
      setDownloads(new Map(told.map((download) => [download.name, download])));
      if (told.some((download) => download.state === "done" && running.has(download.name))) void added.current();
      running = new Set(told.filter((download) => isRunning(download)).map((download) => download.name));
      if (running.size === 0) source.close();
    };
    source.onerror = () => source.close();
    return () => source.close();
  }, [begun]);
  return downloads;
}
