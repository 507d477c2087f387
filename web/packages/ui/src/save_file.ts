import type {Client} from "@stratum/api";
import {Scope} from "@stratum/model";
import {useCallback} from "react";
import {useService} from "./services";

/** Fetches a file and hands it to the browser to keep. The page stays, and a failure is said in words like every other. */
export async function saveFile(client: Pick<Client, "raw">, url: string, name: string): Promise<void> {
  const response = await client.raw("GET", url, {});
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // Some browsers read it only after the click is over.
  new Scope().after(60_000, () => URL.revokeObjectURL(address));
}

export function useSaveFile(): (url: string, name: string) => void {
  const client = useService("client"), toasts = useService("toasts");
  return useCallback((url, name) => void saveFile(client, url, name).catch(toasts.fail), [client, toasts]);
}
