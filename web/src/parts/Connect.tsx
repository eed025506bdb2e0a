/** Lines to copy for other programs. */

import { useState } from "react";
import type { Activity } from "../api/types";
import { useLanguage } from "../i18n";
import { snippets } from "./connecting";
import { Icon } from "./Icon";

export function Connect({ activity }: { activity: Activity }) {
  const { language, say } = useLanguage();
  const [copied, setCopied] = useState("");
  const text = language === "vi" ? "Xin chào" : "Hello";
  const lines = snippets(new URL(document.baseURI), activity.addresses, activity.default_voice ?? "", text);
  const copy = async (name: string, line: string) => {
    await copyText(line);
    setCopied(name);
  };
  return (
    <section className="card" aria-labelledby="connect">
      <h2 id="connect">{say.healthConnect}</h2>
      <ul className="snippets">
        {lines.map((line) => (
          <li key={line.name}>
            <div className="snippet-head">
              <h3>{line.name}</h3>
              <span role="status" className="hint">
                {copied === line.name ? say.healthCopied : ""}
              </span>
              <button
                type="button"
                className="quiet small"
                aria-label={`${say.healthCopy}: ${line.name}`}
                onClick={() => void copy(line.name, line.text)}
              >
                <Icon name="copy" />
                {say.healthCopy}
              </button>
            </div>
            <pre tabIndex={0} aria-label={line.name}>
              <code>{line.text}</code>
            </pre>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Pages that did not come over https have no clipboard: there the text is selected and copied as by hand. */
async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const box = document.createElement("textarea");
  box.value = text;
  document.body.append(box);
  box.select();
  document.execCommand("copy");
  box.remove();
}
