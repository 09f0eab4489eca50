import { describe, expect, it } from 'vitest';
import { cleanStatement, Secrets } from './secrets';

describe('A statement', () => {
  it.each([
    "CREATE USER bob IDENTIFIED BY 'hunter2'",
    "ALTER USER bob IDENTIFIED BY 'new-hunter2' REPLACE 'hunter2'",
    "alter user bob identified by\n\t'hunter2'",
    "ALTER USER bob IDENTIFIED BY 'it''s hunter2'",
    "ALTER USER bob IDENTIFIED BY E'it\\'s hunter2'",
    'ALTER USER bob IDENTIFIED BY $$hunter2$$',
    "CREATE USER bob IDENTIFIED BY 'hunter2",
    "CONNECT TO VERTICA other USER bob PASSWORD 'hunter2' ON 'host', 5433",
    "ALTER DATABASE DEFAULT SET AWSAuth = 'id:hunter2'",
    "ALTER SESSION SET UDPARAMETER AWS_ID = 'hunter2'",
    "SELECT SET_CONFIG_PARAMETER('GCSAuth', 'id:hunter2')",
    "CREATE AUTHENTICATION a METHOD 'ldap' HOST 'hunter2'",
    "CREATE KEY k TYPE 'aes' LENGTH 256; INSERT INTO t VALUES ('hunter2')",
    "COPY t FROM 's3://b/f' ON ANY NODE WITH CREDENTIALS 'hunter2'",
    "SELECT * FROM users WHERE password = 'hunter2'",
  ])('loses its literals when it may carry a secret: %s', (text) => {
    expect(cleanStatement(text).text).not.toContain('hunter2');
    expect(cleanStatement(text).literals.join(' ')).toContain('hunter2');
  });

  it.each([
    "SELECT * FROM view_marks WHERE platform = 'web'",
    "COPY view_marks FROM LOCAL STDIN DELIMITER '|' NULL '' ABORT ON ERROR",
    'SELECT 1',
  ])('keeps them when it carries none: %s', (text) => {
    expect(cleanStatement(text)).toEqual({ text, literals: [] });
  });
});

describe('A secret', () => {
  const secret = 'h"u\'n\\t/é+2';
  const bytes = Buffer.from(secret);

  it.each([
    ['as it is', bytes],
    ['within an SQL literal', Buffer.from(secret.replaceAll("'", "''"))],
    ['within JSON', Buffer.from(JSON.stringify(secret))],
    ['within an address', Buffer.from(encodeURIComponent(secret))],
    ['in hexadecimal digits', Buffer.from(bytes.toString('hex'))],
    ['in capital hexadecimal digits', Buffer.from(bytes.toString('hex').toUpperCase())],
    ['in base64', Buffer.from(bytes.toString('base64'))],
    ['in UTF-16', Buffer.from(secret, 'utf16le')],
  ])('is removed %s, wherever it stands and however often', (_, spelled) => {
    const secrets = new Secrets();
    secrets.addSecret(secret);
    const text = Buffer.concat([spelled, Buffer.from(' and '), spelled, Buffer.from('.')]);
    expect(secrets.scrub(text).includes(spelled)).toBe(false);
    expect(secrets.scrub(text).toString()).toContain('<secret>');
  });

  it('is removed when it is one character; a name of two is left alone', () => {
    const secrets = new Secrets();
    secrets.addSecret('x');
    secrets.addName('ab', '<name>');
    expect(secrets.scrub(Buffer.from('abxab')).toString()).toBe('ab<secret>ab');
  });
});
