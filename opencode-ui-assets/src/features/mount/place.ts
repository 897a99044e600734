/** Where this page is: the pure rules between the paths the UI knows ("/abc") and those in the address bar (B/s/{id}/abc). */
import { isServerId } from "../../domain/ownServer"

export interface Place {
  /** Web origin of this page. */
  readonly origin: string
  /** Path of B with a trailing slash. */
  readonly base: string
  readonly serverId: string
  /** base + "s/" + serverId, without a trailing slash. */
  readonly mount: string
}

/** The address of this script is B/ui/{build}/shell/mount.js: the page never has to know its outer prefix. */
export function baseOf(scriptUrl: string): string {
  return new URL("../../../", scriptUrl).pathname
}

/** The id in B/s/{id}/…; `undefined` when there is none or it is not formed like one. */
export function serverIdOf(pathname: string, base: string): string | undefined {
  const id = rawServerIdOf(pathname, base)
  return id !== undefined && isServerId(id) ? id : undefined
}

/** The same, as it stands there: for saying what was not known. */
export function rawServerIdOf(pathname: string, base: string): string | undefined {
  if (!pathname.startsWith(`${base}s/`)) return undefined
  return pathname.slice(base.length + 2).split("/")[0]
}

export function placeOf(origin: string, base: string, serverId: string): Place {
  return { origin, base, serverId, mount: `${base}s/${serverId}` }
}

/** Below `folder` (which has no trailing slash), or the folder itself: "/s/a" does not hold "/s/ab". */
export function isUnder(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`)
}

export function stripMount(path: string, mount: string): string {
  if (!isUnder(path, mount)) return path
  return path.slice(mount.length) || "/"
}

/** What the UI means by `target`, as an address that stays under the mount; other origins and our own files stay as they are. */
export function addMount(target: string, place: Place, documentUrl: string): string {
  if (!URL.canParse(target, documentUrl)) return target
  const url = new URL(target, documentUrl)
  if (url.origin !== place.origin || isUnder(url.pathname, place.mount) || isOwnFile(url.pathname, place)) return target
  return place.mount + url.pathname + url.search + url.hash
}

export function isOwnFile(path: string, place: Place): boolean {
  return path.startsWith(`${place.base}ui/`)
}
