import type {AnchorHTMLAttributes, MouseEvent} from "react";
import {useService} from "./services";

/** A link within the app; with ctrl, shift or another button the browser does what it always does. */
export function Link({to, onClick, ...rest}: {readonly to: string} & AnchorHTMLAttributes<HTMLAnchorElement>) {
  const router = useService("router");
  const go = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    router.go(to);
  };
  return <a href={to} onClick={go} {...rest} />;
}
