/** What the server's paths answer; `/openapi.json` describes them. */

export interface Voice {
  name: string;
  languages: string[];
  speakers: string[];
  sample_rate_hz: number;
  description: string;
  quality: string;
  license: string;
  attribution: { name: string; url: string };
  default: boolean;
  loaded: boolean;
  preset_of: string | null;
  size_bytes: number;
  /** What it takes, if it is loaded. */
  memory_bytes: number | null;
  pinned: boolean;
}

export interface BadVoice {
  file: string;
  reason: string;
}

export interface Voices {
  voices: Voice[];
  bad: BadVoice[];
}

export interface AddedVoice {
  name: string;
  size_bytes: number;
}

export interface DefaultVoice {
  name: string | null;
  chosen: string | null;
  fixed: boolean;
}

export interface CatalogueVoice {
  name: string;
  language: string;
  quality: string;
  speakers: number | null;
  size_bytes: number | null;
  installed: boolean;
}

export interface Download {
  name: string;
  state: "waiting" | "downloading" | "checking" | "done" | "failed" | "cancelled";
  received_bytes: number;
  total_bytes: number | null;
  error: string | null;
}

export interface SpokenRequest {
  ended_at_s: number;
  voice: string;
  language: string;
  characters: number;
  first_audio_s: number | null;
  total_s: number;
  audio_s: number;
  outcome: "done" | "cancelled" | "failed";
  error_code: string | null;
  is_live: boolean;
  is_cached: boolean;
}

export interface LoadedVoice {
  name: string;
  size_bytes: number;
  device: string;
  leases: number;
}

export interface Activity {
  version: string;
  state: "starting" | "ready" | "draining";
  default_voice: string | null;
  running: number;
  waiting: number;
  addresses: string[];
  connections: Record<string, number>;
  loaded: LoadedVoice[];
  formats: { name: string; media_type: string; suffix: string }[];
  takes_changes: boolean;
  recent: SpokenRequest[];
}

export interface LexiconEntry {
  language: string;
  word: string;
  say: string | null;
  case: boolean;
  voices: Record<string, string>;
}
