/** Speaks texts one after the other: a new one silences the one before. */

import { useCallback, useEffect, useRef, useState } from "react";
import { defaultVoice, useServer } from "../server";
import type { Manner } from "./line";
import { Take } from "./take";

/** When no voice is known yet. */
const USUAL_RATE_HZ = 22050;

export interface Wish {
  voice: string;
  speaker: string;
  factor: number;
  noise?: number | null;
}

export function mannerOf(wish: Wish, text = ""): Manner {
  return {
    ...(wish.voice ? { voice: wish.voice } : {}),
    ...(wish.speaker ? { speaker: wish.speaker } : {}),
    ...(wish.noise != null ? { noise_scale: wish.noise, noise_w: Math.min(2, wish.noise * 1.2) } : {}),
    ...(text.trimStart().startsWith("<speak") ? { text_format: "ssml" as const } : {}),
    speed: wish.factor,
  };
}

/** Begins takes; what is asked for is heard at its voice's own rate. */
export function useTakes(): (wish: Wish, text: string, autoplay: boolean) => Take {
  const { line, output, voices } = useServer();
  return useCallback(
    (wish, text, autoplay) => {
      const voice = voices?.voices.find((one) => one.name === wish.voice) ?? defaultVoice(voices);
      const rateHz = Math.min(48000, Math.max(8000, voice?.sample_rate_hz ?? USUAL_RATE_HZ));
      if (autoplay) output.prepare(rateHz);
      return new Take(line, output, { manner: mannerOf(wish, text), rateHz, autoplay });
    },
    [line, output, voices],
  );
}

export interface Speech {
  take: Take | null;
  speak: (wish: Wish, text: string) => void;
  /** A take whose text is still being written. */
  open: (wish: Wish) => Take;
}

export function useSpeech(): Speech {
  const begin = useTakes();
  const [take, setTake] = useState<Take | null>(null);
  const latest = useRef<Take | null>(null);
  useEffect(() => () => latest.current?.drop(), []);

  const open = useCallback(
    (wish: Wish, text = "") => {
      latest.current?.drop();
      const next = begin(wish, text, true);
      latest.current = next;
      setTake(next);
      return next;
    },
    [begin],
  );
  const speak = useCallback(
    (wish: Wish, text: string) => {
      const next = open(wish, text);
      next.say(text);
      next.end();
    },
    [open],
  );
  return { take, speak, open };
}
