export * from "./settings_page";
