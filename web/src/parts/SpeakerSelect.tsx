/** Which of a voice's speakers; nothing for voices that have one. */

import { useId } from "react";
import type { Voice } from "../api/types";
import { useMessages } from "../i18n";

interface Props {
  voice: Voice | null;
  value: string;
  onChange: (speaker: string) => void;
}

export function SpeakerSelect({ voice, value, onChange }: Props) {
  const say = useMessages();
  const id = useId();
  if (voice === null || voice.speakers.length < 2) return null;
  return (
    <div className="field">
      <label className="label" htmlFor={id}>
        {say.speaker}
      </label>
      <select id={id} value={voice.speakers.includes(value) ? value : ""} onChange={(event) => onChange(event.target.value)}>
        <option value="">{say.speakerFirst}</option>
        {voice.speakers.map((speaker) => (
          <option key={speaker} value={speaker}>
            {speaker}
          </option>
        ))}
      </select>
    </div>
  );
}
