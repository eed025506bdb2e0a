/** How long recent requests waited for their first sound: a dot each, the newest at the right. */

import type { SpokenRequest } from "../api/types";
import { median, milliseconds } from "../format";
import { useLanguage } from "../i18n";

const WIDTH = 640;
const HEIGHT = 120;
const PADDING = 10;

export function FirstSoundPlot({ recent }: { recent: readonly SpokenRequest[] }) {
  const { language, say } = useLanguage();
  const waits = recent
    .filter((request) => request.is_live && !request.is_cached && request.first_audio_s !== null)
    .map((request) => request.first_audio_s! * 1000);
  const middle = median(waits);
  if (middle === null) return null;
  const most = Math.max(...waits, 1);
  const top = most * 1.1;
  const x = (index: number) =>
    waits.length === 1 ? WIDTH / 2 : PADDING + (index / (waits.length - 1)) * (WIDTH - 2 * PADDING);
  const y = (wait: number) => HEIGHT - PADDING - (wait / top) * (HEIGHT - 2 * PADDING);
  return (
    <figure className="plot">
      <figcaption>
        <strong>{say.healthFirst}</strong>
        <span>
          {say.healthMedian(milliseconds(middle, language))}, {say.healthWorst(milliseconds(most, language))}
        </span>
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={say.healthPlot(waits.length, milliseconds(middle, language))}
        preserveAspectRatio="none"
      >
        <line className="plot-ground" x1={0} x2={WIDTH} y1={y(0)} y2={y(0)} />
        <line className="plot-median" x1={0} x2={WIDTH} y1={y(middle)} y2={y(middle)} />
        {waits.map((wait, index) => (
          // A stem of no length with round ends stays round, however the plot is stretched.
          <line key={index} className="plot-dot" x1={x(index)} x2={x(index)} y1={y(wait)} y2={y(wait)} />
        ))}
      </svg>
    </figure>
  );
}
