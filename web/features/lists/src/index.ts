export * from "./playlist_page";
export * from "./playlists_page";
