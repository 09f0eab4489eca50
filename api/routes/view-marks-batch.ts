import fastifyPlugin from 'fastify-plugin';
import { z } from 'zod';
import { encodeMarkMessage, type MarkMessage } from '../../marks/wire';
import {
  MAX_MARKS_IN_REQUEST,
  type PostedMark,
  postedMarkSchema,
  readPostedMark,
} from '../posted-mark';
import type { MarkRouteOptions } from './view-marks';
import { jsonSchemaOf, MARK_ROUTE_PROBLEMS } from './route-schemas';

/** 500 marks of the longest spelling, with some blanks. */
export const BATCH_BODY_LIMIT_BYTES = 262_144;

const postedBatchSchema = z.strictObject({
  marks: z.array(z.unknown()).min(1).max(MAX_MARKS_IN_REQUEST),
});

const markSchema = jsonSchemaOf(postedMarkSchema);

/** Marks are judged one by one, so the validator takes any item; the document shows what an item is. */
const bodySchema = jsonSchemaOf(postedBatchSchema);

const itemAnswerSchema = z.union([
  z.object({ accepted: z.literal(true) }),
  z.object({
    accepted: z.literal(false),
    code: z.enum(['invalid-body', 'event-time-out-of-range']),
    detail: z.string(),
  }),
]);

type ItemAnswer = z.infer<typeof itemAnswerSchema>;

const batchAnswerSchema = z.object({
  accepted: z.int().describe('Marks that Kafka has'),
  refused: z.int().describe('Marks that were not valid; sending them again is of no use'),
  results: z.array(itemAnswerSchema).describe('One for each mark, in the order of the request'),
});

const BATCH_ANSWER = jsonSchemaOf(batchAnswerSchema);

const ACCEPTED: ItemAnswer = { accepted: true };

/** POST /api/v1/view-marks/batch: up to 500 marks, each answered for itself. */
export const viewMarksBatchRoute = fastifyPlugin<MarkRouteOptions>(
  (app, { producer, events }, done) => {
    app.post<{ Body: { readonly marks: readonly unknown[] } }>(
      '/api/v1/view-marks/batch',
      {
        bodyLimit: BATCH_BODY_LIMIT_BYTES,
        onRequest: app.authenticate,
        config: { rateLimit: {} },
        schema: {
          summary: `Send up to ${MAX_MARKS_IN_REQUEST} view marks`,
          description: `Valid marks are taken, the others are refused one by one. A mark is the same as that of the route for one. With 503 none of them counts as taken.`,
          security: [{ token: [] }],
          body: bodySchema,
          response: {
            202: { description: 'Kafka has every mark', ...BATCH_ANSWER },
            207: { description: 'At least one mark was refused', ...BATCH_ANSWER },
            ...MARK_ROUTE_PROBLEMS,
          },
        },
      },
      async (request, reply) => {
        const isMark = request.compileValidationSchema(markSchema);
        const nowMs = Date.now();
        const messages: MarkMessage[] = [];
        const results = request.body.marks.map((item): ItemAnswer => {
          if (!isMark(item)) {
            const [fault] = isMark.errors ?? [];
            const detail = `${fault?.instancePath ?? ''} ${fault?.message ?? ''}`.trim();
            return { accepted: false, code: 'invalid-body', detail };
          }
          const reading = readPostedMark(item as PostedMark, request.userId, events, nowMs);
          if (reading.status === 'refused') {
            return { accepted: false, code: reading.code, detail: reading.detail };
          }
          messages.push(encodeMarkMessage(reading.mark));
          return ACCEPTED;
        });
        await producer.produce(messages);
        const accepted = messages.length;
        const refused = results.length - accepted;
        app.countMarks('accepted', accepted);
        app.countMarks('refused', refused);
        reply.code(refused === 0 ? 202 : 207);
        return { accepted, refused, results };
      },
    );
    done();
  },
  {
    name: 'view-marks-batch-route',
    dependencies: ['authentication', 'user-rate-limit', 'strict-json', 'metrics', 'documentation'],
  },
);
