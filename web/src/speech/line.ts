/** The WebSocket to `/ws`: utterances go out as text and come back as sound and marks. */

import type { WordMark } from "./spans";

export interface Started {
  voice: string;
  speaker: string | null;
  language: string;
  sample_rate: number;
  warnings: string[];
}

export interface Done {
  audio_s: number;
  first_audio_s: number | null;
}

/** Who hears of one utterance. After `onDone`, `onCancelled` or `onFailed` nothing more comes. */
export interface Listener {
  onStarted(started: Started): void;
  onMarks(marks: WordMark[]): void;
  onSound(bytes: ArrayBuffer): void;
  onDone(done: Done): void;
  onCancelled(): void;
  onFailed(message: string, isLost: boolean): void;
}

export interface Manner {
  voice?: string;
  speaker?: string;
  speed?: number;
  noise_scale?: number;
  noise_w?: number;
  text_format?: "text" | "ssml";
  sample_rate?: number;
}

type Answer = { id: string | null; type: string } & Record<string, unknown>;

const NORMAL_CLOSE = 1000;
const MOST_TEXT = 4000;

export class Line {
  private lost: () => void = () => undefined;
  private socket: WebSocket | null = null;
  private waiting: string[] = [];
  private readonly listeners = new Map<string, Listener>();
  private speaking: string | null = null;
  private count = 0;

  /** `told` hears of a connection that breaks while somebody needs it, or without a reason. */
  whenLost(told: () => void): void {
    this.lost = told;
  }

  /** Connect ahead of time: the first sound comes sooner. */
  warm(): void {
    if (this.socket !== null) return;
    const url = new URL("ws", document.baseURI);
    url.protocol = url.protocol.replace("http", "ws");
    const socket = new WebSocket(url);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      for (const message of this.waiting.splice(0)) socket.send(message);
    };
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => this.hear(data);
    socket.onclose = (event) => this.closed(socket, event.code);
    this.socket = socket;
  }

  /** Begin an utterance; its text follows with `text` and `end`. */
  start(manner: Manner, listener: Listener): string {
    const id = `page-${++this.count}`;
    this.listeners.set(id, listener);
    this.send({ type: "start", id, format: "pcm", ...manner });
    return id;
  }

  /** Long texts go in pieces: messages have a greatest length. */
  text(text: string): void {
    for (let start = 0; start < text.length; start += MOST_TEXT) {
      this.send({ type: "text", text: text.slice(start, start + MOST_TEXT) });
    }
  }

  flush(): void {
    this.send({ type: "flush" });
  }

  end(): void {
    this.send({ type: "end" });
  }

  /** The server stops working on it at once; nobody hears of it any more. */
  cancel(id: string): void {
    if (this.listeners.delete(id)) this.send({ type: "cancel", id });
  }

  private send(message: object): void {
    this.warm();
    const data = JSON.stringify(message);
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(data);
    else this.waiting.push(data);
  }

  private hear(data: string | ArrayBuffer): void {
    if (data instanceof ArrayBuffer) {
      if (this.speaking !== null) this.listeners.get(this.speaking)?.onSound(data);
      return;
    }
    const answer = JSON.parse(data) as Answer;
    if (answer.type === "started") this.speaking = answer.id;
    const listener = answer.id === null ? undefined : this.listeners.get(answer.id);
    if (listener === undefined || answer.id === null) return;
    if (answer.type === "started") listener.onStarted(answer as unknown as Started);
    else if (answer.type === "marks") listener.onMarks(wordsOf(answer["marks"] as WordMark[]));
    else {
      this.listeners.delete(answer.id);
      if (answer.type === "done") listener.onDone(answer as unknown as Done);
      else if (answer.type === "cancelled") listener.onCancelled();
      else listener.onFailed(String(answer["message"]), false);
    }
  }

  private closed(socket: WebSocket, code: number): void {
    if (this.socket !== socket) return;
    this.socket = null;
    this.waiting = [];
    this.speaking = null;
    const left = [...this.listeners.values()];
    this.listeners.clear();
    for (const listener of left) listener.onFailed("", true);
    if (left.length > 0 || code !== NORMAL_CLOSE) this.lost();
  }
}

/** Without the marks of SSML, which are no words. */
function wordsOf(marks: WordMark[]): WordMark[] {
  return marks.filter((mark) => "word" in mark);
}
