export { authentication } from './authentication';
export { documentation } from './documentation';
export { health } from './health';
export { metrics } from './metrics';
export { answerClientError, problemAnswers } from './problem-answers';
export { securityHeaders } from './security-headers';
export { strictJson } from './strict-json';
export { userRateLimit } from './user-rate-limit';
