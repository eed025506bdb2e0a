/** State that the browser keeps. */

import { useEffect, useState } from "react";
import { kept } from "./kept";

export function useKept(name: string, otherwise: string): [string, (value: string) => void] {
  const [value, setValue] = useState(() => kept.get(name) ?? otherwise);
  useEffect(() => kept.set(name, value), [name, value]);
  return [value, setValue];
}

export function useKeptNumber(name: string, otherwise: number): [number, (value: number) => void] {
  const [value, setValue] = useKept(name, String(otherwise));
  const number = Number(value);
  return [Number.isFinite(number) && value ? number : otherwise, (next) => setValue(String(next))];
}
