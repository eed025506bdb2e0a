/** One utterance from its request to its last sample: what the page shows and plays of it. */

import type { Line, Manner, Started } from "./line";
import type { Output, Report, Sound } from "./output";
import { Peaks, samplesOf } from "./pcm";
import type { WordMark } from "./spans";

export type TakeState = "waiting" | "making" | "made" | "stopped" | "failed";

/** A take is begun at once; `autoplay` is whether it is heard as it is made. */
export interface TakeOptions {
  manner: Manner;
  rateHz: number;
  autoplay: boolean;
}

let count = 0;

export class Take {
  state: TakeState = "waiting";
  isPlaying = false;
  text = "";
  started: Started | null = null;
  marks: WordMark[] = [];
  peaks: Peaks;
  seconds = 0;
  /** From the click to the first sample that is played. */
  firstSoundMs: number | null = null;
  /** Seconds of work for each second of sound; as the client sees it. */
  realTimeFactor: number | null = null;
  error = "";
  /** Whether it failed because the server went away. */
  isLost = false;
  version = 0;

  /** Tells takes of one page apart. */
  readonly number = ++count;
  private readonly id: string;
  private readonly beganAt = performance.now();
  private lastTextAt = performance.now();
  private readonly pieces: Float32Array[] = [];
  private readonly watchers = new Set<() => void>();
  private sound: Sound | null = null;
  private furthest = 0;
  private reported: { seconds: number; at: number } = { seconds: 0, at: 0 };

  constructor(
    private readonly line: Line,
    private readonly output: Output,
    private readonly options: TakeOptions,
  ) {
    this.peaks = new Peaks(options.rateHz);
    if (options.autoplay) void this.play();
    this.id = line.start({ ...options.manner, sample_rate: options.rateHz }, {
      onStarted: (started) => this.change({ started, state: "making" }),
      onMarks: (marks) => this.change({ marks: [...this.marks, ...marks] }),
      onSound: (bytes) => this.arrived(bytes),
      onDone: () => {
        this.sound?.finish();
        const workedMs = performance.now() - this.lastTextAt;
        this.change({ state: "made", realTimeFactor: this.seconds ? workedMs / 1000 / this.seconds : null });
      },
      onCancelled: () => this.change({ state: "stopped" }),
      onFailed: (error, isLost) => {
        this.sound?.finish();
        this.change({ state: "failed", error, isLost });
      },
    });
  }

  get isBusy(): boolean {
    return this.state === "waiting" || this.state === "making";
  }

  /** Where playback is; between two reports of the audio thread it is estimated, and never goes back by itself. */
  get position(): number {
    if (!this.isPlaying) return this.reported.seconds;
    const since = (performance.now() - this.reported.at) / 1000;
    const estimated = Math.min(this.seconds, this.reported.seconds + Math.min(since, 0.1));
    return (this.furthest = Math.max(this.furthest, estimated));
  }

  /** Adds text; the last of it is followed by `end`. */
  say(text: string): void {
    this.lastTextAt = performance.now();
    this.line.text(text);
    this.change({ text: this.text + text });
  }

  flush(): void {
    this.line.flush();
  }

  end(): void {
    this.line.end();
  }

  async play(): Promise<void> {
    this.output.begins(this);
    if (this.sound?.isGone) this.sound = null;
    if (this.sound === null) {
      const sound = await this.output.open(this.options.rateHz).catch((error: unknown) => this.mute(String(error)));
      if (sound === null) return;
      if (this.state === "stopped") return sound.drop();
      this.sound = sound;
      sound.onReport = (report) => this.heard(report);
      for (const samples of this.pieces) sound.feed(samples);
      sound.seek(Math.round(this.reported.seconds * this.options.rateHz));
      if (!this.isBusy) sound.finish();
    }
    if (this.isAtEnd) this.seek(0);
    this.furthest = this.reported.seconds;
    this.sound.play();
    this.change({ isPlaying: true });
  }

  pause(): void {
    this.sound?.pause();
    this.change({ isPlaying: false });
  }

  seek(seconds: number): void {
    const place = Math.max(0, Math.min(seconds, this.seconds));
    this.reported = { seconds: place, at: performance.now() };
    this.furthest = place;
    this.sound?.seek(Math.round(place * this.options.rateHz));
    this.change({});
  }

  /** Silent now, and the server is free; what has arrived stays. */
  stop(): void {
    if (this.isBusy) {
      this.line.cancel(this.id);
      this.sound?.finish();
      this.state = "stopped";
    }
    this.pause();
  }

  /** Nothing of it is left on the audio thread. */
  drop(): void {
    this.stop();
    this.sound?.drop();
    this.sound = null;
    this.state = "stopped";
  }

  watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  private get isAtEnd(): boolean {
    return !this.isBusy && this.seconds > 0 && this.reported.seconds >= this.seconds - 0.01;
  }

  /** The browser lets nothing be heard. */
  private mute(error: string): null {
    this.line.cancel(this.id);
    this.change({ state: "failed", error });
    return null;
  }

  private arrived(bytes: ArrayBuffer): void {
    const samples = samplesOf(bytes);
    this.pieces.push(samples);
    this.peaks.add(samples);
    this.sound?.feed(samples);
    this.change({ seconds: this.seconds + samples.length / this.options.rateHz });
  }

  private heard({ sample, isOver }: Report): void {
    this.reported = { seconds: sample / this.options.rateHz, at: performance.now() };
    if (this.firstSoundMs === null && sample > 0) this.change({ firstSoundMs: performance.now() - this.beganAt });
    if (isOver) this.change({ isPlaying: false });
  }

  private change(fields: Partial<Take>): void {
    Object.assign(this, fields);
    this.version += 1;
    for (const watcher of this.watchers) watcher();
  }
}
