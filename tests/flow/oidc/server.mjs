// An OpenID Connect authorization server that is not ours, on a free port of 127.0.0.1.
//
// usage: node server.mjs REDIRECT_URI...
// Of a redirect URI at a loopback address, any port will do (RFC 8252 section 7.3).
// Prints one line of JSON, {"issuer": ...}, once it listens; ends when its standard input does.
//
// Beside what oidc-provider serves: GET /companies (a resource, for a bearer token) and GET /ledger
// (every request so far: method, path, status).

import { createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const redirectUris = process.argv.slice(2);

// By way of PEM: node waits for itself for ever when it collects the generation's own key object
// while that one is being exported as JWK.
function signingKey() {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const key = createPrivateKey(privateKey).export({ format: 'jwk' });
  return { ...key, use: 'sig', alg: 'RS256', kid: 'first' };
}

const configuration = {
  clients: [{
    client_id: 'patchbay',
    client_secret: 'a secret: 100 % + more',
    redirect_uris: redirectUris,
    application_type: 'native',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'client_secret_basic',
    id_token_signed_response_alg: 'RS256',
  }],
  jwks: { keys: [signingKey()] },
  cookies: { keys: [randomBytes(32).toString('hex')] },
  pkce: { required: () => true, methods: ['S256'] },
  rotateRefreshToken: true,
  issueRefreshToken: (ctx, client) => client.grantTypeAllowed('refresh_token'),
  scopes: ['openid', 'companies'],
  features: { devInteractions: { enabled: true }, revocation: { enabled: true } },
  ttl: { AccessToken: 3600, IdToken: 3600, RefreshToken: 86400, Interaction: 600, Session: 600, Grant: 86400 },
  // Where a generated provider looks for them unless told otherwise.
  routes: {
    authorization: '/oauth/authorize', token: '/oauth/token', revocation: '/oauth/revoke', jwks: '/jwks',
  },
};

function keepLedger(ledger) {
  return async (ctx, next) => {
    const { method, path } = ctx;
    if (path === '/ledger') {
      ctx.body = ledger;
      return;
    }
    await next();
    ledger.push({ method, path, status: ctx.status });
  };
}

function serveCompanies(provider) {
  return async (ctx, next) => {
    if (ctx.path !== '/companies') return next();
    const bearer = /^Bearer (.+)$/.exec(ctx.get('authorization'))?.[1];
    const token = bearer && await provider.AccessToken.find(bearer);
    ctx.status = token?.scopes.has('companies') ? 200 : 401;
    ctx.body = token ? [{ id: `company-of-${token.accountId}`, name: 'Elsewhere Ltd' }] : {};
  };
}

const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, configuration);
  provider.use(keepLedger([]));
  provider.use(serveCompanies(provider));
  server.on('request', provider.callback());
  console.log(JSON.stringify({ issuer }));
});

process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
