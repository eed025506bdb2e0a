import { describe, expect, test } from "vitest";
import { characters, codePointPlaces, heardAt, stretches, type WordMark } from "../src/speech/spans";

function mark(word: string, start_s: number, end_s: number, span: [number, number] | null): WordMark {
  return { word, start_s, end_s, span };
}

describe("the words in the text", () => {
  test("spans count code points, also behind characters that take two places in a string", () => {
    const cut = stretches("🎉 Chào 🌏 bạn", [mark("Chào", 0, 0.5, [2, 6]), mark("bạn", 0.5, 1, [9, 12])]);
    expect(cut.map(({ text, mark }) => [text, mark])).toEqual([
      ["🎉 ", null],
      ["Chào", 0],
      [" 🌏 ", null],
      ["bạn", 1],
    ]);
  });

  test("letters written with separate accents are cut where the server cut them", () => {
    const text = "Chào bạn".normalize("NFD");
    const [first, second] = text.split(" ") as [string, string];
    const cut = stretches(text, [
      mark("Chào", 0, 1, [0, first.length]),
      mark("bạn", 1, 2, [first.length + 1, first.length + 1 + second.length]),
    ]);
    expect(cut.map(({ text }) => text)).toEqual([first, " ", second]);
  });

  test.each([
    ["in another order", [mark("b", 1, 2, [2, 3]), mark("a", 0, 1, [0, 1])]],
    ["that overlap", [mark("a", 0, 1, [0, 2]), mark("b", 1, 2, [1, 3])]],
    ["beyond the text", [mark("a", 0, 1, [0, 99])]],
    ["of no length", [mark("a", 0, 1, [1, 1])]],
    ["without a span", [mark("a", 0, 1, null)]],
  ])("marks %s leave the text whole", (_, marks) => {
    expect(stretches("a b c", marks).map(({ text }) => text).join("")).toBe("a b c");
  });

  test("white space around a word is not part of it", () => {
    const cut = stretches("25 tháng 12", [mark("tháng", 0, 1, [2, 9])]);
    expect(cut.map(({ text }) => text)).toEqual(["25 ", "tháng", " 12"]);
  });

  test("a second mark for the same characters makes the word last longer", () => {
    const cut = stretches("25", [mark("hai", 0, 1, [0, 2]), mark("lăm", 1, 2, [0, 2])]);
    expect(cut).toEqual([{ text: "25", mark: 0, start_s: 0, end_s: 2 }]);
  });

  test("the word that is heard is the last one that has begun", () => {
    const cut = stretches("a b", [mark("a", 0.1, 0.5, [0, 1]), mark("b", 1, 1.5, [2, 3])]);
    expect([0, 0.2, 0.6, 0.9, 1.2, 9].map((second) => heardAt(cut, second))).toEqual([-1, 0, 0, -1, 2, -1]);
  });

  test("characters are what people count", () => {
    expect(characters("Chào".normalize("NFD"))).toBe(4);
    expect(characters("👩‍👩‍👧 ạ")).toBe(3);
    expect(characters("")).toBe(0);
    expect(codePointPlaces("a🎉b")).toEqual([0, 1, 3, 4]);
  });
});
