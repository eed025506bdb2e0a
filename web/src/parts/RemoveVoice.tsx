/** Asks before a voice goes, and lets it go. */

import { useState } from "react";
import { ask, Refused } from "../api/client";
import { useMessages } from "../i18n";
import { said, useServer } from "../server";
import { Dialog } from "./Dialog";

interface Props {
  name: string;
  onRemoved: () => Promise<void>;
}

export function RemoveVoice({ name, onRemoved }: Props) {
  const say = useMessages();
  const { token, setToken, watched } = useServer();
  const [isAsked, setAsked] = useState(false);
  const [problem, setProblem] = useState("");
  const remove = async () => {
    try {
      await watched(ask(`voices/installed/${encodeURIComponent(name)}`, { method: "DELETE", token }));
      setAsked(false);
      await onRemoved();
    } catch (error) {
      if (error instanceof Refused && error.status === 401) setToken(null);
      setProblem(said(error, say.lost));
    }
  };
  return (
    <>
      <button type="button" className="quiet small" aria-label={say.removeOf(name)} onClick={() => setAsked(true)}>
        {say.remove}
      </button>
      {isAsked && (
        <Dialog title={say.removeSure(name)} onClose={() => setAsked(false)}>
          <p className="hint">{say.removeSureMore}</p>
          {problem && (
            <p className="problem" role="alert">
              {problem}
            </p>
          )}
          <div className="row end">
            <button type="button" className="quiet" autoFocus onClick={() => setAsked(false)}>
              {say.cancel}
            </button>
            <button type="button" className="danger" onClick={() => void remove()}>
              {say.remove}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
