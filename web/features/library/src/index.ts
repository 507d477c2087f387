export * from "./library_page";
export * from "./track_menu";
