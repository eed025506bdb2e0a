/** One of those that are compared: its settings, or its letter alone while they are hidden, and its sound. */

import { useId } from "react";
import { decimal } from "../format";
import { useLanguage } from "../i18n";
import type { Contender } from "../pages/compare";
import { useServer } from "../server";
import type { Take } from "../speech/take";
import { useTake } from "../speech/useTake";
import { Icon } from "./Icon";
import { PlayButton, stateOf } from "./Player";
import { SpeakerSelect } from "./SpeakerSelect";
import { SpeedControl } from "./SpeedControl";
import { VoicePicker } from "./VoicePicker";
import { Waveform } from "./Waveform";

interface Props {
  letter: string;
  contender: Contender;
  take: Take | null;
  isHidden: boolean;
  isPreferred: boolean;
  canChoose: boolean;
  onChange: (fields: Partial<Contender>) => void;
  onPrefer: () => void;
  onRemove: (() => void) | null;
}

export function ContenderCard(props: Props) {
  const { letter, contender, take, isHidden, isPreferred } = props;
  const { say } = useLanguage();
  const { voices } = useServer();
  useTake(take);
  const name = say.compareTake(letter);
  const voice = voices?.voices.find((one) => one.name === contender.voice) ?? null;
  return (
    <section className={isPreferred ? "card contender is-preferred" : "card contender"} aria-label={name}>
      <header>
        <h2>{name}</h2>
        {isPreferred && <span className="badge accent">{say.compareChosen}</span>}
        {props.onRemove && !isHidden && (
          <button type="button" className="quiet small square" aria-label={say.compareRemove(name)} onClick={props.onRemove}>
            <Icon name="cross" />
          </button>
        )}
      </header>
      {isHidden ? (
        <p className="hidden-settings">{say.compareHidden}</p>
      ) : (
        <div className="stack">
          <VoicePicker value={contender.voice} onChange={(chosen) => props.onChange({ voice: chosen, speaker: "" })} />
          <SpeakerSelect voice={voice} value={contender.speaker} onChange={(speaker) => props.onChange({ speaker })} />
          <SpeedControl factor={contender.factor} onChange={(factor) => props.onChange({ factor })} />
          <Variation value={contender.noise} onChange={(noise) => props.onChange({ noise })} />
        </div>
      )}
      <div className="contender-sound">
        <PlayButton take={take} label={name} />
        <Waveform take={take} isSmall />
      </div>
      <footer>
        <span className="hint" role="status">
          {take && (take.isBusy || take.state === "failed" || take.isPlaying) ? stateOf(take, say) : ""}
        </span>
        <button type="button" className="quiet small" disabled={!props.canChoose} onClick={props.onPrefer}>
          {say.comparePrefer}
        </button>
      </footer>
    </section>
  );
}

const OWN = -0.1;

function Variation({ value, onChange }: { value: number | null; onChange: (noise: number | null) => void }) {
  const { language, say } = useLanguage();
  const id = useId();
  const said = value === null ? say.variationOwn : decimal(value, language);
  return (
    <div className="field">
      <div className="label-row">
        <label className="label" htmlFor={id}>
          {say.variation}
        </label>
        <output htmlFor={id}>{said}</output>
      </div>
      <input
        id={id}
        type="range"
        min={OWN}
        max={1.5}
        step={0.1}
        value={value ?? OWN}
        aria-valuetext={said}
        onChange={(event) => {
          const noise = Number(event.target.value);
          onChange(noise < -0.05 ? null : Math.max(0, Number(noise.toFixed(1))));
        }}
      />
    </div>
  );
}
