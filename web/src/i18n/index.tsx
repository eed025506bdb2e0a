/** Which language the page speaks, kept in the browser. */

import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import { kept } from "../kept";
import { en, type Messages } from "./en";
import { vi } from "./vi";

export const LANGUAGES = { en, vi } as const;
export type Language = keyof typeof LANGUAGES;

interface Speaking {
  language: Language;
  say: Messages;
  change: (language: Language) => void;
}

const Context = createContext<Speaking>({ language: "en", say: en, change: () => undefined });

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, change] = useState<Language>(preferred);
  useEffect(() => {
    document.documentElement.lang = language;
    kept.set("language", language);
  }, [language]);
  const speaking = useMemo(() => ({ language, say: LANGUAGES[language], change }), [language]);
  return <Context value={speaking}>{children}</Context>;
}

export function useMessages(): Messages {
  return useContext(Context).say;
}

export function useLanguage(): Speaking {
  return useContext(Context);
}

function preferred(): Language {
  const before = kept.get("language");
  if (before === "en" || before === "vi") return before;
  return navigator.language.toLowerCase().startsWith("vi") ? "vi" : "en";
}

/** A language tag as people call the language. */
export function languageName(tag: string, language: Language): string {
  try {
    return new Intl.DisplayNames([language], { type: "language", languageDisplay: "standard" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
