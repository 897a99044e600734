/** One browser origin holds many notebooks and servers: each mounted UI sees only what is its own. */

/** `undefined` where the user has blocked it: already naming it throws, or it is null. */
export function openStorage(target: { readonly localStorage: Storage | null }): Storage | undefined {
  try {
    return target.localStorage ?? undefined
  } catch {
    return undefined
  }
}

interface Hooks {
  /** May change a value before it is kept. */
  readonly clean?: (key: string, value: string) => string
  /** What is read in place of what is kept. */
  readonly held?: (key: string) => string | undefined
}

/** A Storage in which every key stands under `prefix`. */
export function namespacedStorage(native: Storage, prefix: string, { clean = (_, value) => value, held = () => undefined }: Hooks = {}): Storage {
  const ownKeys = (): string[] =>
    Array.from({ length: native.length }, (_, index) => native.key(index) ?? "")
      .filter((key) => key.startsWith(prefix))
      .map((key) => key.slice(prefix.length))
  return {
    get length() {
      return ownKeys().length
    },
    key: (index) => ownKeys()[index] ?? null,
    getItem: (key) => held(key) ?? native.getItem(prefix + key),
    setItem: (key, value) => {
      native.setItem(prefix + key, clean(key, value))
    },
    removeItem: (key) => {
      native.removeItem(prefix + key)
    },
    clear: () => {
      for (const key of ownKeys()) native.removeItem(prefix + key)
    },
  }
}

/** Other tabs' changes, under the names the UI knows; those of other servers and of our own list pass unchanged. */
export function translateStorageEvents(target: Window, prefix: string): void {
  target.addEventListener(
    "storage",
    (event) => {
      if (!event.isTrusted || !event.key?.startsWith(prefix)) return
      event.stopImmediatePropagation()
      const { oldValue, newValue, url } = event
      target.dispatchEvent(new StorageEvent("storage", { key: event.key.slice(prefix.length), oldValue, newValue, url }))
    },
    true,
  )
}

export function namespaceDatabases(factory: IDBFactory, prefix: string): void {
  const open = factory.open.bind(factory)
  const deleteDatabase = factory.deleteDatabase.bind(factory)
  const databases = factory.databases.bind(factory)
  factory.open = (name, version) => open(prefix + name, version)
  factory.deleteDatabase = (name) => deleteDatabase(prefix + name)
  factory.databases = async () => {
    const all = await databases()
    return all.filter(({ name }) => name?.startsWith(prefix)).map((info) => ({ ...info, name: info.name?.slice(prefix.length) ?? "" }))
  }
}
