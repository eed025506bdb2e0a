/** Numbers as people read them. Pure. */

export function clock(seconds: number): string {
  const tenths = Math.floor(seconds * 10 + 1e-6);
  const [minutes, rest] = [Math.floor(tenths / 600), (tenths % 600) / 10];
  return `${minutes}:${rest.toFixed(1).padStart(4, "0")}`;
}

export function milliseconds(ms: number, language: string): string {
  if (ms >= 10_000) return `${(ms / 1000).toLocaleString(language, { maximumFractionDigits: 1 })} s`;
  return `${Math.round(ms).toLocaleString(language)} ms`;
}

export function megabytes(bytes: number, language: string): string {
  const mb = bytes / 1e6;
  return `${mb.toLocaleString(language, { maximumFractionDigits: mb < 10 ? 1 : 0 })} MB`;
}

export function decimal(value: number, language: string, digits = 2): string {
  return value.toLocaleString(language, { maximumFractionDigits: digits });
}

export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
