/** Holds the sound of one utterance as it arrives, and plays from any place of it. Pure; runs where audio is made. */

export type Order =
  | { kind: "feed"; samples: Float32Array }
  | { kind: "finish" }
  | { kind: "play" }
  | { kind: "pause" }
  | { kind: "seek"; sample: number };

export interface Report {
  sample: number;
  /** All of it was played. */
  isOver: boolean;
  /** How often it was sent elsewhere: reports from before the last time are old. */
  seeks: number;
}

/** So often the page hears where we are. */
const REPORT_EVERY_SAMPLES = 512;

export class Tape {
  private readonly pieces: Float32Array[] = [];
  private readonly starts: number[] = [];
  private length = 0;
  private place = 0;
  private piece = 0;
  private isPlaying = false;
  private isComplete = false;
  private unreported = 0;
  private seeks = 0;

  constructor(private readonly tell: (report: Report) => void) {}

  /** Puts the next sound into `output`, which is silent before; what has not arrived stays silent. */
  fill(output: Float32Array): void {
    if (!this.isPlaying) return;
    const played = this.copy(output);
    this.unreported += played;
    if (this.isComplete && this.place >= this.length) {
      this.isPlaying = false;
      this.report(true);
    } else if (this.unreported >= REPORT_EVERY_SAMPLES || (played > 0 && this.place === played)) {
      this.report();
    }
  }

  obey(order: Order): void {
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
        this.seeks += 1;
        this.place = Math.max(0, Math.min(order.sample, this.length));
        this.piece = this.place === this.length ? this.pieces.length : this.pieceAt(this.place);
        this.report();
    }
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

  private pieceAt(sample: number): number {
    let [first, last] = [0, this.starts.length - 1];
    while (first < last) {
      const middle = (first + last + 1) >> 1;
      if (this.starts[middle]! <= sample) first = middle;
      else last = middle - 1;
    }
    return first;
  }

  private report(isOver = false): void {
    this.unreported = 0;
    this.tell({ sample: this.place, isOver, seeks: this.seeks });
  }
}
