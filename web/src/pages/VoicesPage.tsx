/** What is installed and what is wrong, and for whoever has the token: adding, removing, choosing the default. */

import { useCallback, useEffect, useState } from "react";
import { ask } from "../api/client";
import type { AddedVoice, DefaultVoice } from "../api/types";
import { useMessages } from "../i18n";
import { AdminGate, AdminState } from "../parts/AdminGate";
import { Catalogue } from "../parts/Catalogue";
import { InstalledVoices } from "../parts/InstalledVoices";
import { RemoveVoice } from "../parts/RemoveVoice";
import { Upload } from "../parts/Upload";
import { useServer } from "../server";

export interface Housekeeping {
  added: ReadonlySet<string>;
  defaultVoice: DefaultVoice | null;
}

export function VoicesPage() {
  const say = useMessages();
  const { voices, token, reloadVoices, reloadActivity, watched } = useServer();
  const [kept, setKept] = useState<Housekeeping>({ added: new Set(), defaultVoice: null });

  const look = useCallback(async () => {
    await Promise.all([reloadVoices(), reloadActivity()]);
    try {
      const [{ voices }, defaultVoice] = await watched(
        Promise.all([ask<{ voices: AddedVoice[] }>("voices/installed"), ask<DefaultVoice>("voices/default")]),
      );
      setKept({ added: new Set(voices.map((voice) => voice.name)), defaultVoice });
    } catch {
      // The line at the top of the page says that the server is away.
    }
  }, [reloadActivity, reloadVoices, watched]);
  useEffect(() => {
    void look();
  }, [look]);

  return (
    <div className="page">
      <InstalledVoices kept={kept} onChanged={look} />
      {voices !== null && voices.bad.length > 0 && (
        <section className="card" aria-labelledby="bad-voices">
          <h2 id="bad-voices">{say.badVoices}</h2>
          <ul className="bad-list">
            {voices.bad.map((bad) => (
              <li key={`${bad.file} ${bad.reason}`} className="voice-row">
                <div className="voice-what">
                  <strong>{bad.file}</strong>
                  <p className="problem">{bad.reason}</p>
                </div>
                {token !== null && kept.added.has(bad.file.replace(/\.onnx$/, "")) && (
                  <RemoveVoice name={bad.file.replace(/\.onnx$/, "")} onRemoved={look} />
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
      <section className="card" aria-labelledby="upload">
        <h2 id="upload">{say.upload}</h2>
        <p className="intro">{say.uploadHelp}</p>
        <AdminGate>
          <Upload onAdded={look} />
        </AdminGate>
        <AdminState />
      </section>
      <Catalogue onAdded={look} />
    </div>
  );
}
