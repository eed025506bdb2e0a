/** How the server is: what it does now, what it did lately, where it listens, and how to reach it. */

import { useEffect } from "react";
import type { Activity, SpokenRequest } from "../api/types";
import { clock, megabytes, milliseconds } from "../format";
import { useLanguage, useMessages } from "../i18n";
import { Connect } from "../parts/Connect";
import { FirstSoundPlot } from "../parts/FirstSoundPlot";
import { useServer } from "../server";

const LOOK_AGAIN_MS = 2000;
const MOST_ROWS = 12;

export function HealthPage() {
  const say = useMessages();
  const { activity, reloadActivity, contact } = useServer();
  useEffect(() => {
    void reloadActivity();
    if (contact === "lost") return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void reloadActivity();
    }, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [reloadActivity, contact]);
  if (activity === null) return <p className="page hint">{say.loading}</p>;
  return (
    <div className="page">
      <Tiles activity={activity} />
      <section className="card" aria-labelledby="recent">
        <h2 id="recent">{say.healthRecent}</h2>
        {activity.recent.length === 0 ? (
          <p className="hint">{say.healthNone}</p>
        ) : (
          <>
            <FirstSoundPlot recent={activity.recent} />
            <Recent recent={activity.recent} />
          </>
        )}
      </section>
      <section className="card" aria-labelledby="doors">
        <h2 id="doors">{say.healthDoors}</h2>
        <ul className="doors">
          {activity.addresses.map((address) => (
            <li key={address}>
              <code>{address}</code>
            </li>
          ))}
        </ul>
      </section>
      <Connect activity={activity} />
      <p className="hint version">{say.healthVersion(activity.version)}</p>
    </div>
  );
}

function Tiles({ activity }: { activity: Activity }) {
  const { language, say } = useLanguage();
  const memory = activity.loaded.reduce((sum, voice) => sum + voice.size_bytes, 0);
  const clients = Object.values(activity.connections).reduce((sum, count) => sum + count, 0);
  const tiles: [string, string][] = [
    [say.healthState, say.healthStates[activity.state]],
    [say.healthRunning, String(activity.running)],
    [say.healthWaiting, String(activity.waiting)],
    [say.healthClients, String(clients)],
    [say.healthMemory, `${activity.loaded.length} · ${megabytes(memory, language)}`],
  ];
  return (
    <dl className="tiles">
      {tiles.map(([name, value]) => (
        <div key={name} className="card tile">
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Recent({ recent }: { recent: SpokenRequest[] }) {
  const { language, say } = useLanguage();
  const columns = say.healthColumns;
  const time = new Intl.DateTimeFormat(language, { timeStyle: "medium" });
  return (
    <div className="table-box" tabIndex={0} role="region" aria-label={say.healthRecent}>
      <table>
        <thead>
          <tr>
            {Object.values(columns).map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {recent.slice(-MOST_ROWS).reverse().map((request, index) => (
            <tr key={`${request.ended_at_s} ${index}`}>
              <td>{time.format(request.ended_at_s * 1000)}</td>
              <td>{request.voice || "–"}</td>
              <td>{request.characters.toLocaleString(language)}</td>
              <td>{request.first_audio_s === null ? "–" : milliseconds(request.first_audio_s * 1000, language)}</td>
              <td>{request.audio_s ? clock(request.audio_s) : "–"}</td>
              <td>
                {say.outcomes[request.outcome]}
                {request.error_code && ` (${request.error_code})`}
                {request.is_cached && ` · ${say.cached}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
