/** Plays what it is given, as it arrives, on the audio thread. It holds one utterance, so that seeking is instant. */

type Order =
  | { kind: "feed"; samples: Float32Array }
  | { kind: "finish" }
  | { kind: "play" }
  | { kind: "pause" }
  | { kind: "seek"; sample: number }
  | { kind: "drop" };

/** So often the page hears where we are. */
const REPORT_EVERY_SAMPLES = 512;

class Tape extends AudioWorkletProcessor {
  private readonly pieces: Float32Array[] = [];
  private readonly starts: number[] = [];
  private length = 0;
  private place = 0;
  private piece = 0;
  private isPlaying = false;
  private isComplete = false;
  private isDropped = false;
  private unreported = 0;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<Order>) => this.obey(data);
  }

  process(_: Float32Array[][], outputs: Float32Array[][]): boolean {
    const output = outputs[0]?.[0];
    if (output && this.isPlaying) {
      const played = this.copy(output);
      this.unreported += played;
      if (this.isComplete && this.place >= this.length) {
        this.isPlaying = false;
        this.report();
      } else if (this.unreported >= REPORT_EVERY_SAMPLES || (played > 0 && this.place === played)) {
        this.report();
      }
    }
    return !this.isDropped;
  }

  private copy(output: Float32Array): number {
    let filled = 0;
    while (filled < output.length && this.place < this.length) {
      const samples = this.pieces[this.piece]!;
      const from = this.place - this.starts[this.piece]!;
      const count = Math.min(output.length - filled, samples.length - from);
      output.set(samples.subarray(from, from + count), filled);
      filled += count;
      this.place += count;
      if (from + count === samples.length) this.piece += 1;
    }
    return filled;
  }

  private obey(order: Order): void {
    switch (order.kind) {
      case "feed":
        if (order.samples.length === 0) return;
        this.pieces.push(order.samples);
        this.starts.push(this.length);
        this.length += order.samples.length;
        return;
      case "finish":
        this.isComplete = true;
        return;
      case "play":
        this.isPlaying = true;
        return;
      case "pause":
        this.isPlaying = false;
        this.report();
        return;
      case "seek":
        this.place = Math.max(0, Math.min(order.sample, this.length));
        this.piece = this.starts.findLastIndex((start) => start <= this.place);
        if (this.piece < 0 || this.place === this.length) this.piece = this.pieces.length;
        this.report();
        return;
      case "drop":
        this.isPlaying = false;
        this.isDropped = true;
    }
  }

  private report(): void {
    this.unreported = 0;
    this.port.postMessage({ sample: this.place, isPlaying: this.isPlaying });
  }
}

registerProcessor("tape", Tape);
