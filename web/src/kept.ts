/** What the browser keeps between two visits; a browser that keeps nothing is fine too. */

const PREFIX = "vitts.";

function quietly<T>(work: () => T, otherwise: T): T {
  try {
    return work();
  } catch {
    return otherwise;
  }
}

function drawer(storage: () => Storage) {
  return {
    get: (name: string): string | null => quietly(() => storage().getItem(PREFIX + name), null),
    set: (name: string, value: string): void => quietly(() => storage().setItem(PREFIX + name, value), undefined),
    remove: (name: string): void => quietly(() => storage().removeItem(PREFIX + name), undefined),
  };
}

export const kept = drawer(() => localStorage);
/** Until the tab is closed. */
export const keptInTab = drawer(() => sessionStorage);
