import {t} from "@stratum/model";
import {MenuButton, useMay, useService, useStore} from "@stratum/ui";
import {useRef, useState} from "react";
import {FolderDialog} from "./folder_dialog";

/** Ways to bring music here: files, a folder of the browser's computer, a folder of the server's. */
export function AddMusic() {
  const uploads = useService("uploads"), router = useService("router"), toasts = useService("toasts");
  const session = useStore(useService("session").state);
  const may = useMay("tracks.add"), mayFolders = useMay("folders.add");
  const files = useRef<HTMLInputElement>(null), folder = useRef<HTMLInputElement>(null);
  const [browsing, setBrowsing] = useState(false);
  const local = session.kind === "there" && session.session.server.local_files && mayFolders;
  if (!may && !local) return null;
  const take = (input: HTMLInputElement) => {
    const left = uploads.add([...input.files ?? []].map((file) => ({file, path: file.webkitRelativePath.split("/").slice(0, -1).join("/")})));
    if (left > 0) toasts.show("plain", t("upload.skipped", {n: left}));
    input.value = "";
  };
  return (
    <>
      <MenuButton label={t("upload.add")} icon="add" look="primary" entries={[
        ...(local ? [{label: t("folder.add"), icon: "folder" as const, run: () => setBrowsing(true)}, {label: t("folders.title"), icon: "list" as const, run: () => router.go("/folders")}] : []),
        ...(may ? [{label: t("upload.files"), icon: "upload" as const, run: () => files.current?.click()}, {label: t("upload.folder"), icon: "upload" as const, run: () => folder.current?.click()}] : []),
      ]}>{t("upload.add")}</MenuButton>
      <input ref={files} type="file" multiple hidden accept="audio/*,.flac,.aiff,.aif,.wv,.ape,.opus" data-testid="upload-files" onChange={(event) => take(event.target)} />
      <input ref={folder} type="file" multiple hidden {...{webkitdirectory: ""}} onChange={(event) => take(event.target)} />
      {browsing && <FolderDialog onClose={() => setBrowsing(false)} />}
    </>
  );
}
