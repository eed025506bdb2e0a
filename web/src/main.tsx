import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { LanguageProvider } from "./i18n";
import { ServerProvider } from "./server";
import "./styles/base.css";
import "./styles/frame.css";
import "./styles/controls.css";
import "./styles/player.css";
import "./styles/pages.css";

createRoot(document.getElementById("studio")!).render(
  <StrictMode>
    <LanguageProvider>
      <ServerProvider>
        <App />
      </ServerProvider>
    </LanguageProvider>
  </StrictMode>,
);
