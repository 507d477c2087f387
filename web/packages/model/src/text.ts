import {en, type MessageId, type Messages} from "./messages/en";
import {Store} from "./store";
import {formatMessage, type Values} from "./translate";

/** The catalogues there are besides English, loaded when somebody wants them. */
const catalogues: Readonly<Record<string, () => Promise<Messages>>> = {};

interface Language { readonly locale: string; readonly messages: Messages }

export const language = new Store<Language>({locale: "en", messages: en});

/** Words for people, in their language. */
export function t(id: MessageId, values: Values = {}): string {
  const {locale, messages} = language.get();
  return formatMessage(messages[id], values, locale);
}

/** The first of these languages that there is a catalogue for; English else. */
export async function speak(wanted: readonly string[]): Promise<void> {
  for (const locale of wanted) {
    const base = locale.split("-")[0] ?? "";
    if (base === "en") return language.set({locale, messages: en});
    const load = catalogues[locale] ?? catalogues[base];
    if (load) return language.set({locale, messages: await load()});
  }
}

export function dateText(timestamp: string): string {
  return new Intl.DateTimeFormat(language.get().locale, {dateStyle: "medium"}).format(new Date(timestamp));
}

export function momentText(timestamp: string): string {
  return new Intl.DateTimeFormat(language.get().locale, {dateStyle: "medium", timeStyle: "short"}).format(new Date(timestamp));
}

export function numberText(value: number): string {
  return new Intl.NumberFormat(language.get().locale).format(value);
}

/** By names as people count: "Set 2" before "Set 10". */
export function byName(a: {readonly name: string}, b: {readonly name: string}): number {
  return a.name.localeCompare(b.name, language.get().locale, {numeric: true, sensitivity: "base"});
}
