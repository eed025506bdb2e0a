/** Calls back once for each frame of the screen while something moves, and once when it stops. */

import { useEffect, useRef } from "react";

export function useFrames(isMoving: boolean, draw: () => void): void {
  const latest = useRef(draw);
  useEffect(() => {
    latest.current = draw;
    draw();
  });
  useEffect(() => {
    if (!isMoving) return;
    let frame = requestAnimationFrame(function next() {
      latest.current();
      frame = requestAnimationFrame(next);
    });
    return () => cancelAnimationFrame(frame);
  }, [isMoving]);
}
