export * from "./client";
export * from "./pages";
export * from "./problem";
export * from "./tus";
export * from "./types";
export * from "./passkey";
