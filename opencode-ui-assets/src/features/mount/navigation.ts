/** The address bar keeps the mount while the UI navigates as if it lived at the root. */
import { addMount, stripMount, type Place } from "./place"

/** `onPlace` hears path and query below the mount, now and after each step that the UI takes. */
export function mountHistory(history: History, document: Document, place: Place, onPlace: (path: string) => void): void {
  const tell = (): void => {
    onPlace(stripMount(location.pathname, place.mount) + location.search)
  }
  addEventListener("popstate", tell)
  tell()
  let isFirst = true
  for (const name of ["pushState", "replaceState"] as const) {
    const native = history[name].bind(history)
    history[name] = (state, unused, url) => {
      if (isFirst) fixIcons(document)
      isFirst = false
      native(state, unused, url == null ? url : addMount(String(url), place, location.href))
      tell()
    }
  }
}

/** The browser reads icons again when the address changes, and what was relative to the old address is then somewhere else. */
function fixIcons(document: Document): void {
  for (const link of document.querySelectorAll<HTMLLinkElement>("link[href]:not([rel=stylesheet])")) link.setAttribute("href", link.href)
}

/** Links that the UI's router leaves to the browser: a new tab, a new window, "copy link". */
export function mountLinks(target: Window, place: Place): void {
  const nativeOpen = target.open.bind(target)
  target.open = (url, ...rest) => nativeOpen(url === undefined || url === "" ? url : addMount(String(url), place, location.href), ...rest)

  const openElsewhere = (event: MouseEvent): void => {
    const link = linkOf(event)
    const mounted = link && mountedAddress(link, place)
    if (mounted === undefined || !isOpenedElsewhere(event, link)) return
    event.preventDefault()
    event.stopImmediatePropagation()
    nativeOpen(mounted, "_blank", "noopener")
  }
  target.addEventListener("click", openElsewhere, true)
  target.addEventListener("auxclick", openElsewhere, true)

  // The browser's menu reads the address once, right after this event; the router must find the old one at the next click.
  target.addEventListener(
    "contextmenu",
    (event) => {
      const link = linkOf(event)
      const mounted = link && mountedAddress(link, place)
      if (mounted === undefined) return
      const before = link?.getAttribute("href") ?? ""
      link?.setAttribute("href", mounted)
      setTimeout(() => link?.setAttribute("href", before))
    },
    true,
  )
}

function linkOf(event: Event): HTMLAnchorElement | undefined {
  return event.target instanceof Element ? (event.target.closest<HTMLAnchorElement>("a[href]") ?? undefined) : undefined
}

function mountedAddress(link: HTMLAnchorElement, place: Place): string | undefined {
  const mounted = addMount(link.href, place, location.href)
  return mounted === link.href ? undefined : mounted
}

function isOpenedElsewhere(event: MouseEvent, link: HTMLAnchorElement | undefined): boolean {
  const isOtherTarget = link?.target !== "" && link?.target !== "_self"
  return event.button === 1 || event.ctrlKey || event.metaKey || event.shiftKey || isOtherTarget
}
