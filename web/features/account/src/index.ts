export * from "./front";
export * from "./no_workspace";
export * from "./sign_in";
