/** Sound as the server sends it, 16-bit little-endian PCM, and how it looks. Pure. */

/** Samples within -1 and 1. */
export function samplesOf(bytes: ArrayBuffer): Float32Array<ArrayBuffer> {
  const view = new DataView(bytes);
  const samples = new Float32Array(bytes.byteLength >> 1);
  for (let index = 0; index < samples.length; index++) samples[index] = view.getInt16(index * 2, true) / 32768;
  return samples;
}

/** The loudest sample of each hundredth of a second, while the sound is still growing. */
export class Peaks {
  static readonly PER_SECOND = 100;

  readonly values: number[] = [];
  private readonly size: number;
  private filled = 0;
  private loudest = 0;

  constructor(rateHz: number) {
    this.size = Math.max(1, Math.round(rateHz / Peaks.PER_SECOND));
  }

  add(samples: Float32Array): void {
    for (const sample of samples) {
      this.loudest = Math.max(this.loudest, Math.abs(sample));
      if (++this.filled === this.size) {
        this.values.push(this.loudest);
        this.filled = 0;
        this.loudest = 0;
      }
    }
  }
}

/** `count` bars over `seconds` of the sound; those behind its end are null. */
export function bars(peaks: readonly number[], seconds: number, count: number): (number | null)[] {
  const perBar = (seconds * Peaks.PER_SECOND) / count;
  return Array.from({ length: count }, (_, bar) => {
    const [from, to] = [Math.floor(bar * perBar), Math.max(Math.floor(bar * perBar) + 1, Math.floor((bar + 1) * perBar))];
    if (from >= peaks.length) return null;
    let loudest = 0;
    for (let index = from; index < Math.min(to, peaks.length); index++) loudest = Math.max(loudest, peaks[index]!);
    return loudest;
  });
}
