import {numbers, plurals} from "./formatters";

/** What stands in the places of a message. */
export type Values = Readonly<Record<string, string | number>>;

/**
 * Fills a message: `{name}` by its value, and `{n, plural, one {# track} other {# tracks}}` by the form that the language
 * wants for the number. A small part of ICU MessageFormat, which translators know.
 */
export function formatMessage(message: string, values: Values, locale: string): string {
  let result = "";
  for (let at = 0; at < message.length;) {
    const open = message.indexOf("{", at);
    if (open < 0) return result + message.slice(at);
    result += message.slice(at, open);
    const close = closing(message, open);
    result += filled(message.slice(open + 1, close), values, locale);
    at = close + 1;
  }
  return result;
}

function filled(place: string, values: Values, locale: string): string {
  const plural = /^\s*(\w+)\s*,\s*plural\s*,/.exec(place);
  if (!plural) {
    const value = values[place.trim()];
    if (value === undefined) throw new Error(`nothing was given for {${place}}`);
    return typeof value === "number" ? numbers(locale).format(value) : value;
  }
  const n = Number(values[plural[1]!]);
  const wanted = plurals(locale).select(n);
  const forms = new Map<string, string>();
  for (let at = plural[0].length; at < place.length;) {
    const open = place.indexOf("{", at);
    if (open < 0) break;
    const close = closing(place, open);
    forms.set(place.slice(at, open).trim(), place.slice(open + 1, close));
    at = close + 1;
  }
  const form = forms.get(`=${n}`) ?? forms.get(wanted) ?? forms.get("other");
  if (form === undefined) throw new Error(`{${place}} has no form "other"`);
  return formatMessage(form.replaceAll("#", numbers(locale).format(n)), values, locale);
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; ++at) {
    if (text[at] === "{") ++depth;
    else if (text[at] === "}" && --depth === 0) return at;
  }
  throw new Error(`a { is not closed: ${text}`);
}
