/** Defines <opencode-server-bar> and puts it on top of the mounted official UI. */
import { render } from "solid-js/web"
import type { OpencodeProxyPage } from "../domain/page"
import { ConnectionScreens } from "../features/connection/ConnectionScreens"
import { ServerBar } from "../features/servers/ServerBar"
import { ShellContext } from "../features/servers/shell"
import barCss from "./bar.css?inline"
import { followTheme } from "./pageTheme"
import { createConnectionStore } from "../stores/connection"
import { clock, createShell } from "./shell"
import pageCss from "./mounted.css?inline"

// What happens inside is nobody else's: the official UI listens on the document for keys, links and drops.
const OWN_EVENTS = [
  "keydown", "keyup", "keypress", "click", "auxclick", "contextmenu", "paste", "copy", "cut",
  "drop", "dragover", "focusin", "focusout", "beforeinput", "input", "pointerdown", "pointerup",
] as const

function sheet(css: string): CSSStyleSheet {
  const made = new CSSStyleSheet()
  made.replaceSync(css)
  return made
}

function mountedPage(): OpencodeProxyPage {
  const page = window.__opencodeProxy
  if (!page?.mount) throw new Error("bar.js needs mount.js before it")
  return page
}

class ServerBarElement extends HTMLElement {
  #dispose: (() => void) | undefined

  connectedCallback(): void {
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" })
    root.adoptedStyleSheets = [sheet(barCss)]
    const stopTheme = followTheme(this)
    const stopRender = render(
      () => {
        const connection = createConnectionStore({ events: mountedPage().events, clock, now: Date.now })
        return (
          <ShellContext.Provider value={createShell(mountedPage())}>
            <ServerBar connection={connection} />
            <ConnectionScreens connection={connection} />
          </ShellContext.Provider>
        )
      },
      root,
    )
    for (const type of OWN_EVENTS) this.addEventListener(type, stopPropagation)
    this.#dispose = () => {
      stopTheme()
      stopRender()
    }
  }

  disconnectedCallback(): void {
    this.#dispose?.()
  }
}

function stopPropagation(event: Event): void {
  event.stopPropagation()
}

customElements.define("opencode-server-bar", ServerBarElement)
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet(pageCss)]
document.body.prepend(new ServerBarElement())
