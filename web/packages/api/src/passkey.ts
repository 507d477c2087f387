/** Between WebAuthn's bytes and the base64url of JSON. */
const toBytes = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const toText = (bytes: ArrayBuffer): string => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

interface Descriptor { readonly id: string; readonly type: "public-key"; readonly transports?: AuthenticatorTransport[] }
type Json = Readonly<Record<string, unknown>>;

const listed = (value: unknown) => ((value ?? []) as Descriptor[]).map((each) => ({...each, id: toBytes(each.id)}));

export const canUsePasskeys = (): boolean => globalThis.isSecureContext && "credentials" in navigator && typeof PublicKeyCredential === "function";

/** Asks the person to sign in; the answer is what the server wants to see. */
export async function askPasskey(options: Json): Promise<Json> {
  const credential = await navigator.credentials.get({publicKey: {...options, challenge: toBytes(String(options["challenge"])), allowCredentials: listed(options["allowCredentials"])}}) as PublicKeyCredential;
  const response = credential.response as AuthenticatorAssertionResponse;
  return {
    id: credential.id, rawId: toText(credential.rawId), type: credential.type, clientExtensionResults: credential.getClientExtensionResults(),
    response: {clientDataJSON: toText(response.clientDataJSON), authenticatorData: toText(response.authenticatorData), signature: toText(response.signature), ...(response.userHandle ? {userHandle: toText(response.userHandle)} : {})},
  };
}

export async function makePasskey(options: Json): Promise<Json> {
  const user = options["user"] as {id: string; name: string; displayName: string};
  const publicKey = {...options, challenge: toBytes(String(options["challenge"])), user: {...user, id: toBytes(user.id)}, excludeCredentials: listed(options["excludeCredentials"])} as unknown as PublicKeyCredentialCreationOptions;
  const credential = await navigator.credentials.create({publicKey}) as PublicKeyCredential;
  const response = credential.response as AuthenticatorAttestationResponse;
  return {
    id: credential.id, rawId: toText(credential.rawId), type: credential.type, clientExtensionResults: credential.getClientExtensionResults(),
    response: {clientDataJSON: toText(response.clientDataJSON), attestationObject: toText(response.attestationObject), transports: response.getTransports()},
  };
}
