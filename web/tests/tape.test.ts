import { describe, expect, test } from "vitest";
import { Tape, type Report } from "../src/speech/tape";

const SOUND = Float32Array.from({ length: 1000 }, (_, index) => (index + 1) / 1000);

function tapeOf(pieces: readonly number[]): { tape: Tape; reports: Report[] } {
  const reports: Report[] = [];
  const tape = new Tape((report) => reports.push(report));
  let start = 0;
  for (const size of pieces) tape.obey({ kind: "feed", samples: SOUND.subarray(start, (start += size)) });
  return { tape, reports };
}

function played(tape: Tape, blocks: number, size = 128): number[] {
  return Array.from({ length: blocks }, () => {
    const block = new Float32Array(size);
    tape.fill(block);
    return [...block];
  }).flat();
}

describe("the tape", () => {
  test.each([[[1000]], [[1, 998, 1]], [[128, 128, 744]], [Array.from({ length: 1000 }, () => 1)]])(
    "plays the same sound, however it arrived: %#",
    (pieces) => {
      const { tape, reports } = tapeOf(pieces);
      tape.obey({ kind: "finish" });
      tape.obey({ kind: "play" });
      expect(played(tape, 8).slice(0, 1000)).toEqual([...SOUND]);
      expect(reports.at(-1)).toEqual({ sample: 1000, isOver: true, seeks: 0 });
    },
  );

  test("waits silently for what has not arrived, and goes on without a loss", () => {
    const { tape } = tapeOf([100]);
    tape.obey({ kind: "play" });
    const before = played(tape, 2);
    tape.obey({ kind: "feed", samples: SOUND.subarray(100) });
    const after = played(tape, 8);
    expect(before.slice(100).every((sample) => sample === 0)).toBe(true);
    expect([...before.slice(0, 100), ...after].slice(0, 1000)).toEqual([...SOUND]);
  });

  test.each([0, 1, 99, 100, 101, 555, 999])("goes to sample %i", (sample) => {
    const { tape } = tapeOf([100, 300, 600]);
    tape.obey({ kind: "play" });
    played(tape, 3);
    tape.obey({ kind: "seek", sample });
    expect(played(tape, 1, 1)).toEqual([SOUND[sample]]);
  });

  test("beyond its end it waits for more", () => {
    const { tape, reports } = tapeOf([100]);
    tape.obey({ kind: "seek", sample: 5000 });
    expect(reports.at(-1)).toEqual({ sample: 100, isOver: false, seeks: 1 });
    tape.obey({ kind: "play" });
    tape.obey({ kind: "feed", samples: SOUND.subarray(100, 200) });
    expect(played(tape, 1, 2)).toEqual([SOUND[100], SOUND[101]]);
  });

  test("is silent while it rests, and says at once when the first sound is out", () => {
    const { tape, reports } = tapeOf([1000]);
    expect(played(tape, 2).every((sample) => sample === 0)).toBe(true);
    tape.obey({ kind: "play" });
    played(tape, 1);
    expect(reports).toEqual([{ sample: 128, isOver: false, seeks: 0 }]);
    tape.obey({ kind: "pause" });
    expect(played(tape, 1).every((sample) => sample === 0)).toBe(true);
    expect(reports.at(-1)).toEqual({ sample: 128, isOver: false, seeks: 0 });
  });
});
