/** Voices by language, those found by a search alone. Pure. */

import type { Voice } from "../api/types";
import { languageName, type Language } from "../i18n";

export interface VoiceGroup {
  tag: string;
  name: string;
  voices: Voice[];
}

/** Without accents and capitals: who types `tieng viet` means `Tiếng Việt`. */
export function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d").replace(/Đ/g, "D").toLowerCase();
}

/** Whether every word of the search is somewhere in the texts. */
export function isFound(search: string, texts: readonly string[]): boolean {
  const there = plain(texts.join(" "));
  return plain(search).split(/\s+/).every((word) => there.includes(word));
}

/** The language of the default voice first, then by name. */
export function grouped(voices: readonly Voice[], search: string, language: Language): VoiceGroup[] {
  const groups = new Map<string, VoiceGroup>();
  const names = new Map<string, string>();
  for (const voice of voices) {
    const tag = voice.languages[0] ?? "und";
    if (!names.has(tag)) names.set(tag, languageName(tag, language));
    const name = names.get(tag)!;
    const english = languageName(tag, "en");
    if (!isFound(search, [voice.name, voice.description, ...voice.languages, name, english, ...voice.speakers])) continue;
    if (!groups.has(tag)) groups.set(tag, { tag, name, voices: [] });
    groups.get(tag)!.voices.push(voice);
  }
  const first = voices.find((voice) => voice.default)?.languages[0];
  return [...groups.values()].sort(
    (one, other) => Number(other.tag === first) - Number(one.tag === first) || one.name.localeCompare(other.name, language),
  );
}
