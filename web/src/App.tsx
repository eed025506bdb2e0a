/** The frame: who we are, the five pages, language and colours, and whether the server is there. */

import { useEffect, useRef, useState, type ComponentType } from "react";
import { useLanguage, useMessages } from "./i18n";
import { Icon, type IconName } from "./parts/Icon";
import { ThemeChoice } from "./parts/ThemeChoice";
import { ComparePage } from "./pages/ComparePage";
import { HealthPage } from "./pages/HealthPage";
import { LivePage } from "./pages/LivePage";
import { SpeakPage } from "./pages/SpeakPage";
import { VoicesPage } from "./pages/VoicesPage";
import { useServer } from "./server";

const PAGES: Record<PageName, ComponentType> = {
  speak: SpeakPage,
  compare: ComparePage,
  live: LivePage,
  voices: VoicesPage,
  health: HealthPage,
};
const NAMES = ["speak", "compare", "live", "voices", "health"] as const;
type PageName = (typeof NAMES)[number] & IconName;

export function App() {
  const page = usePage();
  const say = useMessages();
  const Page = PAGES[page];
  const main = useRef<HTMLElement>(null);
  const shown = useRef(page);
  useEffect(() => {
    document.title = `${say.nav[page]} · vitts-server`;
    if (shown.current !== page) {
      main.current?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    shown.current = page;
  }, [page, say]);
  return (
    <>
      <a className="skip" href={`#${page}`} onClick={(event) => (event.preventDefault(), main.current?.focus())}>
        {say.skip}
      </a>
      <header className="frame-head">
        <a className="wordmark" href="#speak">
          <Icon name="mark" />
          <span>vitts</span>
        </a>
        <Navigation page={page} />
        <div className="frame-tools">
          <LanguageSwitch />
          <ThemeChoice />
        </div>
      </header>
      <Contact />
      <main ref={main} id="main" tabIndex={-1}>
        <h1 className="unseen">{say.nav[page]}</h1>
        <Page />
      </main>
    </>
  );
}

function Navigation({ page }: { page: PageName }) {
  const say = useMessages();
  return (
    <nav aria-label={say.nav.label} className="frame-nav">
      {NAMES.map((name) => (
        <a key={name} href={`#${name}`} aria-current={name === page ? "page" : undefined}>
          <Icon name={name} />
          <span>{say.nav[name]}</span>
        </a>
      ))}
    </nav>
  );
}

function LanguageSwitch() {
  const { language, say, change } = useLanguage();
  const other = language === "en" ? "vi" : "en";
  return (
    <button type="button" className="quiet small" lang={other} onClick={() => change(other)}>
      {say.otherLanguage}
    </button>
  );
}

/** The place is always there, so that nothing moves when something is said. */
function Contact() {
  const { contact } = useServer();
  const say = useMessages();
  return (
    <div role="status" aria-live="polite" className={`contact ${contact}`}>
      {contact === "lost" && say.lost}
      {contact === "back" && say.back}
    </div>
  );
}

function usePage(): PageName {
  const [page, setPage] = useState(pageInAddress);
  useEffect(() => {
    const moved = () => setPage(pageInAddress());
    addEventListener("hashchange", moved);
    return () => removeEventListener("hashchange", moved);
  }, []);
  return page;
}

function pageInAddress(): PageName {
  const named = location.hash.slice(1);
  return NAMES.find((name) => name === named) ?? "speak";
}
