import { Show, splitProps, type JSX } from "solid-js"
import { Icon, type IconName } from "./Icon"

type Native = Omit<JSX.ButtonHTMLAttributes<HTMLButtonElement>, "onClick">

interface Own {
  // Bound with on: below: next to a spread, onClick would be delegated to the document, which is past the shadow root.
  readonly onClick?: () => void
}

interface Look {
  /** At most one primary button per screen: what Enter does. */
  readonly look?: "primary" | "plain" | "quiet"
  readonly icon?: IconName
}

export function Button(props: Native & Own & Look): JSX.Element {
  const [own, native] = splitProps(props, ["look", "icon", "children", "type", "onClick"])
  return (
    <button type={own.type ?? "button"} class="button" data-look={own.look ?? "plain"} {...native} on:click={() => own.onClick?.()}>
      <Show when={own.icon}>{(name) => <Icon name={name()} />}</Show>
      {own.children}
    </button>
  )
}

/** An icon alone needs a name for those who do not see it, and a tooltip for those who do not know it. */
export function IconButton(props: Native & Own & { readonly icon: IconName; readonly label: string }): JSX.Element {
  const [own, native] = splitProps(props, ["icon", "label", "onClick"])
  return (
    <button type="button" class="icon-button" aria-label={own.label} title={own.label} {...native} on:click={() => own.onClick?.()}>
      <Icon name={own.icon} />
    </button>
  )
}
