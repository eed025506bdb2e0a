/** How fast to speak: the five words of the interface, and every factor between and around them. Pure. */

/** How much longer than usual each sound lasts, from the left end of the slider to the right. */
export const WORDS = [
  { word: "very_slow", place: 0, lengthScale: 1.5 },
  { word: "slow", place: 25, lengthScale: 1.2 },
  { word: "normal", place: 50, lengthScale: 1.0 },
  { word: "fast", place: 75, lengthScale: 0.6 },
  { word: "very_fast", place: 100, lengthScale: 0.4 },
] as const;

export type SpeedWord = (typeof WORDS)[number]["word"];

/** What `/tts` takes: a factor of 2 is twice as fast. */
export const LEAST_FACTOR = 0.25;
export const MOST_FACTOR = 4;

const CLOSE = 1e-6;

/** The factor at a place of the slider, 0 to 100; length scales lie evenly between two words. */
export function factorAt(place: number): number {
  const [first, last] = [WORDS[0], WORDS[WORDS.length - 1]!];
  if (place <= first.place) return 1 / first.lengthScale;
  for (let index = 1; index < WORDS.length; index++) {
    const [left, right] = [WORDS[index - 1]!, WORDS[index]!];
    if (place <= right.place) {
      const share = (place - left.place) / (right.place - left.place);
      return 1 / (left.lengthScale + share * (right.lengthScale - left.lengthScale));
    }
  }
  return 1 / last.lengthScale;
}

/** Where a factor lies on the slider; those beyond its ends lie at its ends. */
export function placeOf(factor: number): number {
  const lengthScale = 1 / factor;
  for (let index = 1; index < WORDS.length; index++) {
    const [left, right] = [WORDS[index - 1]!, WORDS[index]!];
    if (lengthScale > left.lengthScale) break;
    if (lengthScale >= right.lengthScale - CLOSE) {
      const share = (left.lengthScale - lengthScale) / (left.lengthScale - right.lengthScale);
      return left.place + share * (right.place - left.place);
    }
  }
  return lengthScale > 1 ? 0 : 100;
}

/** The word for a factor, if it has one. */
export function wordOf(factor: number): SpeedWord | null {
  return WORDS.find(({ lengthScale }) => Math.abs(1 / lengthScale - factor) < 1e-3)?.word ?? null;
}

/** What `/tts` is asked for: words where there are some, so that equal requests have equal links. */
export function speedParameter(factor: number): string {
  return wordOf(factor) ?? String(Number(factor.toFixed(4)));
}

/** A factor that the interface takes, out of whatever was typed; null for what is no number. */
export function checkedFactor(typed: string): number | null {
  const factor = Number(typed.trim().replace(",", "."));
  if (!typed.trim() || !Number.isFinite(factor) || factor <= 0) return null;
  return Math.min(MOST_FACTOR, Math.max(LEAST_FACTOR, factor));
}
