export * from "./front";
export * from "./sign_in";
