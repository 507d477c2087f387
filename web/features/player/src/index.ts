export * from "./dock";
