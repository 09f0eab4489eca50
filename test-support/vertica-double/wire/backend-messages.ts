/**
 * What the server may send, encoded.
 *
 * Sources: the parser of vertica-nodejs 1.1.4 (`v-protocol/dist/parser.js`) and the message classes
 * of vertica-python (`vertica/messages/backend_messages/`). Where Vertica differs from PostgreSQL:
 * - RowDescription and ParameterDescription begin, after the count and unless it is 0, with an int32
 *   number of user-defined types; a column then has a 64-bit table id and more attributes;
 * - CommandDescription (m) follows the RowDescription of a prepared statement;
 * - VerifyFiles (F), WriteFile (O) and EndOfBatchResponse (J) belong to COPY ... FROM LOCAL;
 * - PortalSuspended (s) ends the rows of a prepared statement, CommandComplete those of a query;
 * - an error carries Vertica's own number in field V.
 */

/** Whether a transaction is open: idle, in a transaction, or in one that has failed. */
export type TransactionStatus = 'I' | 'T' | 'E';

export interface ColumnDescription {
  readonly name: string;
  readonly typeOid: number;
  /** Bytes of a value of fixed size, -1 for one of variable size. */
  readonly typeSize: number;
  readonly typeModifier: number;
}

export interface ParameterDescriptionEntry {
  readonly typeOid: number;
  readonly typeModifier: number;
}

/** The fields of an error or notice by their wire letters, see `errors.ts`. */
export type ErrorFields = Readonly<Record<string, string>>;

export type BackendMessage =
  | { readonly name: 'authentication'; readonly code: number; readonly data?: Buffer }
  | { readonly name: 'parameterStatus'; readonly parameter: string; readonly value: string }
  | { readonly name: 'backendKeyData'; readonly processId: number; readonly secretKey: number }
  | { readonly name: 'readyForQuery'; readonly status: TransactionStatus }
  | { readonly name: 'rowDescription'; readonly columns: readonly ColumnDescription[] }
  | { readonly name: 'dataRow'; readonly cells: readonly (string | null)[] }
  | { readonly name: 'commandComplete'; readonly tag: string }
  | { readonly name: 'errorResponse' | 'noticeResponse'; readonly fields: ErrorFields }
  | {
      readonly name: 'parameterDescription';
      readonly parameters: readonly ParameterDescriptionEntry[];
    }
  | { readonly name: 'commandDescription'; readonly tag: string }
  | { readonly name: 'copyInResponse'; readonly columns: number }
  | {
      readonly name: 'verifyFiles';
      readonly files: readonly string[];
      readonly rejectedFile: string;
      readonly exceptionsFile: string;
    }
  /** Numbers of rejected rows, 1-based; the form of WriteFile that RETURNREJECTED asks for. */
  | { readonly name: 'writeFile'; readonly rejectedRows: readonly number[] }
  | {
      readonly name:
        | 'emptyQueryResponse'
        | 'parseComplete'
        | 'bindComplete'
        | 'closeComplete'
        | 'noData'
        | 'portalSuspended'
        | 'endOfBatchResponse'
        | 'copyDoneResponse';
    };

export type BackendName = BackendMessage['name'];

const TYPE_BYTE: Readonly<Record<BackendName, string>> = {
  authentication: 'R',
  parameterStatus: 'S',
  backendKeyData: 'K',
  readyForQuery: 'Z',
  rowDescription: 'T',
  dataRow: 'D',
  commandComplete: 'C',
  emptyQueryResponse: 'I',
  errorResponse: 'E',
  noticeResponse: 'N',
  parseComplete: '1',
  bindComplete: '2',
  closeComplete: '3',
  parameterDescription: 't',
  noData: 'n',
  commandDescription: 'm',
  portalSuspended: 's',
  copyInResponse: 'G',
  verifyFiles: 'F',
  writeFile: 'O',
  endOfBatchResponse: 'J',
  copyDoneResponse: 'c',
};

const int16 = (value: number): Buffer => {
  const bytes = Buffer.allocUnsafe(2);
  bytes.writeInt16BE(value);
  return bytes;
};

const int32 = (value: number): Buffer => {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeInt32BE(value);
  return bytes;
};

