import { describe, expect, test } from "vitest";
import { bars, Peaks, samplesOf } from "../src/speech/pcm";

describe("the sound", () => {
  test("16-bit little-endian samples lie within -1 and 1", () => {
    const bytes = new Uint8Array([0x00, 0x00, 0xff, 0x7f, 0x00, 0x80, 0x00, 0x40]);
    expect([...samplesOf(bytes.buffer)]).toEqual([0, expect.closeTo(0.99997, 4), -1, 0.5]);
  });

  test("half a sample at the end is left out", () => {
    expect(samplesOf(new Uint8Array(5).buffer)).toHaveLength(2);
  });

  test("peaks are the same however the sound is cut into pieces", () => {
    const sound = Float32Array.from({ length: 16000 }, (_, index) => Math.sin(index * 0.37) * (index / 16000));
    const [whole, cut] = [new Peaks(16000), new Peaks(16000)];
    whole.add(sound);
    for (let start = 0; start < sound.length; start += 733) cut.add(sound.subarray(start, start + 733));
    expect(cut.values).toEqual(whole.values);
    expect(whole.values).toHaveLength(Peaks.PER_SECOND);
    expect(Math.max(...whole.values)).toBeGreaterThan(0.9);
  });

  test("what has not arrived yet has no bars", () => {
    expect(bars([0.5, 1], 0.04, 4)).toEqual([0.5, 1, null, null]);
  });

  test("no peak is lost when there are more than bars", () => {
    const peaks = Array.from({ length: 997 }, (_, index) => (index === 500 ? 1 : 0.1));
    expect(Math.max(...bars(peaks, 9.97, 60).map((bar) => bar ?? 0))).toBe(1);
  });
});
