export { type Noise, runNoise, type RunNoise, type TwinPair } from './run-noise';
export { insertCpuRates, insertRates, warmMsByRound } from './visit-values';
