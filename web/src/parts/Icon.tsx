/** A few drawings of our own; whoever can't see them hears the text beside them. */

const PATHS = {
  mark: "M5 10v4M9.5 7v10M14 4v16M18.5 8v8",
  speak: "M5 10v4M9.5 7v10M14 4v16M18.5 8v8",
  compare: "M4 6h7v12H4zM13 6h7v12h-7z",
  live: "M4 7h16M4 12h10M4 17h6M18 13v6M15 16h6",
  voices: "M12 4a4 4 0 0 1 4 4v3a4 4 0 0 1-8 0V8a4 4 0 0 1 4-4zM5 11a7 7 0 0 0 14 0M12 18v3",
  health: "M3 12h4l3-7 4 14 3-7h4",
  play: "M8 5l11 7-11 7z",
  pause: "M8 5v14M16 5v14",
  stop: "M7 7h10v10H7z",
  search: "M11 5a6 6 0 1 1 0 12 6 6 0 0 1 0-12zM15.5 15.5L20 20",
  down: "M6 9l6 6 6-6",
  check: "M5 12.5l4.5 4.5L19 7.5",
  plus: "M12 5v14M5 12h14",
  cross: "M6 6l12 12M18 6L6 18",
  lock: "M7 11V8a5 5 0 0 1 10 0v3M5 11h14v9H5z",
  sun: "M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4",
  moon: "M20 14.5A8 8 0 0 1 9.5 4a8 8 0 1 0 10.5 10.5z",
  device: "M4 5h16v11H4zM9 20h6M12 16v4",
  pencil: "M4 20l1-4L16 5l3 3L8 19z",
  upload: "M12 16V4M7 9l5-5 5 5M4 20h16",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
