export * from "./review_page";
export * from "./track_page";
