/**
 * Fetches the Kafka jars ahead of a run: `ts-node test-support/kafka/fetch.ts`.
 *
 * After a change of KAFKA_VERSION, jars.sha256 is made anew in a folder that Maven filled:
 * `mvn -f test-support/kafka/pom.xml -Dkafka.version=VERSION -DoutputDirectory=FOLDER
 * -DincludeScope=runtime dependency:copy-dependencies`, then `sha256sum *.jar` in that folder.
 */
import { ensureKafkaJars } from './jar-cache';

ensureKafkaJars((line) => {
  process.stdout.write(`${line}\n`);
}).then(
  (folder) => {
    process.stdout.write(`the Kafka jars are in ${folder}\n`);
  },
  (error: unknown) => {
    process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
