/** How text that is being written is cut for sending. Pure. */

/** The words that are finished, with the white space behind them, and the one that is still being typed. */
export function wholeWords(typed: string): { whole: string; rest: string } {
  const end = typed.search(/\S*$/u);
  return { whole: typed.slice(0, end), rest: typed.slice(end) };
}

/** A text in pieces such as a language model writes: a few characters each, words cut anywhere. */
export function pieces(text: string): string[] {
  return text.match(/\s*\S{1,4}/gu) ?? [];
}
