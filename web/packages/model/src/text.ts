import {collations, dates, moments, numbers} from "./formatters";
import {en, type MessageId, type Messages, type ServerTextId} from "./messages/en";
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

/** The server's words in the language of whoever reads, where its catalogue has them; else as the server said them. */
export function told(id: ServerTextId, said: string, values: Values = {}): string {
  const {locale, messages} = language.get(), message = messages[id];
  return message === undefined ? said : formatMessage(message, values, locale);
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
  return dates(language.get().locale).format(new Date(timestamp));
}

export function momentText(timestamp: string): string {
  return moments(language.get().locale).format(new Date(timestamp));
}

export function numberText(value: number): string {
  return numbers(language.get().locale).format(value);
}

/** By names as people count: "Set 2" before "Set 10". */
export function byName(a: {readonly name: string}, b: {readonly name: string}): number {
  return collations(language.get().locale).compare(a.name, b.name);
}
