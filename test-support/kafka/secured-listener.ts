import { TEST_CERTIFICATE } from '../vertica-double/test-certificate';

/** How clients reach a listener that wants TLS and a login. */
export interface SecuredListener {
  /** `host:port`, for clients. */
  readonly brokers: readonly string[];
  /** PEM text of the certificate authority that signed the broker's certificate. */
  readonly ca: string;
  /** Known to PLAIN, SCRAM-SHA-256 and SCRAM-SHA-512 alike. */
  readonly username: string;
  readonly password: string;
}

const NAME = 'SECURED';
const USERNAME = 'viewmarks';
const PASSWORD = 'a password for tests';
const JAAS = 'org.apache.kafka.common.security';
const SCRAM_MECHANISMS = ['SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;

/** The broker's settings with one more listener, which speaks SASL over TLS (KIP-651 for keys as PEM). */
export function withSecuredListener(
  settings: Readonly<Record<string, string>>,
  port: number,
): Readonly<Record<string, string>> {
  const listener = `listener.name.${NAME.toLowerCase()}`;
  const address = `${NAME}://127.0.0.1:${port}`;
  const longer = (name: string, more: string) => ({ [name]: `${settings[name]},${more}` });
  return {
    ...settings,
    ...longer('listeners', address),
    ...longer('advertised.listeners', address),
    ...longer('listener.security.protocol.map', `${NAME}:SASL_SSL`),
    [`${listener}.sasl.enabled.mechanisms`]: ['PLAIN', ...SCRAM_MECHANISMS].join(','),
    [`${listener}.plain.sasl.jaas.config`]: `${JAAS}.plain.PlainLoginModule required user_${USERNAME}="${PASSWORD}";`,
    ...Object.fromEntries(
      SCRAM_MECHANISMS.map((mechanism) => [
        `${listener}.${mechanism.toLowerCase()}.sasl.jaas.config`,
        `${JAAS}.scram.ScramLoginModule required;`,
      ]),
    ),
    [`${listener}.ssl.keystore.type`]: 'PEM',
    [`${listener}.ssl.keystore.key`]: TEST_CERTIFICATE.key,
    [`${listener}.ssl.keystore.certificate.chain`]: TEST_CERTIFICATE.cert,
  };
}

/** Arguments of the storage tool's `format` by which the user is known to SCRAM. */
export const ADD_SCRAM_USER = SCRAM_MECHANISMS.flatMap((mechanism) => [
  '--add-scram',
  `${mechanism}=[name=${USERNAME},password=${PASSWORD}]`,
]);

export function securedListener(port: number): SecuredListener {
  return {
    brokers: [`127.0.0.1:${port}`],
    ca: TEST_CERTIFICATE.cert,
    username: USERNAME,
    password: PASSWORD,
  };
}
