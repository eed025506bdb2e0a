/** The five speeds of the interface on a slider, everything between them, and a factor for who knows it. */

import { useId, useState } from "react";
import { useLanguage } from "../i18n";
import { decimal } from "../format";
import { checkedFactor, factorAt, placeOf, WORDS, wordOf } from "../speech/speed";

interface Props {
  factor: number;
  onChange: (factor: number) => void;
}

export function SpeedControl({ factor, onChange }: Props) {
  const { language, say } = useLanguage();
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const word = wordOf(factor);
  const name = word ? say.speedWords[word] : say.speedFree(decimal(factor, language));
  const keep = () => {
    const found = typed === null ? null : checkedFactor(typed);
    if (found !== null) onChange(found);
    setTyped(null);
  };
  return (
    <div className="field speed">
      <div className="label-row">
        <label className="label" htmlFor={id}>
          {say.speed}
        </label>
        <output htmlFor={id}>{name}</output>
      </div>
      <div className="speed-row">
        <div className="speed-slider">
          <input
            id={id}
            type="range"
            min={0}
            max={100}
            step={1}
            list={`${id}-words`}
            value={Math.round(placeOf(factor))}
            aria-valuetext={name}
            onChange={(event) => onChange(factorAt(Number(event.target.value)))}
          />
          <datalist id={`${id}-words`}>
            {WORDS.map(({ word, place }) => (
              <option key={word} value={place} label={say.speedWords[word]} />
            ))}
          </datalist>
          <div className="ticks" aria-hidden="true">
            {WORDS.map(({ word: other, lengthScale }) => (
              <button
                key={other}
                type="button"
                tabIndex={-1}
                className={other === word ? "is-chosen" : ""}
                onClick={() => onChange(1 / lengthScale)}
              >
                {say.speedWords[other]}
              </button>
            ))}
          </div>
        </div>
        <label className="factor">
          <span className="unseen">{say.speedFactor}</span>
          <input
            type="text"
            inputMode="decimal"
            value={typed ?? decimal(factor, language)}
            onChange={(event) => setTyped(event.target.value)}
            onBlur={keep}
            onKeyDown={(event) => event.key === "Enter" && !event.ctrlKey && keep()}
          />
          <span aria-hidden="true">×</span>
        </label>
      </div>
    </div>
  );
}
