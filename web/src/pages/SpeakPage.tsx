/** Text in, sound out: the page that most people need. */

import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { useLanguage } from "../i18n";
import { useKept, useKeptNumber } from "../keptState";
import { Downloads, type Spoken } from "../parts/Downloads";
import { FixWord } from "../parts/FixWord";
import { Icon } from "../parts/Icon";
import { Player, stateOf } from "../parts/Player";
import { SpeakerSelect } from "../parts/SpeakerSelect";
import { SpeedControl } from "../parts/SpeedControl";
import { VoicePicker } from "../parts/VoicePicker";
import { Words } from "../parts/Words";
import { defaultVoice, useServer } from "../server";
import { characters } from "../speech/spans";
import { useSpeech } from "../speech/useSpeech";
import { useTake } from "../speech/useTake";

export function SpeakPage() {
  const { say } = useLanguage();
  const { output, voices } = useServer();
  const [draft, setDraft] = useKept("draft", "");
  const [voice, setVoice] = useKept("voice", "");
  const [speaker, setSpeaker] = useKept("speaker", "");
  const [factor, setFactor] = useKeptNumber("speed", 1);
  const [word, setWord] = useState<string | null>(null);
  const [isFixing, setFixing] = useState(false);
  const [changed, setChanged] = useState("");
  const [spoken, setSpoken] = useState<Spoken | null>(null);
  const { take, speak } = useSpeech();
  useTake(take);

  const chosen = voices?.voices.find((one) => one.name === voice) ?? null;
  const hasGone = voice !== "" && voices !== null && chosen === null;
  useEffect(() => {
    if (hasGone) setVoice("");
  }, [hasGone, setVoice]);
  const rateHz = (chosen ?? defaultVoice(voices))?.sample_rate_hz ?? 22050;
  const isActive = take !== null && (take.isBusy || take.isPlaying);

  const start = () => {
    const text = draft || say.sample;
    if (!text.trim()) return;
    setWord(null);
    setChanged("");
    const wish = { voice: chosen?.name ?? "", speaker: chosen?.speakers.includes(speaker) ? speaker : "", factor };
    setSpoken({ text, ...wish });
    speak(wish, text);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      start();
    } else if (event.key === "Escape" && isActive && !event.defaultPrevented) take?.stop();
  };
  // Whoever begins to type or to choose will soon want to hear something: the loudspeaker takes a moment to get ready.
  const wake = () => {
    if (!isActive && voices !== null) output.prepare(rateHz);
  };
  return (
    <div className="page speak-page" onKeyDown={(event) => (onKey(event), wake())} onPointerDown={wake}>
      <section className="card composer">
        <TextBox value={draft} onChange={setDraft} placeholder={say.sample} />
        <div className="controls">
          <VoicePicker value={chosen ? voice : ""} onChange={(name) => (setVoice(name), setSpeaker(""))} />
          <SpeakerSelect voice={chosen} value={speaker} onChange={setSpeaker} />
          <SpeedControl factor={factor} onChange={setFactor} />
        </div>
        <div className="actions">
          <p className="state" role="status">
            {stateOf(take, say)}
          </p>
          <kbd>{say.speakKeys}</kbd>
          <button type="button" className="quiet" disabled={!isActive} onClick={() => take?.stop()}>
            <Icon name="stop" />
            {say.stop}
          </button>
          <button type="button" className="main" disabled={voices?.voices.length === 0} onClick={start}>
            <Icon name="play" />
            {say.speak}
          </button>
        </div>
        {voices?.voices.length === 0 && (
          <p className="note">
            {say.voiceEmpty} <a href="#voices">{say.voiceEmptyMore}</a>
          </p>
        )}
      </section>
      <section className="card listening">
        <Player take={take} />
        <Words take={take} onChoose={setWord} />
        <div className="word-tools">
          {word !== null && take?.started ? (
            <>
              <span>
                {say.word}: <strong>{word}</strong>
              </span>
              <button type="button" className="quiet small" onClick={() => setFixing(true)}>
                <Icon name="pencil" />
                {say.fix}
              </button>
            </>
          ) : (
            <span className="hint">{take?.started?.warnings.join(" ") || " "}</span>
          )}
          <span role="status" className="hint">
            {changed}
          </span>
        </div>
        <Downloads spoken={spoken} />
      </section>
      {isFixing && word !== null && take?.started && (
        <FixWord
          word={word}
          language={take.started.language}
          voice={take.started.voice}
          rateHz={rateHz}
          onClose={() => setFixing(false)}
          onChanged={setChanged}
        />
      )}
    </div>
  );
}

interface TextBoxProps {
  value: string;
  onChange: (text: string) => void;
  placeholder: string;
}

function TextBox({ value, onChange, placeholder }: TextBoxProps) {
  const { say } = useLanguage();
  const box = useRef<HTMLTextAreaElement>(null);
  return (
    <div className="text-box">
      <div className="label-row">
        <label className="label" htmlFor="text">
          {say.text}
        </label>
        <output htmlFor="text">{say.characters(characters(value))}</output>
      </div>
      <textarea
        id="text"
        ref={box}
        rows={6}
        value={value}
        placeholder={placeholder}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}
