/** Which stretch of the text each word mark stands for. The server counts Unicode code points, strings count UTF-16. Pure. */

export interface WordMark {
  word: string;
  start_s: number;
  end_s: number;
  span: [number, number] | null;
}

/** A stretch of the text: a word that is heard, or what lies between two of them. */
export interface Stretch {
  text: string;
  /** The first of its marks; null for what is not heard by itself. */
  mark: number | null;
  start_s: number;
  end_s: number;
}

/** Place in the string of each code point, and of the end. */
export function codePointPlaces(text: string): number[] {
  const places: number[] = [];
  for (let place = 0; place < text.length; place += text.codePointAt(place)! > 0xffff ? 2 : 1) places.push(place);
  places.push(text.length);
  return places;
}

/** The text cut into words and what is between them; together they are the whole text again. */
export function stretches(text: string, marks: readonly WordMark[]): Stretch[] {
  const places = codePointPlaces(text);
  const found: Stretch[] = [];
  let done = 0;
  const order = marks.map((_, index) => index).filter((index) => marks[index]!.span !== null);
  order.sort((one, other) => marks[one]!.span![0] - marks[other]!.span![0] || one - other);
  for (const index of order) {
    const mark = marks[index]!;
    const given = [0, 1].map((side) => places[Math.min(mark.span![side]!, places.length - 1)]!) as [number, number];
    const [start, end] = withoutSpace(text, ...given);
    const last = found.findLast((stretch) => stretch.mark !== null);
    if (start < done || end <= start) {
      // A second mark for the same characters: the word is heard for longer.
      if (last) last.end_s = Math.max(last.end_s, mark.end_s);
      continue;
    }
    if (start > done) found.push({ text: text.slice(done, start), mark: null, start_s: 0, end_s: 0 });
    found.push({ text: text.slice(start, end), mark: index, start_s: mark.start_s, end_s: mark.end_s });
    done = end;
  }
  if (done < text.length) found.push({ text: text.slice(done), mark: null, start_s: 0, end_s: 0 });
  return found;
}

/** White space around a word is not part of it. */
function withoutSpace(text: string, start: number, end: number): [number, number] {
  const said = text.slice(start, end);
  return [start + said.length - said.trimStart().length, end - (said.length - said.trimEnd().length)];
}

/** Which of the stretches is heard at a moment: the last word that has begun and is not long over; -1 for none. */
export function heardAt(cut: readonly Stretch[], seconds: number): number {
  let heard = -1;
  let latest_s = -1;
  cut.forEach((stretch, index) => {
    if (stretch.mark !== null && stretch.start_s <= seconds && stretch.start_s > latest_s) {
      heard = index;
      latest_s = stretch.start_s;
    }
  });
  return heard >= 0 && seconds < cut[heard]!.end_s + 0.25 ? heard : -1;
}

/** How many characters people count: an emoji and a letter with its accents are one. */
export function characters(text: string): number {
  if (text.length > 20_000) return codePointPlaces(text).length - 1;
  let count = 0;
  const segments = new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text);
  for (const segment of segments) count += segment.segment ? 1 : 0;
  return count;
}
