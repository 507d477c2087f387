export * from "./drop_zone";
export * from "./upload_button";
