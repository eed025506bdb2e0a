/** What changes the server is shown to whoever has the admin token; others are told how to get there. */

import { useId, useState, type FormEvent, type ReactNode } from "react";
import { ask, Refused } from "../api/client";
import { useMessages } from "../i18n";
import { said, useServer } from "../server";
import { Icon } from "./Icon";

/** `children` once the token is there, else the question for it. */
export function AdminGate({ children }: { children: ReactNode }) {
  const { activity, token } = useServer();
  const say = useMessages();
  if (activity === null) return <p className="hint">{say.loading}</p>;
  if (!activity.takes_changes) {
    return (
      <p className="note">
        <Icon name="lock" />
        <span>
          {say.adminOff} {say.adminOffMore}
        </span>
      </p>
    );
  }
  return token === null ? <TokenForm /> : children;
}

function TokenForm() {
  const { setToken, watched } = useServer();
  const say = useMessages();
  const [typed, setTyped] = useState("");
  const [problem, setProblem] = useState("");
  const id = useId();
  const enter = async (event: FormEvent) => {
    event.preventDefault();
    try {
      await watched(isRight(typed.trim()));
      setToken(typed.trim());
    } catch (error) {
      setProblem(error instanceof Refused ? say.adminWrong : said(error, say.lost));
    }
  };
  return (
    <form className="token-form" onSubmit={(event) => void enter(event)}>
      <div className="field">
        <label className="label" htmlFor={id}>
          {say.adminToken}
        </label>
        <input
          id={id}
          type="password"
          autoComplete="off"
          value={typed}
          aria-describedby={`${id}-more`}
          onChange={(event) => setTyped(event.target.value)}
        />
      </div>
      <button type="submit" disabled={!typed.trim()}>
        {say.adminEnter}
      </button>
      <p id={`${id}-more`} className={problem ? "problem" : "hint"} role={problem ? "alert" : undefined}>
        {problem || say.adminNeeded}
      </p>
    </form>
  );
}

/** Asks for a change that changes nothing: only whoever has the token gets past the door. */
async function isRight(token: string): Promise<void> {
  try {
    await ask("voices/downloads/-", { method: "DELETE", token });
  } catch (error) {
    if (!(error instanceof Refused) || error.status === 401 || error.status === 403) throw error;
  }
}

/** Says that changes are unlocked, and locks them again. */
export function AdminState() {
  const { token, setToken } = useServer();
  const say = useMessages();
  if (token === null) return null;
  return (
    <p className="note">
      <Icon name="check" />
      <span>{say.adminUnlocked}</span>
      <button type="button" className="quiet small" onClick={() => setToken(null)}>
        {say.adminLeave}
      </button>
    </p>
  );
}
