import { createSignal } from "solid-js"
import { render } from "solid-js/web"
import { readColorScheme } from "../api/officialTheme"
import { landingRoute } from "../domain/landingRoute"
import { LandingPage } from "../features/landing/LandingPage"
import { ShellContext } from "../features/servers/shell"
import { createLandingPage } from "./landingPage"
import { createShell } from "./shell"
import "./landing.css"

const page = (window.__opencodeProxy ??= createLandingPage())
const root = document.getElementById("opencode-landing")
if (!root) throw new Error("the landing page has no #opencode-landing")

render(() => {
  const [route, setRoute] = createSignal(landingRoute(location.hash))
  addEventListener("hashchange", () => setRoute(landingRoute(location.hash)))
  const shell = createShell(page)
  const { default: chosen, recent } = shell.servers.list()
  document.documentElement.style.colorScheme = readColorScheme(page.base, () => page.nativeStorage, chosen === undefined ? recent : [...recent, chosen]) ?? ""
  return (
    <ShellContext.Provider value={shell}>
      <LandingPage
        route={route()}
        onStay={() => {
          location.replace("#servers")
        }}
      />
    </ShellContext.Provider>
  )
}, root)
