import type {Preference, Scope} from "@stratum/model";

/** Puts the chosen theme, or that of the system, on the page. */
export function keepTheme(scope: Scope, theme: Preference<"system" | "dark" | "light">): void {
  const light = matchMedia("(prefers-color-scheme: light)");
  const apply = () => {
    const shown = theme.get() === "system" ? (light.matches ? "light" : "dark") : theme.get();
    document.documentElement.dataset["theme"] = shown;
    document.querySelector("meta[name=theme-color]")?.setAttribute("content", shown === "light" ? "#faf9f6" : "#121719");
  };
  apply();
  scope.on(light, "change", apply);
  scope.add(theme.subscribe(apply));
}
