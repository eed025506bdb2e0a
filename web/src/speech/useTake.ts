/** A take as a part of the page: drawn anew whenever something about it changes. */

import { useSyncExternalStore } from "react";
import type { Take } from "./take";

const nothing = () => () => undefined;

export function useTake(take: Take | null): Take | null {
  useSyncExternalStore(take?.watch ?? nothing, () => take?.version ?? -1);
  return take;
}
