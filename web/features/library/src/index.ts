export * from "./library_page";
