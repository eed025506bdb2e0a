/** Two files on their way to the server, and why it refused them. */

import { useId, useState, type DragEvent } from "react";
import { Refused, upload } from "../api/client";
import { useMessages } from "../i18n";
import { said, useServer } from "../server";
import { pairOf } from "../voices/files";
import { Icon } from "./Icon";

interface Told {
  text: string;
  isProblem: boolean;
  /** From 0 to 1 while files are sent. */
  share: number | null;
}

const SILENT: Told = { text: "", isProblem: false, share: null };

export function Upload({ onAdded }: { onAdded: () => Promise<void> }) {
  const say = useMessages();
  const { token, setToken, watched } = useServer();
  const [told, setTold] = useState(SILENT);
  const [isOver, setOver] = useState(false);
  const id = useId();

  const take = async (files: File[]) => {
    const chosen = pairOf(files);
    if (!("pair" in chosen)) {
      const text = "missing" in chosen ? say.uploadMissing(chosen.missing) : say.uploadNames;
      return setTold({ text, isProblem: true, share: null });
    }
    const { name, model, config } = chosen.pair;
    const send = (path: string, file: File, isLast: boolean) =>
      watched(
        upload(`voices/uploads/${encodeURIComponent(path)}`, file, token ?? "", (share) =>
          setTold({ text: isLast && share === 1 ? say.uploadChecking : say.uploadSending(file.name), isProblem: false, share }),
        ),
      );
    try {
      await send(`${name}.onnx.json`, config, false);
      await send(`${name}.onnx`, model, true);
      setTold({ text: say.uploadDone(name), isProblem: false, share: null });
      await onAdded();
    } catch (error) {
      if (error instanceof Refused && error.status === 401) setToken(null);
      const reason = error instanceof Refused ? `${say.uploadRefused} ${error.message}` : said(error, say.lost);
      setTold({ text: reason, isProblem: true, share: null });
    }
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take([...event.dataTransfer.files]);
  };
  return (
    <div
      className={isOver ? "drop is-over" : "drop"}
      onDragOver={(event) => (event.preventDefault(), setOver(true))}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Icon name="upload" />
      <label className="file-button" htmlFor={id}>
        {say.uploadChoose}
      </label>
      <input
        id={id}
        type="file"
        multiple
        accept=".onnx,.json"
        disabled={told.share !== null}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          event.target.value = "";
          if (files.length > 0) void take(files);
        }}
      />
      <span className="hint">{say.uploadDrop}</span>
      <progress value={told.share ?? 0} max={1} aria-label={say.upload} data-idle={told.share === null || undefined} />
      <p className={told.isProblem ? "problem said" : "hint said"} role="status">
        {told.text}
      </p>
    </div>
  );
}
