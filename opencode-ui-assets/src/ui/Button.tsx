import { Show, type JSX } from "solid-js"
import { Icon, type IconName } from "./Icon"

// Named one by one: handing on whatever comes would bring more than two kilobytes of Solid with it.
interface Native {
  readonly disabled?: boolean
  readonly autofocus?: boolean
  /** For the keyboard: where it goes when what it was on has gone. */
  readonly mark?: "add" | "undo" | "settings"
  readonly "aria-disabled"?: boolean
  readonly "aria-pressed"?: boolean
  readonly onClick?: () => void
}

interface Look {
  readonly type?: "button" | "submit"
  /** At most one primary button per screen: what Enter does. */
  readonly look?: "primary" | "plain" | "quiet"
  readonly icon?: IconName
  readonly "aria-label"?: string
  readonly children: JSX.Element
}

export function Button(props: Native & Look): JSX.Element {
  return (
    <button
      type={props.type ?? "button"}
      class="button"
      data-look={props.look ?? "plain"}
      data-mark={props.mark}
      disabled={props.disabled === true}
      autofocus={props.autofocus === true}
      aria-label={props["aria-label"]}
      aria-disabled={props["aria-disabled"]}
      aria-pressed={props["aria-pressed"]}
      onClick={() => props.onClick?.()}
    >
      <Show when={props.icon}>{(name) => <Icon name={name()} />}</Show>
      {props.children}
    </button>
  )
}

/** An icon alone needs a name for those who do not see it, and a tooltip for those who do not know it. */
export function IconButton(props: Native & { readonly icon: IconName; readonly label: string }): JSX.Element {
  return (
    <button
      type="button"
      class="icon-button"
      data-mark={props.mark}
      aria-label={props.label}
      title={props.label}
      aria-disabled={props["aria-disabled"]}
      aria-pressed={props["aria-pressed"]}
      onClick={() => props.onClick?.()}
    >
      <Icon name={props.icon} />
    </button>
  )
}
