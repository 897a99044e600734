import type { JSX } from "solid-js"
import { Icon } from "./Icon"

interface Props {
  readonly tone: "info" | "bad"
  readonly children: JSX.Element
  readonly actions?: JSX.Element
}

export function Banner(props: Props): JSX.Element {
  return (
    <div class="banner" data-tone={props.tone} role={props.tone === "bad" ? "alert" : "status"}>
      <Icon name="warning" />
      <div class="banner-text">{props.children}</div>
      <div class="banner-actions">{props.actions}</div>
    </div>
  )
}
