/** Light, dark, or as the device has it. */

import { useEffect, useState } from "react";
import { useMessages } from "../i18n";
import { kept } from "../kept";
import { Icon, type IconName } from "./Icon";

const THEMES = ["auto", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];
const ICONS: Record<Theme, IconName> = { auto: "device", light: "sun", dark: "moon" };

export function ThemeChoice() {
  const say = useMessages();
  const [theme, setTheme] = useState<Theme>(() => THEMES.find((name) => name === kept.get("theme")) ?? "auto");
  useEffect(() => {
    document.documentElement.dataset["theme"] = theme;
    kept.set("theme", theme);
  }, [theme]);
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length]!;
  return (
    <button
      type="button"
      className="quiet small square"
      aria-label={`${say.theme.label}: ${say.theme[theme]}`}
      title={`${say.theme.label}: ${say.theme[theme]}`}
      onClick={() => setTheme(next)}
    >
      <Icon name={ICONS[theme]} />
    </button>
  );
}
