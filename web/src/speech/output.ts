/** The loudspeaker: one audio context, and on it one sound at a time. */

import tapeUrl from "./tape.worklet.ts?worker&url";

export interface Report {
  sample: number;
  isPlaying: boolean;
}

/** One utterance on the audio thread. */
export class Sound {
  onReport: (report: Report) => void = () => undefined;
  private readonly node: AudioWorkletNode;

  constructor(context: AudioContext) {
    this.node = new AudioWorkletNode(context, "tape", { numberOfInputs: 0, outputChannelCount: [1] });
    this.node.port.onmessage = ({ data }: MessageEvent<Report>) => this.onReport(data);
    this.node.connect(context.destination);
  }

  feed(samples: Float32Array): void {
    this.node.port.postMessage({ kind: "feed", samples });
  }

  finish(): void {
    this.node.port.postMessage({ kind: "finish" });
  }

  play(): void {
    this.node.port.postMessage({ kind: "play" });
  }

  pause(): void {
    this.node.port.postMessage({ kind: "pause" });
  }

  seek(sample: number): void {
    this.node.port.postMessage({ kind: "seek", sample });
  }

  /** Silent at once, and gone. */
  drop(): void {
    this.onReport = () => undefined;
    this.node.disconnect();
    this.node.port.postMessage({ kind: "drop" });
  }
}

/** Contexts are made in the turn of a click or a key: browsers keep those silent that are not. */
export class Output {
  private context: AudioContext | null = null;
  private ready: Promise<unknown> = Promise.resolve();
  private playing: { pause(): void } | null = null;

  /** Be ready for sound of this rate. */
  prepare(rateHz: number): void {
    if (this.context?.sampleRate !== rateHz) {
      void this.context?.close();
      this.context = new AudioContext({ sampleRate: rateHz, latencyHint: "interactive" });
      this.ready = this.context.audioWorklet.addModule(tapeUrl);
    }
    if (this.context.state !== "running") void this.context.resume();
  }

  /** A sound of the rate that was prepared for last. */
  async open(rateHz: number): Promise<Sound> {
    this.prepare(rateHz);
    const context = this.context!;
    await this.ready;
    return new Sound(context);
  }

  /** Whoever begins to play silences who played before. */
  begins(player: { pause(): void }): void {
    if (this.playing !== null && this.playing !== player) this.playing.pause();
    this.playing = player;
  }
}
