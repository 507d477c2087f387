export * from "./library_page";
export * from "./track_menu";
export {askAhead} from "./use_track_list";
