import { createSignal } from "solid-js"
import { render } from "solid-js/web"
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
  return (
    <ShellContext.Provider value={createShell(page)}>
      <LandingPage
        route={route()}
        onStay={() => {
          location.replace("#servers")
        }}
      />
    </ShellContext.Provider>
  )
}, root)
