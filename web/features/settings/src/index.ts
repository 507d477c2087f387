export {OwnData} from "./own_data";
export * from "./settings_page";
