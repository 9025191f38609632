// SPDX-License-Identifier: GPL-3.0-or-later
// A proxy on 127.0.0.1 that lets pass only what AWS's own signer would have signed the same way:
// node gate.mjs URL. Prints its port, then a line for each request: "passed" or why not. Ends with
// its standard input.
import http from 'node:http';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';

const target = new URL(process.argv[2]);
const keys = {
  AKIDEXAMPLE: { secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' },
  AKTEMPORARY: { secretAccessKey: 'temporary/secret', sessionToken: 'temporary/token+=' },
};

async function check(request, body) {
  const match = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/
    .exec(request.headers.authorization ?? '');
  if (!match) return 'MissingAuthenticationTokenException';
  const [, keyId, region, service, names, signature] = match;
  if (!keys[keyId]) return 'UnrecognizedClientException';
  const date = request.headers['x-amz-date'] ?? '';
  const time = date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  if (!(Math.abs(Date.parse(time) - Date.now()) < 300_000)) return 'RequestExpired';
  const headers = {};
  for (const name of names.split(';')) headers[name] = request.headers[name];
  delete headers['x-amz-date'];
  delete headers['x-amz-security-token'];
  const url = new URL(request.url, 'http://' + request.headers.host);
  const signer = new SignatureV4({
    credentials: { accessKeyId: keyId, ...keys[keyId] }, region, service, sha256: Sha256,
    applyChecksum: false,
  });
  const made = await signer.sign({
    method: request.method, protocol: 'http:', hostname: url.hostname, path: url.pathname,
    query: Object.fromEntries(url.searchParams), headers, body,
  }, { signingDate: new Date(time), signableHeaders: new Set(names.split(';')) });
  return made.headers.authorization.endsWith('Signature=' + signature)
    ? null : 'InvalidSignatureException';
}

const server = http.createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', async () => {
    const body = Buffer.concat(chunks);
    const refusal = await check(request, body).catch((error) => String(error));
    console.log(refusal ?? 'passed');
    if (refusal) {
      const text = JSON.stringify({ __type: refusal, message: 'refused by the gate' });
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' }).end(text);
      return;
    }
    const onward = http.request(new URL(request.url, target), {
      method: request.method, headers: request.headers,
    }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.on('error', () => response.destroy());
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    onward.end(body);
  });
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.on('end', () => process.exit()).resume();
