export * from "./confirm_dialog";
export * from "./front";
export * from "./no_workspace";
export * from "./sign_in";
