/** The text as it is spoken: the word that is heard now stands out, a click on a word goes there. */

import { memo, useMemo, useRef, type KeyboardEvent } from "react";
import { useMessages } from "../i18n";
import { heardAt, stretches, type Stretch } from "../speech/spans";
import type { Take } from "../speech/take";
import { useTake } from "../speech/useTake";
import { useFrames } from "./useFrames";

interface Props {
  take: Take | null;
  /** Called with the word that was chosen, as it stands in the text. */
  onChoose?: (word: string) => void;
  hint?: string;
}

export function Words({ take, onChoose, hint }: Props) {
  const say = useMessages();
  useTake(take);
  const box = useRef<HTMLDivElement>(null);
  const text = take?.text ?? "";
  const marks = take?.marks;
  const cut = useMemo(() => stretches(text, marks ?? []), [text, marks]);
  const shown = useRef(-1);

  useFrames(take?.isPlaying ?? false, () => {
    const heard = take && (take.isPlaying || take.position > 0) ? heardAt(cut, take.position) : -1;
    const words = box.current?.children;
    if (!words) return;
    const before = words[shown.current];
    if (shown.current !== heard) before?.removeAttribute("data-heard");
    const now = words[heard] as HTMLElement | undefined;
    if (now && !now.hasAttribute("data-heard")) {
      now.setAttribute("data-heard", "");
      if (take?.isPlaying) reveal(box.current!, now);
    }
    shown.current = heard;
  });

  const choose = (index: number) => {
    const stretch = cut[index];
    if (!take || !stretch || stretch.mark === null) return;
    take.seek(stretch.start_s);
    void take.play();
    onChoose?.(stretch.text);
  };
  return (
    <div
      ref={box}
      className="words"
      role="group"
      aria-label={say.words}
      onClick={(event) => choose(placeOf(event.target, box.current))}
      onKeyDown={(event) => moveWith(event, box.current)}
    >
      {text ? <Text cut={cut} /> : <p className="hint">{hint ?? say.wordsHint}</p>}
    </div>
  );
}

const Text = memo(function Text({ cut }: { cut: readonly Stretch[] }) {
  const first = cut.findIndex((stretch) => stretch.mark !== null);
  return cut.map((stretch, index) =>
    stretch.mark === null ? (
      <span key={index}>{stretch.text}</span>
    ) : (
      <button key={index} type="button" className="word" tabIndex={index === first ? 0 : -1}>
        {stretch.text}
      </button>
    ),
  );
});

function placeOf(target: EventTarget, box: HTMLElement | null): number {
  return box && target instanceof HTMLElement && target.closest(".word") ? [...box.children].indexOf(target) : -1;
}

/** One stop of the Tab key for all words; arrows go from word to word. */
function moveWith(event: KeyboardEvent, box: HTMLElement | null): void {
  const words = [...(box?.querySelectorAll<HTMLElement>(".word") ?? [])];
  const at = words.indexOf(event.target as HTMLElement);
  const steps: Record<string, number> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: words.length - 1 };
  const to = steps[event.key];
  const next = to === undefined ? undefined : words[to];
  if (at < 0 || next === undefined) return;
  event.preventDefault();
  words[at]!.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

/** Scrolls the box of the words alone, never the page. */
function reveal(box: HTMLElement, word: HTMLElement): void {
  const [above, below] = [word.offsetTop, word.offsetTop + word.offsetHeight];
  if (above < box.scrollTop) box.scrollTop = above;
  else if (below > box.scrollTop + box.clientHeight) box.scrollTop = below - box.clientHeight;
}
