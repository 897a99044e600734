import { Show, type JSX } from "solid-js"
import { modifiersLabel } from "../../domain/keys"
import { DEFAULT_SETTINGS, NTH_CHOICES, POLL_SECONDS, writeSettings, type NthChoice } from "../../domain/settings"
import { Button } from "../../ui/Button"
import { Select } from "../../ui/Select"
import { ListExchange } from "./ListExchange"
import { useShell } from "./shell"
import { ShortcutField } from "./ShortcutField"

const OFF = "off"

/** What can be chosen about the shell itself: checks, keys, and the list as a file. */
export function SettingsView(props: { readonly onDone: () => void }): JSX.Element {
  const shell = useShell()
  const settings = () => shell.settings.settings()
  const isDefault = () => writeSettings(settings()) === writeSettings(DEFAULT_SETTINGS)
  const nthChoices = Object.keys(NTH_CHOICES) as NthChoice[]

  return (
    <div class="settings">
      <section class="settings-part">
        <h2>Health checks</h2>
        <Select
          label="Check all servers every"
          hint="And at once when you come back to this page. Behind other windows once a minute."
          options={POLL_SECONDS.map((seconds) => ({ value: String(seconds), label: seconds === 60 ? "1 minute" : `${seconds} seconds` }))}
          value={String(settings().pollSeconds)}
          onValue={(value) => {
            const pollSeconds = POLL_SECONDS.find((seconds) => String(seconds) === value)
            if (pollSeconds) shell.settings.change({ pollSeconds })
          }}
        />
      </section>
      <section class="settings-part">
        <h2>Keyboard</h2>
        <ShortcutField
          label="Switch server"
          value={settings().switcher}
          fallback={DEFAULT_SETTINGS.switcher}
          onValue={(switcher) => { shell.settings.change({ switcher }) }}
        />
        <Select
          label="Open a server by its number"
          hint="Its place in the list; the switcher shows it."
          options={[
            ...nthChoices.map((choice) => ({ value: choice, label: `${modifiersLabel(NTH_CHOICES[choice], shell.isApple)}1 … 9` })),
            { value: OFF, label: "Off" },
          ]}
          value={settings().nth ?? OFF}
          onValue={(value) => { shell.settings.change({ nth: nthChoices.find((choice) => choice === value) }) }}
        />
      </section>
      <section class="settings-part">
        <h2>Your list</h2>
        <ListExchange />
      </section>
      <footer class="form-foot">
        <Show when={!isDefault()}>
          <Button onClick={() => { shell.settings.reset() }}>Restore defaults</Button>
        </Show>
        <span class="list-space" />
        <Button onClick={() => { props.onDone() }}>Done</Button>
      </footer>
    </div>
  )
}
