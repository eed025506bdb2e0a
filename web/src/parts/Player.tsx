/** A take as people hear it: play and pause, its waveform, its times, and how quick it was. */

import type { ReactNode } from "react";
import { clock, decimal, milliseconds } from "../format";
import { useLanguage, useMessages } from "../i18n";
import type { Messages } from "../i18n/en";
import type { Take } from "../speech/take";
import { useTake } from "../speech/useTake";
import { Icon } from "./Icon";
import { Waveform } from "./Waveform";

export function Player({ take }: { take: Take | null }) {
  const say = useMessages();
  return (
    <div className="player" role="group" aria-label={say.playback}>
      <PlayButton take={take} />
      <Waveform take={take} />
      <Numbers take={take} />
    </div>
  );
}

export function PlayButton({ take, label }: { take: Take | null; label?: string }) {
  const say = useMessages();
  useTake(take);
  const isPlaying = take?.isPlaying ?? false;
  const name = isPlaying ? say.pause : take && take.seconds > 0 && !take.isBusy ? say.playAgain : say.play;
  return (
    <button
      type="button"
      className="round"
      disabled={!take || (take.seconds === 0 && !isPlaying)}
      aria-label={label ? `${name}: ${label}` : name}
      title={name}
      onClick={() => (isPlaying ? take?.pause() : void take?.play())}
    >
      <Icon name={isPlaying ? "pause" : "play"} />
    </button>
  );
}

/** The places are always there, so that nothing moves when a number comes. */
export function Numbers({ take }: { take: Take | null }) {
  const { language, say } = useLanguage();
  useTake(take);
  return (
    <dl className="numbers">
      <Fact name={say.length}>{take?.seconds ? clock(take.seconds) : "–"}</Fact>
      <Fact name={say.firstSound}>{take?.firstSoundMs ? milliseconds(take.firstSoundMs, language) : "–"}</Fact>
      <Fact name={say.realTime} more={say.realTimeMore}>
        {take?.realTimeFactor ? decimal(take.realTimeFactor, language, take.realTimeFactor < 0.1 ? 3 : 2) : "–"}
      </Fact>
    </dl>
  );
}

function Fact({ name, more, children }: { name: string; more?: string; children: ReactNode }) {
  return (
    <div title={more}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** In words how a take stands; empty without one. */
export function stateOf(take: Take | null, say: Messages): string {
  if (take === null) return "";
  if (take.state === "failed") return take.isLost ? say.lostWhileSpeaking : `${say.failed} ${take.error}`;
  if (take.state === "stopped") return say.stopped;
  if (take.state === "waiting") return say.waiting;
  if (take.isPlaying) return say.speaking;
  return take.state === "made" && take.position >= take.seconds - 0.05 ? say.done : say.paused;
}
