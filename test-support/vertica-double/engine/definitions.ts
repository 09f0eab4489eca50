/** Statements that define: schemas, tables, projections. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { objectExists, relationDoesNotExist, VerticaError } from '../errors';
import { quoteName, quoteRelation, type Relation, type Statement } from '../sql';
import type { Engine, Table } from './engine';
import type { SearchPath } from './search-path';

export type Definition = Extract<
  Statement,
  {
    kind:
      | 'create-schema'
      | 'drop-schema'
      | 'create-table'
      | 'create-projection'
      | 'drop-table'
      | 'truncate';
  }
>;

function dependencies(): VerticaError {
  return new VerticaError('2BV01', 'DROP failed due to dependencies', {
    errorCode: 3128,
    hint: 'Use DROP .. CASCADE to drop the dependent objects too',
  });
}

export class Definitions {
  constructor(
    private readonly engine: Engine,
    private readonly connection: DuckDBConnection,
    private readonly path: SearchPath,
  ) {}

  async execute(statement: Definition): Promise<void> {
    switch (statement.kind) {
      case 'create-schema':
        return this.createSchema(statement);
      case 'drop-schema':
        return this.dropSchema(statement);
      case 'create-table':
        return this.createTable(statement);
      case 'create-projection':
        return this.createProjection(statement);
      case 'truncate':
        await this.connection.run(
          `TRUNCATE ${quoteRelation(await this.existing(statement.table))}`,
        );
        return;
      case 'drop-table':
        for (const table of statement.tables) await this.dropTable(table, statement);
    }
  }

  private async existing(relation: Relation): Promise<Table> {
    const table = await this.path.find(relation);
    if (!table) throw relationDoesNotExist(relation.name);
    return table;
  }

  private async createSchema({
    schema,
    ifNotExists,
  }: Extract<Definition, { kind: 'create-schema' }>): Promise<void> {
    if (this.engine.hasSchema(schema)) {
      if (ifNotExists) return;
      throw objectExists(schema);
    }
    await this.connection.run(`CREATE SCHEMA ${quoteName(schema)}`);
    this.engine.schemaCreated(schema);
  }

  private async dropSchema({
    schema,
    ifExists,
    cascade,
  }: Extract<Definition, { kind: 'drop-schema' }>): Promise<void> {
    if (!this.engine.hasSchema(schema)) {
      if (ifExists) return;
      throw new VerticaError('3F000', `Schema "${schema}" does not exist`);
    }
    const found = await this.connection.runAndReadAll(
      'SELECT lower(table_name) FROM duckdb_tables() WHERE lower(schema_name) = lower($1)',
      [schema],
    );
    if (found.currentRowCount > 0 && !cascade) throw dependencies();
    await this.connection.run(`DROP SCHEMA ${quoteName(schema)} CASCADE`);
    this.engine.schemaDropped(schema);
    for (const [name] of found.getRows()) {
      this.engine.tableDropped({ schema: schema.toLowerCase(), name: String(name) });
    }
  }

  private async createTable({
    table,
    ifNotExists,
    definitions,
    octets,
  }: Extract<Definition, { kind: 'create-table' }>): Promise<void> {
    const place = this.path.place(table);
    if (await this.path.find(place)) {
      if (ifNotExists) return;
      throw objectExists(table.name);
    }
    await this.connection.run(`CREATE TABLE ${quoteRelation(place)} ${definitions}`);
    this.engine.tableCreated(place, octets);
  }

  private async createProjection({
    projection,
    table: relation,
    ifNotExists,
    columns,
  }: Extract<Definition, { kind: 'create-projection' }>): Promise<void> {
    const table = await this.existing(relation);
    if (this.engine.hasProjection(table.schema, projection)) {
      if (ifNotExists) return;
      throw objectExists(projection);
    }
    // Fails when a column does not exist.
    await this.connection.run(
      `SELECT ${columns.map(quoteName).join(', ')} FROM ${quoteRelation(table)} LIMIT 0`,
    );
    this.engine.projectionCreated({ name: projection, table, columns });
  }

  private async dropTable(
    relation: Relation,
    { ifExists, cascade }: { ifExists: boolean; cascade: boolean },
  ): Promise<void> {
    const table = await this.path.find(relation);
    if (!table) {
      if (ifExists) return;
      throw new VerticaError('42V01', `Table "${relation.name}" does not exist`);
    }
    if (!cascade && this.engine.projectionsOf(table).length > 0) throw dependencies();
    await this.connection.run(`DROP TABLE ${quoteRelation(table)}`);
    this.engine.tableDropped(table);
  }
}
