/** The same text several times, side by side; blind, if wanted. */

import { useEffect, useRef, useState } from "react";
import { useMessages } from "../i18n";
import { useKept } from "../keptState";
import { ContenderCard } from "../parts/ContenderCard";
import { Icon } from "../parts/Icon";
import { useServer } from "../server";
import type { Take } from "../speech/take";
import { useTakes } from "../speech/useSpeech";
import { LETTERS, MOST_CONTENDERS, shuffled, type Contender } from "./compare";

const FIRST: Contender[] = [
  { key: 1, voice: "", speaker: "", factor: 1, noise: null },
  { key: 2, voice: "", speaker: "", factor: 1 / 1.2, noise: null },
];

export function ComparePage() {
  const say = useMessages();
  const { voices, output } = useServer();
  const begin = useTakes();
  const [draft, setDraft] = useKept("draft", "");
  const [contenders, setContenders] = useState<Contender[]>(FIRST);
  const [order, setOrder] = useState<number[]>([1, 2]);
  const [takes, setTakes] = useState<ReadonlyMap<number, Take>>(new Map());
  const [isBlind, setBlind] = useState(false);
  const [preferred, setPreferred] = useState<number | null>(null);
  const latest = useRef(takes);
  useEffect(() => {
    latest.current = takes;
  });
  useEffect(() => () => latest.current.forEach((take) => take.drop()), []);

  const isHidden = isBlind && takes.size > 0 && preferred === null;
  const change = (key: number, fields: Partial<Contender>) => {
    setContenders(contenders.map((one) => (one.key === key ? { ...one, ...fields } : one)));
    takes.get(key)?.drop();
    setTakes(new Map([...takes].filter(([other]) => other !== key)));
  };
  const add = () => {
    const key = Math.max(...contenders.map((one) => one.key)) + 1;
    setContenders([...contenders, { ...contenders.at(-1)!, key }]);
    setOrder([...order, key]);
  };
  const remove = (key: number) => {
    takes.get(key)?.drop();
    setTakes(new Map([...takes].filter(([other]) => other !== key)));
    setContenders(contenders.filter((one) => one.key !== key));
    setOrder(order.filter((one) => one !== key));
  };
  const make = () => {
    takes.forEach((take) => take.drop());
    const text = draft || say.sample;
    output.prepare(voices?.voices[0]?.sample_rate_hz ?? 22050);
    const made = contenders.map((one): [number, Take] => {
      const take = begin(one, text, false);
      take.say(text);
      take.end();
      return [one.key, take];
    });
    setTakes(new Map(made));
    setPreferred(null);
    const keys = contenders.map((one) => one.key);
    setOrder(isBlind ? shuffled(keys) : keys);
  };
  return (
    <div className="page">
      <section className="card composer">
        <p className="intro">{say.compareIntro}</p>
        <div className="field">
          <label className="label" htmlFor="compare-text">
            {say.text}
          </label>
          <textarea
            id="compare-text"
            rows={3}
            value={draft}
            placeholder={say.sample}
            onChange={(event) => setDraft(event.target.value)}
          />
        </div>
        <div className="actions">
          <label className="tick">
            <input type="checkbox" checked={isBlind} onChange={(event) => setBlind(event.target.checked)} />
            <span>{say.compareBlind}</span>
          </label>
          <button type="button" className="quiet" disabled={contenders.length >= MOST_CONTENDERS} onClick={add}>
            <Icon name="plus" />
            {say.compareAdd}
          </button>
          <button type="button" className="main" onClick={make}>
            <Icon name="play" />
            {say.compareMake}
          </button>
        </div>
      </section>
      <div className="contenders">
        {order.map((key, place) => (
          <ContenderCard
            key={key}
            letter={LETTERS[place]!}
            contender={contenders.find((one) => one.key === key)!}
            take={takes.get(key) ?? null}
            isHidden={isHidden}
            isPreferred={preferred === key}
            canChoose={takes.size > 1 && preferred === null}
            onChange={(fields) => change(key, fields)}
            onPrefer={() => setPreferred(key)}
            onRemove={contenders.length > 2 ? () => remove(key) : null}
          />
        ))}
      </div>
    </div>
  );
}
