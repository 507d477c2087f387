import type {Services} from "@stratum/model";
import {createContext, useContext, type ReactNode} from "react";

const Context = createContext<Services | undefined>(undefined);

export function ServicesProvider({services, children}: {readonly services: Services; readonly children: ReactNode}) {
  return <Context value={services}>{children}</Context>;
}

/** One of the things that the app is made of. */
export function useService<Name extends keyof Services>(name: Name): Services[Name] {
  const services = useContext(Context);
  if (!services) throw new Error("there are no services around this component");
  return services[name];
}
