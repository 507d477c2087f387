export * from "./collection_menu";
export * from "./playlist_page";
export * from "./playlists_page";
