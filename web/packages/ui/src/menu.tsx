import {useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode} from "react";
import {Button, IconButton} from "./controls";
import {Icon, type IconName} from "./icon";

export interface MenuItem {
  readonly label: string;
  readonly icon?: IconName;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  /** Makes it a choice that is on or off; the menu stays open. */
  readonly checked?: boolean;
  readonly run: () => void;
}
export type MenuEntry = MenuItem | "separator";

interface Anchor { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }

/** A menu in the browser's top layer, beside what opened it or at a point. */
export function Menu({label, entries, anchor, onClose}: {readonly label: string; readonly entries: readonly MenuEntry[]; readonly anchor: Anchor; readonly onClose: () => void}) {
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const menu = ref.current;
    if (!menu) return;
    menu.showPopover();
    const {width, height} = menu.getBoundingClientRect();
    const left = anchor.left + width > innerWidth - 8 ? Math.max(8, anchor.right - width) : anchor.left;
    const below = anchor.bottom + 4 + height <= innerHeight - 8;
    menu.style.left = `${left}px`;
    menu.style.top = `${below ? anchor.bottom + 4 : Math.max(8, anchor.top - height - 4)}px`;
  }, [anchor]);
  useEffect(() => {
    const before = document.activeElement;
    ref.current?.querySelector<HTMLElement>("[role^=menuitem]:not(:disabled)")?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    const items = [...ref.current?.querySelectorAll<HTMLElement>("[role^=menuitem]:not(:disabled)") ?? []];
    const at = items.indexOf(document.activeElement as HTMLElement);
    const go = {ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1}[event.key];
    if (go !== undefined) items[(go + items.length) % items.length]?.focus();
    else if (event.key === "Tab") onClose();
    else if (event.key.length === 1 && event.key !== " ") {
      const order = [...items.slice(at + 1), ...items.slice(0, at + 1)];
      order.find((item) => item.textContent?.toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div ref={ref} className="menu" role="menu" tabIndex={-1} popover="auto" aria-label={label} onKeyDown={onKeyDown}
      onToggle={(event) => { if (event.newState === "closed") onClose(); }}>
      {entries.map((entry, n) => entry === "separator" ? <div key={n} role="separator" /> : (
        <button key={n} type="button" tabIndex={-1} disabled={entry.disabled} className={entry.danger ? "danger" : ""}
          role={entry.checked === undefined ? "menuitem" : "menuitemcheckbox"} aria-checked={entry.checked}
          onClick={() => { if (entry.checked === undefined) onClose(); entry.run(); }}>
          {entry.checked === undefined ? entry.icon && <Icon name={entry.icon} /> : <CheckSign on={entry.checked} />}
          <span className="cut">{entry.label}</span>
        </button>
      ))}
    </div>
  );
}

function CheckSign({on}: {readonly on: boolean}) {
  return on ? <Icon name="check" /> : <span className="icon" />;
}

/** A button that opens a menu. */
export function MenuButton({label, icon, entries, children, small, look}: {
  readonly label: string; readonly icon?: IconName; readonly entries: readonly MenuEntry[] | (() => readonly MenuEntry[]);
  readonly children?: ReactNode; readonly small?: boolean; readonly look?: "quiet" | "plain" | "primary";
}) {
  const [anchor, setAnchor] = useState<Anchor>();
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const open = () => setAnchor(button.current?.getBoundingClientRect());
  const shared = {id, ref: button, "aria-haspopup": "menu" as const, "aria-expanded": anchor !== undefined, onClick: open, ...(small ? {small} : {}), ...(look ? {look} : {})};
  return (
    <>
      {children === undefined ? <IconButton icon={icon ?? "more"} label={label} {...shared} /> : <Button {...(icon ? {icon} : {})} {...shared}>{children}</Button>}
      {anchor && <Menu label={label} anchor={anchor} entries={typeof entries === "function" ? entries() : entries} onClose={() => setAnchor(undefined)} />}
    </>
  );
}
