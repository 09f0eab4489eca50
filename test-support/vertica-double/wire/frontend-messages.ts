/**
 * What a client may send, decoded.
 *
 * Sources: the serializers of vertica-nodejs 1.1.4 (`v-protocol/dist/serializer.js`) and of
 * vertica-python (`vertica/messages/frontend_messages/`). Where Vertica differs from PostgreSQL:
 * - startup: a 3.5 header for every client; the wished protocol version is the raw int32 value of a
 *   parameter `protocol_version` among the text parameters;
 * - Bind: the parameter types stand before the values, as int32 each;
 * - COPY ... FROM LOCAL adds VerifiedFiles (F), EndOfBatchRequest (j) and CopyError (e).
 */
import { BodyReader } from './body-reader';
import { ProtocolViolation } from './frame-reader';

/** A packet that comes before authentication and has no type byte. */
export type OpeningPacket =
  | { readonly name: 'sslRequest' }
  | { readonly name: 'loadBalanceRequest' }
  | { readonly name: 'cancelRequest'; readonly processId: number; readonly secretKey: number }
  | {
      readonly name: 'startup';
      /** What the client wishes at most: major * 65536 + minor. */
      readonly protocolVersion: number;
      readonly parameters: ReadonlyMap<string, string>;
    };

export type FrontendMessage =
  | { readonly name: 'password'; readonly password: string }
  | { readonly name: 'query'; readonly text: string }
  | { readonly name: 'parse'; readonly statement: string; readonly text: string }
  | { readonly name: 'describe'; readonly of: 'statement' | 'portal'; readonly target: string }
  | {
      readonly name: 'bind';
      readonly portal: string;
      readonly statement: string;
      /** Values as text, in the order of the placeholders. */
      readonly values: readonly (string | null)[];
    }
  | { readonly name: 'execute'; readonly portal: string }
  | { readonly name: 'close'; readonly of: 'statement' | 'portal'; readonly target: string }
  | { readonly name: 'flush' | 'sync' | 'terminate' }
  | { readonly name: 'verifiedFiles'; readonly body: Buffer }
  | { readonly name: 'copyData'; readonly piece: Buffer; readonly last: boolean }
  | { readonly name: 'endOfBatchRequest' | 'copyDone' }
  | {
      readonly name: 'copyError';
      readonly file: string;
      readonly line: number;
      readonly method: string;
      readonly message: string;
    }
  | { readonly name: 'copyFail'; readonly message: string };

export type FrontendName = FrontendMessage['name'] | OpeningPacket['name'];

const SSL_REQUEST = 80_877_103;
const CANCEL_REQUEST = 80_877_102;
const LOAD_BALANCE_REQUEST = 80_936_960;
const TEXT_FORMAT = 0;

/** @throws ProtocolViolation */
export function decodePacket(body: Buffer): OpeningPacket {
  const reader = new BodyReader(body);
  const code = reader.int32();
  switch (code) {
    case SSL_REQUEST:
      return { name: 'sslRequest' };
    case LOAD_BALANCE_REQUEST:
      return { name: 'loadBalanceRequest' };
    case CANCEL_REQUEST:
      return { name: 'cancelRequest', processId: reader.int32(), secretKey: reader.int32() };
  }
  let protocolVersion = code;
  const parameters = new Map<string, string>();
  while (reader.bytesLeft > 0) {
    const name = reader.cString();
    if (name === '') break;
    if (name === 'protocol_version') {
      protocolVersion = reader.int32();
      reader.skip(1);
    } else {
      parameters.set(name, reader.cString());
    }
  }
  return { name: 'startup', protocolVersion, parameters };
}

function target(reader: BodyReader): { of: 'statement' | 'portal'; target: string } {
  const kind = reader.char();
  if (kind !== 'S' && kind !== 'P') throw new ProtocolViolation(`Describe or Close of "${kind}"`);
  return { of: kind === 'S' ? 'statement' : 'portal', target: reader.cString() };
}

function decodeBind(reader: BodyReader): FrontendMessage {
  const portal = reader.cString();
  const statement = reader.cString();
  const formats = reader.int16();
  for (let i = 0; i < formats; i++) {
    if (reader.int16() !== TEXT_FORMAT) throw new ProtocolViolation('a parameter in binary format');
  }
  const count = reader.int16();
  for (let i = 0; i < count; i++) reader.int32();
  const values: (string | null)[] = [];
  for (let i = 0; i < count; i++) {
    const bytes = reader.int32();
    values.push(bytes === -1 ? null : reader.text(bytes));
  }
  const resultFormats = reader.int16();
  for (let i = 0; i < resultFormats; i++) {
    if (reader.int16() !== TEXT_FORMAT) throw new ProtocolViolation('results in binary format');
  }
  return { name: 'bind', portal, statement, values };
}

/** @throws ProtocolViolation for an unknown type or a body that does not fit it */
export function decodeMessage(type: string, body: Buffer): FrontendMessage {
  const reader = new BodyReader(body);
  switch (type) {
    case 'p':
      return { name: 'password', password: reader.cString() };
    case 'Q':
      return { name: 'query', text: reader.cString() };
    case 'P':
      return { name: 'parse', statement: reader.cString(), text: reader.cString() };
    case 'D':
      return { name: 'describe', ...target(reader) };
    case 'B':
      return decodeBind(reader);
    case 'E':
      return { name: 'execute', portal: reader.cString() };
    case 'C':
      return { name: 'close', ...target(reader) };
    case 'H':
      return { name: 'flush' };
    case 'S':
      return { name: 'sync' };
    case 'X':
      return { name: 'terminate' };
    case 'F':
      return { name: 'verifiedFiles', body };
    case 'j':
      return { name: 'endOfBatchRequest' };
    case 'c':
      return { name: 'copyDone' };
    case 'e':
      return {
        name: 'copyError',
        file: reader.cString(),
        line: reader.int32(),
        method: reader.cString(),
        message: reader.cString(),
      };
    case 'f':
      return { name: 'copyFail', message: reader.cString() };
    default:
      throw new ProtocolViolation(`a message of unknown type ${JSON.stringify(type)}`);
  }
}
