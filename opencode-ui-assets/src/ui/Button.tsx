import { Show, splitProps, type JSX } from "solid-js"
import { Icon, type IconName } from "./Icon"

type Native = JSX.ButtonHTMLAttributes<HTMLButtonElement>

interface Look {
  /** At most one primary button per screen: what Enter does. */
  readonly look?: "primary" | "plain" | "quiet"
  readonly icon?: IconName
}

export function Button(props: Native & Look): JSX.Element {
  const [own, native] = splitProps(props, ["look", "icon", "children", "type"])
  return (
    <button type={own.type ?? "button"} class="button" data-look={own.look ?? "plain"} {...native}>
      <Show when={own.icon}>{(name) => <Icon name={name()} />}</Show>
      {own.children}
    </button>
  )
}

/** An icon alone needs a name for those who do not see it, and a tooltip for those who do not know it. */
export function IconButton(props: Native & { readonly icon: IconName; readonly label: string }): JSX.Element {
  const [own, native] = splitProps(props, ["icon", "label"])
  return (
    <button type="button" class="icon-button" aria-label={own.label} title={own.label} {...native}>
      <Icon name={own.icon} />
    </button>
  )
}