const cString = (text: string): Buffer => Buffer.from(`${text}\0`);

const NO_USER_TYPES = int32(0);
/** An expression's table id is 0, and then neither schema nor table name follow. */
const NO_TABLE = Buffer.alloc(8);
const NATIVE_TYPE = Buffer.from([0]);
const NULL_CELL = int32(-1);

function columnBytes(column: ColumnDescription): Buffer {
  const attributeNumber = int16(0);
  const nullAllowed = int16(1);
  const isIdentity = int16(0);
  const textFormat = int16(0);
  return Buffer.concat([
    cString(column.name),
    NO_TABLE,
    attributeNumber,
    NATIVE_TYPE,
    int32(column.typeOid),
    int16(column.typeSize),
    nullAllowed,
    isIdentity,
    int32(column.typeModifier),
    textFormat,
  ]);
}

function rowDescriptionBody(columns: readonly ColumnDescription[]): Buffer {
  if (columns.length === 0) return int16(0);
  return Buffer.concat([int16(columns.length), NO_USER_TYPES, ...columns.map(columnBytes)]);
}

function parameterDescriptionBody(parameters: readonly ParameterDescriptionEntry[]): Buffer {
  if (parameters.length === 0) return int16(0);
  const notNull = int16(0);
  return Buffer.concat([
    int16(parameters.length),
    NO_USER_TYPES,
    ...parameters.flatMap(({ typeOid, typeModifier }) => [
      NATIVE_TYPE,
      int32(typeOid),
      int32(typeModifier),
      notNull,
    ]),
  ]);
}

function dataRowBody(cells: readonly (string | null)[]): Buffer {
  const parts: Buffer[] = [int16(cells.length)];
  for (const cell of cells) {
    if (cell === null) {
      parts.push(NULL_CELL);
    } else {
      const bytes = Buffer.from(cell);
      parts.push(int32(bytes.length), bytes);
    }
  }
  return Buffer.concat(parts);
}

function rejectedRowsBody(rows: readonly number[]): Buffer {
  const numbers = Buffer.allocUnsafe(rows.length * 8);
  rows.forEach((row, i) => numbers.writeBigInt64LE(BigInt(row), i * 8));
  const noFileName = cString('');
  return Buffer.concat([noFileName, int32(numbers.length), numbers]);
}

function bodyOf(message: BackendMessage): Buffer {
  switch (message.name) {
    case 'authentication':
      return Buffer.concat([int32(message.code), message.data ?? Buffer.alloc(0)]);
    case 'parameterStatus':
      return Buffer.concat([cString(message.parameter), cString(message.value)]);
    case 'backendKeyData':
      return Buffer.concat([int32(message.processId), int32(message.secretKey)]);
    case 'readyForQuery':
      return Buffer.from(message.status);
    case 'rowDescription':
      return rowDescriptionBody(message.columns);
    case 'dataRow':
      return dataRowBody(message.cells);
    case 'commandComplete':
      return cString(message.tag);
    case 'errorResponse':
    case 'noticeResponse':
      return Buffer.concat([
        ...Object.entries(message.fields).map(([letter, value]) => cString(letter + value)),
        Buffer.from([0]),
      ]);
    case 'parameterDescription':
      return parameterDescriptionBody(message.parameters);
    case 'commandDescription': {
      const noCopyRewrite = int16(0);
      return Buffer.concat([cString(message.tag), noCopyRewrite, cString('')]);
    }
    case 'copyInResponse': {
      const formats = Array.from({ length: message.columns }, () => int16(0));
      return Buffer.concat([Buffer.from([0]), int16(message.columns), ...formats]);
    }
    case 'verifyFiles':
      return Buffer.concat([
        int16(message.files.length),
        ...message.files.map(cString),
        cString(message.rejectedFile),
        cString(message.exceptionsFile),
      ]);
    case 'writeFile':
      return rejectedRowsBody(message.rejectedRows);
    default:
      return Buffer.alloc(0);
  }
}

/** The message with its type byte and length, as it goes over the wire. */
export function encodeMessage(message: BackendMessage): Buffer {
  const body = bodyOf(message);
  return Buffer.concat([Buffer.from(TYPE_BYTE[message.name]), int32(body.length + 4), body]);
}
