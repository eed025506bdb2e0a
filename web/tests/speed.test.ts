import { describe, expect, test } from "vitest";
import { checkedFactor, factorAt, placeOf, speedParameter, WORDS, wordOf } from "../src/speech/speed";

describe("the speed", () => {
  test("the five places of the slider are the five words of the interface", () => {
    expect(WORDS.map(({ place }) => speedParameter(factorAt(place)))).toEqual([
      "very_slow",
      "slow",
      "normal",
      "fast",
      "very_fast",
    ]);
    expect(WORDS.map(({ place }) => 1 / factorAt(place))).toEqual([1.5, 1.2, 1, 0.6, 0.4].map((scale) => expect.closeTo(scale, 9)));
  });

  test.each(Array.from({ length: 101 }, (_, place) => place))("place %i is found again", (place) => {
    expect(placeOf(factorAt(place))).toBeCloseTo(place, 6);
  });

  test("it only ever rises from left to right", () => {
    for (let place = 1; place <= 100; place++) expect(factorAt(place)).toBeGreaterThan(factorAt(place - 1));
  });

  test("factors beyond the slider lie at its ends and keep their value", () => {
    expect([placeOf(0.25), placeOf(4)]).toEqual([0, 100]);
    expect([speedParameter(0.25), speedParameter(4)]).toEqual(["0.25", "4"]);
  });

  test("a factor between two words has no word", () => {
    expect(wordOf(1.1)).toBeNull();
    expect(speedParameter(1 / 0.9)).toBe("1.1111");
  });

  test.each([
    ["1,5", 1.5],
    [" 2 ", 2],
    ["9", 4],
    ["0.1", 0.25],
    ["", null],
    ["quick", null],
    ["-1", null],
  ])("typed %j is %j", (typed, factor) => {
    expect(checkedFactor(typed)).toBe(factor);
  });
});
