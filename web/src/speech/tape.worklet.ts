/** The tape on the audio thread. */

import { Tape, type Order } from "./tape";

class TapeProcessor extends AudioWorkletProcessor {
  private readonly tape = new Tape((report) => this.port.postMessage(report));
  private isDropped = false;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<Order | { kind: "drop" }>) => {
      if (data.kind === "drop") this.isDropped = true;
      else this.tape.obey(data);
    };
  }

  process(_: Float32Array[][], outputs: Float32Array[][]): boolean {
    const output = outputs[0]?.[0];
    if (output && !this.isDropped) this.tape.fill(output);
    return !this.isDropped;
  }
}

registerProcessor("tape", TapeProcessor);
