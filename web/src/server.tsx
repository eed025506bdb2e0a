/** What the whole page shares: the voices, the line to the server, the loudspeaker, the admin token. */

import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { ask, Refused, Unreachable } from "./api/client";
import type { Activity, Voice, Voices } from "./api/types";
import { keptInTab } from "./kept";
import { Line } from "./speech/line";
import { Output } from "./speech/output";

const RETRY_MS = 1500;
const BACK_SHOWN_MS = 4000;

export type Contact = "fine" | "lost" | "back";

export interface Server {
  line: Line;
  output: Output;
  contact: Contact;
  voices: Voices | null;
  activity: Activity | null;
  reloadVoices: () => Promise<void>;
  reloadActivity: () => Promise<void>;
  /** Notices a server that does not answer; other errors are passed on. */
  watched: <T>(work: Promise<T>) => Promise<T>;
  token: string | null;
  setToken: (token: string | null) => void;
}

const Context = createContext<Server | null>(null);

export function useServer(): Server {
  const server = useContext(Context);
  if (server === null) throw new Error("outside of ServerProvider");
  return server;
}

export function ServerProvider({ children }: { children: ReactNode }) {
  const [voices, setVoices] = useState<Voices | null>(null);
  const [activity, setActivity] = useState<Activity | null>(null);
  const [contact, setContact] = useState<Contact>("fine");
  const [token, changeToken] = useState<string | null>(() => keptInTab.get("token"));
  const [line] = useState(() => new Line());
  const [output] = useState(() => new Output());
  const lost = useCallback(() => setContact("lost"), []);

  const watched = useCallback(
    async <T,>(work: Promise<T>): Promise<T> => {
      try {
        return await work;
      } catch (error) {
        if (error instanceof Unreachable) lost();
        throw error;
      }
    },
    [lost],
  );
  const reloadVoices = useCallback(
    () => watched(ask<Voices>("voices").then(setVoices)).catch(ignoreAnswers),
    [watched],
  );
  const reloadActivity = useCallback(
    () => watched(ask<Activity>("activity").then(setActivity)).catch(ignoreAnswers),
    [watched],
  );
  const setToken = useCallback((given: string | null) => {
    changeToken(given);
    if (given === null) keptInTab.remove("token");
    else keptInTab.set("token", given);
  }, []);

  useEffect(() => {
    line.whenLost(lost);
    line.warm();
    void reloadVoices();
    void reloadActivity();
  }, [line, lost, reloadActivity, reloadVoices]);

  useReturn(contact, setContact, () => {
    line.warm();
    void reloadVoices();
    void reloadActivity();
  });

  const server = useMemo(
    () => ({ line, output, contact, voices, activity, reloadVoices, reloadActivity, watched, token, setToken }),
    [line, output, contact, voices, activity, reloadVoices, reloadActivity, watched, token, setToken],
  );
  return <Context value={server}>{children}</Context>;
}

/** While the server is lost, looks for it until it answers. */
function useReturn(contact: Contact, setContact: (contact: Contact) => void, onBack: () => void) {
  const latest = useRef(onBack);
  useEffect(() => {
    latest.current = onBack;
  });
  useEffect(() => {
    if (contact === "back") {
      const timer = setTimeout(() => setContact("fine"), BACK_SHOWN_MS);
      return () => clearTimeout(timer);
    }
    if (contact !== "lost") return;
    const timer = setInterval(() => {
      ask("livez", { accept: "*/*" }).then(
        () => {
          setContact("back");
          latest.current();
        },
        () => undefined,
      );
    }, RETRY_MS);
    return () => clearInterval(timer);
  }, [contact, setContact]);
}

/** The default voice, which speaks when none is chosen. */
export function defaultVoice(voices: Voices | null): Voice | null {
  return voices?.voices.find((voice) => voice.default) ?? voices?.voices[0] ?? null;
}

/** What an error says to people. */
export function said(error: unknown, unreachable: string): string {
  if (error instanceof Refused) return error.message;
  return error instanceof Unreachable ? unreachable : String(error);
}

function ignoreAnswers(error: unknown): void {
  if (!(error instanceof Refused) && !(error instanceof Unreachable)) throw error;
}
