/** What is compared: which take has which settings, and in which order they are heard. Pure. */

export interface Contender {
  key: number;
  voice: string;
  speaker: string;
  factor: number;
  /** None: as the voice has it. */
  noise: number | null;
}

export const MOST_CONTENDERS = 6;

export const LETTERS = "ABCDEF";

/** The same in an order that nobody knows. `random` gives numbers from 0 to 1. */
export function shuffled<T>(items: readonly T[], random: () => number = Math.random): T[] {
  const mixed = [...items];
  for (let last = mixed.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [mixed[last], mixed[other]] = [mixed[other]!, mixed[last]!];
  }
  return mixed;
}
