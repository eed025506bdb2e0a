/** Which of the files that people chose belong together as a voice. Pure. */

export interface VoicePair<F> {
  name: string;
  model: F;
  config: F;
}

export type Chosen<F> = { pair: VoicePair<F> } | { missing: string } | { unclear: true };

const MODEL = /\.onnx$/i;
const CONFIG = /\.json$/i;

export function pairOf<F extends { name: string }>(files: readonly F[]): Chosen<F> {
  const models = files.filter((file) => MODEL.test(file.name));
  const configs = files.filter((file) => CONFIG.test(file.name));
  const [model, config] = [models[0], configs[0]];
  if (models.length > 1 || configs.length > 1 || (!model && !config)) return { unclear: true };
  if (!model) return { missing: config!.name.replace(CONFIG, "") };
  if (!config) return { missing: `${model.name}.json` };
  return { pair: { name: safeName(model.name.replace(MODEL, "")), model, config } };
}

/** What the server takes as a name: letters, digits, dots, dashes and underscores. */
export function safeName(name: string): string {
  return name.normalize("NFC").replace(/[^\p{L}\p{N}_.-]+/gu, "-").replace(/^[.-]+|[.-]+$/g, "") || "voice";
}
