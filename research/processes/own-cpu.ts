/** Begins to count user and system CPU milliseconds of this process, all its threads; the result reads the count. */
export function startCpuClock(): () => number {
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
}
