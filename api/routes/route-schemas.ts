import { z } from 'zod';
import { PROBLEM_MEDIA_TYPE } from '../problems';

/** A zod schema as the JSON Schema that both the validator and the OpenAPI document take. */
export function jsonSchemaOf(schema: z.ZodType): Record<string, unknown> {
  const json: Record<string, unknown> = z.toJSONSchema(schema, { target: 'draft-7', io: 'input' });
  // Which dialect it is, OpenAPI 3.1 and the validator know by themselves.
  delete json.$schema;
  return json;
}

function problemResponse(description: string): Record<string, unknown> {
  return { description, content: { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: 'Problem#' } } } };
}

/** The error responses of a route that takes marks. */
export const MARK_ROUTE_PROBLEMS = {
  400: problemResponse('The body is not what this route takes'),
  401: problemResponse('There is no token, or it is not accepted'),
  413: problemResponse('The body is too large'),
  415: problemResponse('The body is not application/json'),
  429: problemResponse('This user sends too many requests; see Retry-After'),
  503: problemResponse('Kafka did not take it in time, nothing is kept; see Retry-After'),
};

export const OUT_OF_RANGE_PROBLEM = {
  422: problemResponse('event_time is too far from now; detail names the bound'),
};
