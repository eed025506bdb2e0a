/** The loudspeaker: one audio context, and on it one sound at a time. */

import { Tape, type Order, type Report } from "./tape";
import tapeUrl from "./tape.worklet.ts?worker&url";

export type { Report } from "./tape";

/** Where there is no audio thread to be had: long enough that a busy page makes no gaps, short enough to feel quick. */
const BLOCK_SAMPLES = 2048;

/** One utterance on its way to the loudspeaker. */
export class Sound {
  onReport: (report: Report) => void = () => undefined;
  private seeks = 0;

  constructor(
    private readonly node: AudioNode,
    private readonly send: (order: Order | { kind: "drop" }) => void,
    listen: (hear: (report: Report) => void) => void,
  ) {
    listen((report) => {
      if (report.seeks === this.seeks) this.onReport(report);
    });
    node.connect(node.context.destination);
  }

  /** Another rate was asked for since: nothing of this sound is heard any more. */
  get isGone(): boolean {
    return this.node.context.state === "closed";
  }

  feed(samples: Float32Array): void {
    this.send({ kind: "feed", samples });
  }

  finish(): void {
    this.send({ kind: "finish" });
  }

  play(): void {
    this.send({ kind: "play" });
  }

  pause(): void {
    this.send({ kind: "pause" });
  }

  seek(sample: number): void {
    this.seeks += 1;
    this.send({ kind: "seek", sample });
  }

  /** Silent at once, and gone. */
  drop(): void {
    this.onReport = () => undefined;
    this.node.disconnect();
    this.send({ kind: "drop" });
  }
}

function soundOfItsOwnThread(context: AudioContext): Sound {
  const node = new AudioWorkletNode(context, "tape", { numberOfInputs: 0, outputChannelCount: [1] });
  return new Sound(
    node,
    (order) => node.port.postMessage(order),
    (hear) => (node.port.onmessage = ({ data }: MessageEvent<Report>) => hear(data)),
  );
}

/** Browsers give the audio thread only to pages that came over https or from this machine. */
function soundOfThePage(context: AudioContext): Sound {
  const node = context.createScriptProcessor(BLOCK_SAMPLES, 1, 1);
  let hear: (report: Report) => void = () => undefined;
  const tape = new Tape((report) => hear(report));
  node.onaudioprocess = ({ outputBuffer }) => {
    const output = outputBuffer.getChannelData(0);
    output.fill(0);
    tape.fill(output);
  };
  return new Sound(
    node,
    (order) => {
      if (order.kind === "drop") node.onaudioprocess = null;
      else tape.obey(order);
    },
    (listener) => (hear = listener),
  );
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
      this.ready = (this.context.audioWorklet as AudioWorklet | undefined)?.addModule(tapeUrl) ?? Promise.resolve();
    }
    if (this.context.state !== "running") void this.context.resume();
  }

  /** A sound of this rate. */
  async open(rateHz: number): Promise<Sound> {
    this.prepare(rateHz);
    const context = this.context!;
    await this.ready;
    return "audioWorklet" in context ? soundOfItsOwnThread(context) : soundOfThePage(context);
  }

  /** Whoever begins to play silences who played before. */
  begins(player: { pause(): void }): void {
    if (this.playing !== null && this.playing !== player) this.playing.pause();
    this.playing = player;
  }
}
