/** The sound as it grows, and where it is heard now; a slider for the pointer and for keys. */

import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import { clock } from "../format";
import { useMessages } from "../i18n";
import { bars } from "../speech/pcm";
import type { Take } from "../speech/take";
import { useTake } from "../speech/useTake";
import { useFrames } from "./useFrames";

const BAR_PX = 3;
const GAP_PX = 2;
const LEAST_SECONDS = 3;
const STEP_S = 1;
const BIG_STEP_S = 5;

export function Waveform({ take, isSmall = false }: { take: Take | null; isSmall?: boolean }) {
  const say = useMessages();
  useTake(take);
  const canvas = useRef<HTMLCanvasElement>(null);
  const slider = useRef<HTMLDivElement>(null);
  const size = useSize(slider);
  const seconds = take?.seconds ?? 0;
  const shownSeconds = Math.max(seconds, take?.isBusy ? LEAST_SECONDS : Math.min(LEAST_SECONDS, seconds || LEAST_SECONDS));

  const drawn = useRef("");
  useFrames(take?.isPlaying ?? false, () => {
    if (canvas.current) drawn.current = draw(canvas.current, take, shownSeconds, size, drawn.current);
    const at = take?.position ?? 0;
    slider.current?.setAttribute("aria-valuenow", at.toFixed(1));
    slider.current?.setAttribute("aria-valuetext", say.position(clock(at), clock(seconds)));
  });

  const seek = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    take?.seek(((event.clientX - box.left) / box.width) * shownSeconds);
  };
  const onKey = (event: KeyboardEvent) => {
    if (take === null) return;
    const steps: Record<string, number> = {
      ArrowLeft: take.position - STEP_S,
      ArrowRight: take.position + STEP_S,
      PageDown: take.position - BIG_STEP_S,
      PageUp: take.position + BIG_STEP_S,
      Home: 0,
      End: seconds,
    };
    const to = steps[event.key];
    if (to === undefined) return;
    event.preventDefault();
    take.seek(to);
  };
  return (
    <div
      ref={slider}
      className={isSmall ? "waveform small" : "waveform"}
      role="slider"
      tabIndex={take && seconds ? 0 : -1}
      aria-label={say.waveform}
      aria-disabled={!take || !seconds}
      aria-valuemin={0}
      aria-valuemax={Number(seconds.toFixed(1))}
      aria-valuenow={0}
      onPointerDown={(event) => (event.currentTarget.setPointerCapture(event.pointerId), seek(event))}
      onPointerMove={(event) => event.buttons === 1 && seek(event)}
      onKeyDown={onKey}
    >
      <canvas ref={canvas} aria-hidden="true" />
    </div>
  );
}

/** Draws anew if it would look otherwise than `before`; what it looks like now. */
function draw(canvas: HTMLCanvasElement, take: Take | null, seconds: number, size: Size, before: string): string {
  const context = canvas.getContext("2d");
  if (context === null || size.width === 0) return before;
  const scale = devicePixelRatio;
  const peaks = take?.peaks.values ?? [];
  const count = Math.max(1, Math.floor((size.width + GAP_PX) / (BAR_PX + GAP_PX)));
  const played = Math.ceil(((take?.position ?? 0) / seconds) * count);
  const style = getComputedStyle(canvas);
  const [rest, accent, faint] = ["--wave", "--accent", "--wave-faint"].map((name) => style.getPropertyValue(name));
  const now = [take?.number, peaks.length, seconds, played, size.width, size.height, scale, accent, style.colorScheme].join();
  if (now === before) return before;
  canvas.width = Math.round(size.width * scale);
  canvas.height = Math.round(size.height * scale);
  context.scale(scale, scale);
  const heights = bars(peaks, seconds, count);
  const middle = size.height / 2;
  heights.forEach((height, index) => {
    const length = height === null ? BAR_PX : Math.max(BAR_PX, Math.min(1, height * 1.15) * (size.height - 4));
    context.fillStyle = (height === null ? faint : index < played ? accent : rest)!;
    context.beginPath();
    context.roundRect(index * (BAR_PX + GAP_PX), middle - length / 2, BAR_PX, length, BAR_PX / 2);
    context.fill();
  });
  return now;
}

interface Size {
  width: number;
  height: number;
}

function useSize(element: { current: HTMLElement | null }): Size {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  useEffect(() => {
    if (element.current === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return size;
}
