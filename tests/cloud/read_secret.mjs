// SPDX-License-Identifier: GPL-3.0-or-later
// Reads secrets with AWS's own SDK: node read_secret.mjs ENDPOINT NAME... Prints one line of JSON
// for each: the text, or the name of the error.
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

const [endpoint, ...names] = process.argv.slice(2);
const client = new SecretsManagerClient({ endpoint });
for (const SecretId of names) {
  const line = await client.send(new GetSecretValueCommand({ SecretId }))
    .then((answer) => ({ text: answer.SecretString, binary: Boolean(answer.SecretBinary) }),
      (error) => ({ error: error.name }));
  console.log(JSON.stringify(line));
}
