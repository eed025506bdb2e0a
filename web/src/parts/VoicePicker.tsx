/** Chooses a voice: searchable, by language, with who made it and under which licence. */

import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from "react";
import type { Voice } from "../api/types";
import { useLanguage } from "../i18n";
import { defaultVoice, useServer } from "../server";
import { grouped, type VoiceGroup } from "../voices/grouping";
import { Icon } from "./Icon";

interface Props {
  /** Name of a voice; empty for whoever is the default. */
  value: string;
  onChange: (name: string) => void;
  label?: string;
}

export function VoicePicker({ value, onChange, label }: Props) {
  const { say } = useLanguage();
  const { voices } = useServer();
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const ids = { label: useId(), value: useId() };
  const chosen = voices?.voices.find((voice) => voice.name === value) ?? null;
  const first = defaultVoice(voices);

  useEffect(() => {
    if (!isOpen) return;
    const away = (event: PointerEvent) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", away);
    return () => document.removeEventListener("pointerdown", away);
  }, [isOpen]);

  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <div className="field picker" ref={root}>
      <span className="label" id={ids.label}>
        {label ?? say.voice}
      </span>
      <button
        ref={button}
        type="button"
        className="picker-button"
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        aria-labelledby={`${ids.label} ${ids.value}`}
        onClick={() => setOpen(!isOpen)}
      >
        <span id={ids.value} className="picker-value">
          <strong>{chosen?.name ?? say.voiceAutomatic}</strong>
          <small>{chosen ? chosen.description : first ? say.voiceAutomaticMore(first.name) : say.loading}</small>
        </span>
        <Icon name="down" />
      </button>
      {isOpen && voices !== null && (
        <Choices
          voices={voices.voices}
          value={value}
          labelledBy={ids.label}
          onChoose={(name) => (onChange(name), close())}
          onClose={close}
        />
      )}
    </div>
  );
}

interface ChoicesProps {
  voices: Voice[];
  value: string;
  labelledBy: string;
  onChoose: (name: string) => void;
  onClose: () => void;
}

function Choices({ voices, value, labelledBy, onChoose, onClose }: ChoicesProps) {
  const { language, say } = useLanguage();
  const [search, setSearch] = useState("");
  const groups = useMemo(() => grouped(voices, search, language), [voices, search, language]);
  const names = useMemo(
    () => [...(search ? [] : [""]), ...groups.flatMap((group) => group.voices.map((voice) => voice.name))],
    [groups, search],
  );
  const [wanted, setWanted] = useState(value);
  const active = names.includes(wanted) ? wanted : names[0];
  const id = useId();
  const optionId = (name: string) => `${id}-${names.indexOf(name)}`;
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector(".is-active")?.scrollIntoView({ block: "nearest" });
  }, [active]);

  const onKey = (event: KeyboardEvent) => {
    const at = names.indexOf(active ?? "");
    const moves: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 8, PageUp: at - 8 };
    const move = moves[event.key];
    if (move !== undefined) setWanted(names[Math.max(0, Math.min(names.length - 1, move))] ?? "");
    else if (event.key === "Enter" && active !== undefined) onChoose(active);
    else if (event.key === "Escape" || event.key === "Tab") onClose();
    else return;
    if (event.key !== "Tab") event.preventDefault();
  };
  const option = (name: string) => ({
    id: optionId(name),
    role: "option",
    "aria-selected": name === value,
    className: `option${name === active ? " is-active" : ""}`,
    onClick: () => onChoose(name),
    onPointerMove: () => setWanted(name),
  });
  return (
    <div className="picker-panel" role="dialog" aria-labelledby={labelledBy}>
      <div className="search">
        <Icon name="search" />
        <input
          type="text"
          role="combobox"
          autoFocus
          autoComplete="off"
          spellCheck={false}
          placeholder={say.voiceSearch}
          aria-label={say.voiceSearch}
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={active === undefined ? undefined : optionId(active)}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          onKeyDown={onKey}
        />
      </div>
      <div className="picker-list" id={`${id}-list`} role="listbox" aria-labelledby={labelledBy} ref={list}>
        {!search && (
          <div {...option("")}>
            <strong>{say.voiceAutomatic}</strong>
            <small>{say.voiceAutomaticMore(voices.find((voice) => voice.default)?.name ?? "")}</small>
          </div>
        )}
        {groups.map((group) => (
          <Group key={group.tag} group={group} option={option} />
        ))}
        {names.length === 0 && <p className="hint">{say.voiceNone}</p>}
      </div>
    </div>
  );
}

type Option = (name: string) => object;

function Group({ group, option }: { group: VoiceGroup; option: Option }) {
  const { say } = useLanguage();
  return (
    <div role="group" aria-label={group.name}>
      <div className="option-group" aria-hidden="true">
        {group.name}
      </div>
      {group.voices.map((voice) => (
        <div key={voice.name} {...option(voice.name)}>
          <span className="option-name">
            <strong>{voice.name}</strong>
            {voice.default && <span className="badge accent">{say.isDefault}</span>}
          </span>
          <small>{facts(voice, say).join(" · ")}</small>
        </div>
      ))}
    </div>
  );
}

function facts(voice: Voice, say: ReturnType<typeof useLanguage>["say"]): string[] {
  return [
    voice.description && voice.description !== voice.name ? voice.description : "",
    voice.preset_of ? say.presetOf(voice.preset_of) : "",
    voice.quality,
    voice.speakers.length > 1 ? say.speakers(voice.speakers.length) : "",
    voice.attribution.name,
    voice.license || say.noLicense,
  ].filter(Boolean);
}
