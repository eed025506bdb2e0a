import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/** The paths of the server that the page asks; `npm run dev` passes them on. */
const SERVER = process.env["VITTS_URL"] ?? "http://127.0.0.1:8888";
const PATHS = ["/activity", "/audio", "/health", "/lexicon", "/livez", "/tts", "/voices", "/ws"];

export default defineConfig({
  plugins: [react()],
  // Relative: the page works below any path that a proxy gives it.
  base: "./",
  build: {
    outDir: "../vitts_server/protocols/http/page/built",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 800,
  },
  worker: { format: "es" },
  server: {
    proxy: Object.fromEntries(PATHS.map((path) => [path, { target: SERVER, ws: path === "/ws" }])),
  },
  test: { include: ["tests/**/*.test.ts"] },
});
