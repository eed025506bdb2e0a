import { describe, expect, test } from "vitest";
import { en } from "../src/i18n/en";
import { vi } from "../src/i18n/vi";

/** Every text with its place; functions are called, for their words count too. */
function texts(messages: object, place = ""): [string, string][] {
  return Object.entries(messages).flatMap(([name, value]: [string, unknown]) => {
    if (typeof value === "string") return [[place + name, value]];
    if (typeof value === "function") return [[place + name, String((value as (...given: unknown[]) => unknown)(2, 3))]];
    return texts(value as object, `${place}${name}.`);
  });
}

const SAME_ON_PURPOSE = ["healthVersion", "speakKeys", "fixOnly", "position", "rate"];

describe("the languages", () => {
  test("have the same texts, and none is empty", () => {
    expect(texts(vi).map(([place]) => place)).toEqual(texts(en).map(([place]) => place));
    expect([...texts(vi), ...texts(en)].filter(([, text]) => !text.trim())).toEqual([]);
  });

  test("differ: nothing was left untranslated", () => {
    const english = new Map(texts(en));
    const same = texts(vi).filter(([place, text]) => english.get(place) === text && !SAME_ON_PURPOSE.includes(place));
    expect(same).toEqual([]);
  });

  test("Vietnamese is written with composed letters, as people type them", () => {
    expect(texts(vi).filter(([, text]) => text !== text.normalize("NFC"))).toEqual([]);
  });
});
