/** Where in each server's UI the user was last: this browser's LocalStorage, one key per base path. */
export interface LastPlaces {
  /** Path and query below B/s/{id}, "/" where nothing is known. */
  of(id: string): string
  keep(id: string, path: string): void
}

const MOST = 64
/** No host, no way up: what is kept here becomes a part of an address. */
const PLACE = /^\/(?!\/)[^\\]{0,2000}$/

export function createLastPlaces(base: string, storage: () => Storage): LastPlaces {
  const key = `opencode-proxy:${base}:places`

  function read(): [string, string][] {
    try {
      const value: unknown = JSON.parse(storage().getItem(key) ?? "[]")
      return Array.isArray(value) ? value.filter(isPlace) : []
    } catch {
      return []
    }
  }

  return {
    of: (id) => read().find(([other]) => other === id)?.[1] ?? "/",
    keep(id, path) {
      if (!PLACE.test(path) || hasDots(path)) return
      try {
        storage().setItem(key, JSON.stringify([[id, path], ...read().filter(([other]) => other !== id)].slice(0, MOST)))
      } catch {
        // A full storage costs the memory of the place.
      }
    },
  }
}

function isPlace(entry: unknown): entry is [string, string] {
  return Array.isArray(entry) && entry.length === 2 && typeof entry[0] === "string" && typeof entry[1] === "string" && PLACE.test(entry[1]) && !hasDots(entry[1])
}

function hasDots(path: string): boolean {
  return path.split("?")[0]?.split("/").some((segment) => /^(?:\.|%2e){1,2}$/i.test(segment)) ?? false
}
