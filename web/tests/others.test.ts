import { describe, expect, test } from "vitest";
import type { Voice } from "../src/api/types";
import { clock, median, megabytes, milliseconds } from "../src/format";
import { shuffled } from "../src/pages/compare";
import { snippets } from "../src/parts/connecting";
import { pieces, wholeWords } from "../src/speech/typing";
import { pairOf, safeName } from "../src/voices/files";
import { grouped, isFound } from "../src/voices/grouping";

function voice(name: string, language: string, more: Partial<Voice> = {}): Voice {
  return {
    name,
    languages: [language],
    speakers: [],
    sample_rate_hz: 22050,
    description: "",
    quality: "",
    license: "",
    attribution: { name: "", url: "" },
    default: false,
    loaded: false,
    preset_of: null,
    size_bytes: 0,
    memory_bytes: null,
    pinned: false,
    ...more,
  };
}

describe("voices", () => {
  const all = [voice("amy", "en-US"), voice("mai", "vi-VN", { default: true }), voice("lan", "vi-VN")];

  test("are grouped by language, that of the default voice first", () => {
    expect(grouped(all, "", "en").map((group) => [group.tag, group.voices.length])).toEqual([
      ["vi-VN", 2],
      ["en-US", 1],
    ]);
  });

  test.each(["tieng viet", "Tiếng Việt", "VIET", "vi-vn", "vietnamese"])("are found by their language: %s", (search) => {
    expect(grouped(all, search, "vi").flatMap((group) => group.voices.map(({ name }) => name))).toEqual(["mai", "lan"]);
  });

  test("every word of a search has to be there", () => {
    expect(isFound("mai viet", ["mai", "Tiếng Việt"])).toBe(true);
    expect(isFound("mai anh", ["mai", "Tiếng Việt"])).toBe(false);
  });
});

describe("files of a voice", () => {
  test.each([
    [["a.onnx", "a.onnx.json"], { pair: { name: "a", model: { name: "a.onnx" }, config: { name: "a.onnx.json" } } }],
    [["a.onnx"], { missing: "a.onnx.json" }],
    [["a.onnx.json"], { missing: "a.onnx" }],
    [["a.onnx", "b.onnx", "a.onnx.json"], { unclear: true }],
    [["a.txt"], { unclear: true }],
  ])("%j", (names, chosen) => {
    expect(pairOf(names.map((name) => ({ name })))).toEqual(chosen);
  });

  test("have names that the server takes", () => {
    expect(["giọng của tôi", "../../x", ".."].map(safeName)).toEqual(["giọng-của-tôi", "x", "voice"]);
  });
});

describe("text that is being written", () => {
  test("is sent word by word", () => {
    expect(wholeWords("Xin chào b")).toEqual({ whole: "Xin chào ", rest: "b" });
    expect(wholeWords("Xin ")).toEqual({ whole: "Xin ", rest: "" });
    expect(wholeWords("Xi")).toEqual({ whole: "", rest: "Xi" });
  });

  test("comes in small pieces from a model, and none of it is lost", () => {
    const text = "Good morning. It is 7:30, and there are 3 events.";
    expect(pieces(text).join("")).toBe(text);
    expect(Math.max(...pieces(text).map((piece) => piece.length))).toBeLessThan(6);
  });
});

describe("numbers for people", () => {
  test("times, sizes and the middle", () => {
    expect([clock(0), clock(9.96), clock(61.25)]).toEqual(["0:00.0", "0:09.9", "1:01.2"]);
    expect([milliseconds(61.7, "en"), milliseconds(12_345, "en")]).toEqual(["62 ms", "12.3 s"]);
    expect([megabytes(2_361_884, "vi"), megabytes(63_100_000, "en")]).toEqual(["2,4 MB", "63 MB"]);
    expect([median([]), median([3, 1, 2]), median([1, 2])]).toEqual([null, 2, 1.5]);
  });
});

test("a blind order holds everybody once", () => {
  const order = shuffled([1, 2, 3, 4], () => 0.3);
  expect([...order].sort()).toEqual([1, 2, 3, 4]);
  expect(order).not.toEqual([1, 2, 3, 4]);
});

test("lines to copy name the host by which the page came, below any path", () => {
  const page = new URL("https://home.example/tts-server/#health");
  const lines = snippets(page, ["tcp://0.0.0.0:10200", "http://0.0.0.0:8888"], "mai", "it's");
  expect(lines.map(({ name }) => name)).toEqual(["Home Assistant (Wyoming)", "curl", "Python", "OpenAI"]);
  expect(lines[0]!.text).toBe("host: home.example\nport: 10200");
  expect(lines[1]!.text).toBe("curl -G https://home.example/tts-server/tts/stream --data-urlencode 'text=it'\\''s' -o speech.wav");
  expect(lines[3]!.text).toContain('base_url="https://home.example/tts-server/v1"');
});
