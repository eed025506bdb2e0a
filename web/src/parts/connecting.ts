/** Lines that people copy to reach this server from elsewhere. Pure. */

export interface Snippet {
  name: string;
  /** A line for programs; for Home Assistant what its form asks for. */
  text: string;
}

/** The host is the one by which the page was reached: what the server listens on may be `0.0.0.0`. */
export function snippets(page: URL, addresses: readonly string[], voice: string, text: string): Snippet[] {
  const base = page.href.replace(/[#?].*$/, "").replace(/[^/]*$/, "").replace(/\/$/, "");
  const wyoming = addresses.find((address) => address.startsWith("tcp://"))?.match(/:(\d+)$/)?.[1];
  const quoted = JSON.stringify(text);
  return [
    ...(wyoming ? [{ name: "Home Assistant (Wyoming)", text: `host: ${page.hostname}\nport: ${wyoming}` }] : []),
    {
      name: "curl",
      text: `curl -G ${base}/tts/stream --data-urlencode 'text=${text.replaceAll("'", "'\\''")}' -o speech.wav`,
    },
    {
      name: "Python",
      text: [
        "import httpx",
        `answer = httpx.post("${base}/tts/stream", json={"text": ${quoted}}, timeout=60)`,
        'open("speech.wav", "wb").write(answer.content)',
      ].join("\n"),
    },
    {
      name: "OpenAI",
      text: [
        "from openai import OpenAI",
        `client = OpenAI(base_url="${base}/v1", api_key="none")`,
        `client.audio.speech.create(model="tts-1", voice="${voice || "alloy"}", input=${quoted}).write_to_file("speech.mp3")`,
      ].join("\n"),
    },
  ];
}
