import {t, type Scope, type Toasts} from "@stratum/model";

/** The worker that keeps the app and what was seen for times without a network. */
export function registerWorker(scope: Scope, toasts: Toasts): void {
  if (!("serviceWorker" in navigator) || !import.meta.env.PROD) return;
  scope.on(window, "load", () => {
    navigator.serviceWorker.register("/sw.js").then((registration) => {
      scope.on(registration, "updatefound", () => {
        const fresh = registration.installing;
        if (!fresh || !navigator.serviceWorker.controller) return;
        scope.on(fresh, "statechange", () => {
          if (fresh.state !== "installed") return;
          toasts.show("plain", t("app.fresh"), {action: {label: t("action.reload"), run: () => {
            fresh.postMessage("take-over");
            location.reload();
          }}});
        });
      });
    }, () => undefined);  // Without a worker (plain HTTP from another machine) the app works, only not offline.
  });
}
