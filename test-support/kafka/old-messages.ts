/**
 * Messages of the formats before 0.11 by format and codec, base64, written by Apache Kafka's own
 * client 4.4.0: key `viewer:film` with a value, then key `k` with none, at offset 5,000,000,000.
 */
export const OLD_MESSAGES = {
  '1-none':
    'AAAAASoF8gAAAAChIW7OGAEAAAABi8/laAAAAAALdmlld2VyOmZpbG0AAACAeyJwb3NpdGlvbl9zIjoxfXsicG9zaXRpb25fcyI6MX17InBvc2l0aW9uX3MiOjF9eyJwb3NpdGlvbl9zIjoxfXsicG9zaXRpb25fcyI6MX17InBvc2l0aW9uX3MiOjF9eyJwb3NpdGlvbl9zIjoxfXsicG9zaXRpb25fcyI6MX0AAAABKgXyAQAAABdlwFqCAQAAAAGLz+VoBQAAAAFr/////w==',
  '0-none':
    'AAAAASoF8gAAAACZ+M4ZcgAAAAAAC3ZpZXdlcjpmaWxtAAAAgHsicG9zaXRpb25fcyI6MX17InBvc2l0aW9uX3MiOjF9eyJwb3NpdGlvbl9zIjoxfXsicG9zaXRpb25fcyI6MX17InBvc2l0aW9uX3MiOjF9eyJwb3NpdGlvbl9zIjoxfXsicG9zaXRpb25fcyI6MX17InBvc2l0aW9uX3MiOjF9AAAAASoF8gEAAAAPkIIE9gAAAAAAAWv/////',
  '1-gzip':
    'AAAAASoF8gEAAABwa5IoMwEBAAABi8/laAX/////AAAAWh+LCAAAAAAAAP9jYICDhYp55yQYgQzG7vNPM0Ai3GWZqeWpRVZpmTm5QG5DtVJBfnFmSWZ+XnyxkpVhLb35UIeC3CieeiCqCe5YVhAj+z8QAADEKQa50AAAAA==',
  '0-gzip':
    'AAAAASoF8gEAAABmLUfdhQAB/////wAAAFgfiwgAAAAAAAD/Y2BgYNRi/cQABDN/nJMsAjEYuMsyU8tTi6zSMnNygdyGaqWC/OLMksz8vPhiJSvDWnrzGSCOZATS/BOaWL6BHcmY/R8IAP1CVn3AAAAA',
} as const;
