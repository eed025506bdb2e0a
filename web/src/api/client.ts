/** Requests to the server that this page came from, and what went wrong with them. */

/** The server answered with an error, in words for people. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** The server did not answer at all. */
export class Unreachable extends Error {}

export interface Asked {
  method?: string;
  body?: unknown;
  token?: string | null;
  accept?: string;
  signal?: AbortSignal;
}

/** Paths are relative: the page may live below a proxy's path. */
export async function ask<T>(path: string, asked: Asked = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: asked.accept ?? "application/json" };
  if (asked.body !== undefined) headers["Content-Type"] = "application/json";
  if (asked.token) headers["Authorization"] = `Bearer ${asked.token}`;
  const init: RequestInit = { method: asked.method ?? "GET", headers, cache: "no-store" };
  if (asked.body !== undefined) init.body = JSON.stringify(asked.body);
  if (asked.signal) init.signal = asked.signal;
  const answer = await reach(path, init);
  if (!answer.ok) throw await refusal(answer);
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}

async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Unreachable(String(error));
  }
}

async function refusal(answer: Response): Promise<Refused> {
  const body: unknown = await answer.json().catch(() => null);
  const said = body !== null && typeof body === "object" && "error" in body ? String(body.error) : answer.statusText;
  return new Refused(answer.status, said);
}

/** Sends a file and tells how far it has come, which `fetch` can't. */
export function upload(path: string, file: Blob, token: string, onProgress: (share: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", path);
    request.setRequestHeader("Authorization", `Bearer ${token}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = (event) => onProgress(event.total ? event.loaded / event.total : 0);
    request.onerror = () => reject(new Unreachable("upload"));
    request.onload = () => {
      if (request.status < 300) return resolve();
      let said = request.statusText;
      try {
        said = String((JSON.parse(request.responseText) as { error: unknown }).error);
      } catch {
        // What stands between us and the server answered in words of its own.
      }
      reject(new Refused(request.status, said));
    };
    request.send(file);
  });
}
