/** A file and where it lay below what was dropped. */
export interface DroppedFile { readonly file: File; readonly path: string }

/** All files of a drop, folders opened. The entries must be taken at once; the browser forgets them after the event. */
export async function droppedFiles(data: DataTransfer): Promise<DroppedFile[]> {
  const entries = [...data.items].filter((item) => item.kind === "file").map((item) => item.webkitGetAsEntry());
  if (entries.every((entry) => entry === null)) return [...data.files].map((file) => ({file, path: ""}));
  const lists = await Promise.all(entries.map((entry) => (entry ? filesOf(entry, "") : [])));
  return lists.flat();
}

async function filesOf(entry: FileSystemEntry, path: string): Promise<DroppedFile[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [{file, path}];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const result: DroppedFile[] = [];
  // A reader hands out a hundred at a time, and nothing at the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return result;
    for (const each of some) result.push(...(await filesOf(each, path ? `${path}/${entry.name}` : entry.name)));
  }
}
