/** Our own signs, drawn in a square of 20. */
const paths = {
  library: "M3 5h14M3 10h14M3 15h9", play: "M6 4.2v11.6L16 10z", pause: "M7 4.5v11M13 4.5v11", next: "M5 5v10l7-5zM15 5v10",
  previous: "M15 5v10l-7-5zM5 5v10", review: "M4 5.5h7M4 10h5M4 14.5h4M11.5 13.5l2 2 4-5", playlist: "M3 5h10M3 9.5h10M3 14h5M15 7v8.2M15 7l3 1.2M12.6 15.4a2.4 1.8 0 1 0 4.8 0",
  settings: "M4 6h7M15 6h1M4 14h1M9 14h7M13 4v4M7 12v4", upload: "M10 13V4M6.5 7.5 10 4l3.5 3.5M4 13v3h12v-3",
  folder: "M3 5.5h5l1.5 2H17v8.5H3z", bin: "M4 6h12M8 6V4h4v2M5.5 6l.8 10h7.4l.8-10M8.5 9v4.5M11.5 9v4.5", search: "M9 4a5 5 0 1 1 0 10A5 5 0 0 1 9 4M12.8 12.8 17 17",
  close: "M5 5l10 10M15 5 5 15", check: "M4 10.5 8 14.5 16 5.5", more: "M5 10h.01M10 10h.01M15 10h.01", columns: "M3 4.5h14v11H3zM8 4.5v11M12.5 4.5v11",
  sort: "M6 4v12M3.5 13.5 6 16l2.5-2.5M14 16V4M11.5 6.5 14 4l2.5 2.5", up: "M5 12l5-5 5 5", down: "M5 8l5 5 5-5", left: "M12 5l-5 5 5 5", right: "M8 5l5 5-5 5",
  person: "M10 3.5a3 3 0 1 1 0 6 3 3 0 0 1 0-6M4 16.5c.8-3 3-4.5 6-4.5s5.2 1.5 6 4.5", machine: "M3 10h2l1.5-4 3 9 2.5-11 2 8 1-2h2", undo: "M7 4.5 3.5 8 7 11.5M4 8h7.5a4 4 0 0 1 0 8H8",
  help: "M7.5 7.5a2.5 2.5 0 1 1 3.6 2.3c-.8.4-1.1.9-1.1 1.7M10 14.5v.01M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15", sun: "M10 6.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7M10 2v1.5M10 16.5V18M2 10h1.5M16.5 10H18M4.3 4.3l1.1 1.1M14.6 14.6l1.1 1.1M4.3 15.7l1.1-1.1M14.6 5.4l1.1-1.1",
  moon: "M16 11.8A6.5 6.5 0 0 1 8.2 4a6.5 6.5 0 1 0 7.8 7.8z", add: "M10 4v12M4 10h12", warning: "M10 3.5 17.5 16h-15zM10 8v4M10 14v.01", key: "M7 9.3a3.8 3.8 0 1 1 0 7.6 3.8 3.8 0 0 1 0-7.6M9.7 10.4 17 3.1M13.2 6.9l2.6 2.6M15.4 4.7 17.2 6.5",
  hook: "M10 3v8a3.5 3.5 0 1 1-3.5-3.5M13 6l-3-3-3 3", shield: "M10 3l6 2v5c0 3.5-2.5 6-6 7.5-3.5-1.5-6-4-6-7.5V5z", list: "M4 5h.01M7.5 5H16M4 10h.01M7.5 10H16M4 15h.01M7.5 15H16",
  people: "M7.5 4.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5M3 15.5c.5-2.5 2-4 4.5-4s4 1.5 4.5 4M13 5a2.3 2.3 0 1 1 0 4.5M14 11.7c1.7.4 2.7 1.7 3 3.8", drag: "M7.5 5h.01M7.5 10h.01M7.5 15h.01M12.5 5h.01M12.5 10h.01M12.5 15h.01",
  zoomIn: "M9 4a5 5 0 1 1 0 10A5 5 0 0 1 9 4M12.8 12.8 17 17M9 7v4M7 9h4", zoomOut: "M9 4a5 5 0 1 1 0 10A5 5 0 0 1 9 4M12.8 12.8 17 17M7 9h4", fit: "M3 7V4h3M17 7V4h-3M3 13v3h3M17 13v3h-3M6 10h8",
  volume: "M3.5 8v4H6l4 3.5v-11L6 8zM13 7.5a3.5 3.5 0 0 1 0 5M15 5.5a6.5 6.5 0 0 1 0 9", offline: "M3 3l14 14M5.5 8.5a8 8 0 0 1 2-1.2M2.5 6a12 12 0 0 1 2-1.5M10.5 6.5c1.5.2 3 .9 4.2 2M8 4c3.5-.5 7 .5 9.5 2.5M10 15.5v.01",
  download: "M10 4v9M6.5 9.5 10 13l3.5-3.5M4 15.5h12", refresh: "M16 8A6.5 6.5 0 0 0 4.5 6.5L3.5 8M3.5 4v4h4M4 12a6.5 6.5 0 0 0 11.5 1.5l1-1.5M16.5 16v-4h-4", magnet: "M5 4v6a5 5 0 0 0 10 0V4h-3v6a2 2 0 0 1-4 0V4zM5 7h3M12 7h3",
  tap: "M10 3v5M6 5l1.5 3.5M14 5l-1.5 3.5M4.5 12h11v1.5a4 4 0 0 1-4 4h-3a4 4 0 0 1-4-4z", flag: "M5 17V3.5M5 4h9l-2 3 2 3H5", choose: "M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15M6.5 10.3 9 12.8l4.5-5.3", grid: "M4 3.5v13M8 6v8M12 6v8M16 3.5v13", collection: "M3 7h14v9H3zM5 4.5h10",
} as const;

export type IconName = keyof typeof paths;

export function Icon({name}: {readonly name: IconName}) {
  return <svg className={name === "more" ? "icon dots" : "icon"} viewBox="0 0 20 20" aria-hidden="true"><path d={paths[name]} /></svg>;
}
