// A provider of OpenID Connect as they run in earnest (oidc-provider), with people whom the test names.
//
// usage: node provider.mjs SETTINGS      a JSON file: {port, callback, secret, proof, algorithm, keys, people: {login: claims}}
//
// Signing in and consent are two pages with a form each; PKCE is required. It says "ready" when it listens.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const settings = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const issuer = `http://127.0.0.1:${settings.port}`;

const provider = new Provider(issuer, {
  clients: [{
    client_id: 'stratum',
    client_secret: settings.secret,
    redirect_uris: [settings.callback],
    token_endpoint_auth_method: settings.proof,
    id_token_signed_response_alg: settings.algorithm,
  }],
  jwks: { keys: settings.keys },
  cookies: { keys: [settings.secret] },
  clientAuthMethods: [settings.proof],
  pkce: { required: () => true },
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  // The claims stand in the identity token, as the large providers do it.
  conformIdTokenClaims: false,
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, login) => settings.people[login] && {
    accountId: login,
    claims: () => ({ sub: login, ...settings.people[login] }),
  },
});
const answer = provider.callback();

async function read(request) {
  let text = '';
  for await (const piece of request) text += piece;
  return new URLSearchParams(text);
}

async function interaction(request, response) {
  const details = await provider.interactionDetails(request, response);
  if (request.method === 'GET') {
    response.setHeader('Content-Type', 'text/html');
    const field = details.prompt.name === 'login' ? '<input name="login">' : '';
    response.end(`<form method="post" data-prompt="${details.prompt.name}">${field}<button name="go" value="yes">Go on</button></form>`);
    return;
  }
  const form = await read(request);
  let result;
  if (form.get('go') !== 'yes') {
    result = { error: 'access_denied', error_description: 'the person said no' };
  } else if (details.prompt.name === 'login') {
    result = { login: { accountId: form.get('login') } };
  } else {
    const grant = new provider.Grant({ accountId: details.session.accountId, clientId: details.params.client_id });
    grant.addOIDCScope(details.params.scope);
    result = { consent: { grantId: await grant.save() } };
  }
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
}

createServer((request, response) => {
  if (!request.url.startsWith('/interaction/')) {
    answer(request, response);
    return;
  }
  interaction(request, response).catch((reason) => {
    response.statusCode = 400;
    response.end(String(reason));
  });
}).listen(settings.port, '127.0.0.1', () => console.log('ready'));
