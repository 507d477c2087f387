import {t} from "@stratum/model";
import {Icon, useMay, useScoped, useService} from "@stratum/ui";
import {useState} from "react";
import {droppedFiles} from "./dropped";
import "./upload.css";

/** The whole window takes music that is dropped on it. */
export function DropZone() {
  const uploads = useService("uploads"), toasts = useService("toasts");
  const may = useMay("tracks.add");
  const [over, setOver] = useState(false);
  useScoped((scope) => {
    if (!may) return;
    const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    let depth = 0;
    scope.on(window, "dragenter", (event) => {
      if (holdsFiles(event) && ++depth === 1) setOver(true);
    });
    scope.on(window, "dragleave", (event) => {
      if (holdsFiles(event) && --depth <= 0) setOver(false);
    });
    scope.on(window, "dragover", (event) => {
      if (holdsFiles(event)) event.preventDefault();
    });
    scope.on(window, "drop", (event) => {
      if (!holdsFiles(event) || !event.dataTransfer) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      droppedFiles(event.dataTransfer).then((files) => {
        const left = uploads.add(files);
        if (left > 0) toasts.show("plain", t("upload.skipped", {n: left}));
      }, toasts.fail);
    });
  }, [may, uploads, toasts]);
  if (!over) return null;
  return <div className="drop-zone"><div><Icon name="upload" /><strong>{t("upload.drop")}</strong><span>{t("upload.drop.hint")}</span></div></div>;
}
