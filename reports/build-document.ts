import { formatCount, formatMinute } from './number-format';
import type { ReportDocument } from './report-document';
import type { RunView } from './run-view';
import { capacitySections } from './sections/capacity';
import { conditionsSection } from './sections/conditions';
import { durabilitySections } from './sections/durability';
import { executiveSection } from './sections/executive';
import { gapsSection } from './sections/gaps';
import { growthSections } from './sections/growth';
import { howToReadSection, limitsSection, reproduceSection } from './sections/guidance';
import { headlineSection } from './sections/headline';
import { insertSection, timeSplitSection } from './sections/inserts';
import { noiseSection } from './sections/noise';
import { readSection } from './sections/reads';
import { sizeSections } from './sections/sizes';
import { underLoadSections } from './sections/under-load';
import { verificationSection } from './sections/verification';
import { writerSections } from './sections/writers';

/** The report of a run, in the order in which an architect asks: what, how fast, how sure, under which conditions. */
export function buildDocument(view: RunView): ReportDocument {
  const { run, dataset } = view.results;
  const hasInserts = view.storages.some(({ inserts }) => inserts.length > 0);
  const hasLoads = view.storages.some(({ loads }) => loads.length > 0);
  return {
    kicker: 'viewmarks storage research',
    title: 'Which storage for the view marks?',
    subtitle: `Run ${run.id} of ${formatMinute(run.startedAt)}, ${formatCount(dataset.rows)} marks`,
    sections: [
      executiveSection(view),
      headlineSection(view),
      ...(hasInserts ? [insertSection(view)] : []),
      ...writerSections(view),
      ...(hasInserts || hasLoads ? [timeSplitSection(view)] : []),
      ...(view.questions.length > 0 ? [readSection(view)] : []),
      ...underLoadSections(view),
      ...growthSections(view),
      ...sizeSections(view),
      ...durabilitySections(view),
      ...capacitySections(view),
      noiseSection(view),
      verificationSection(view),
      gapsSection(view),
      howToReadSection(view),
      limitsSection(view),
      conditionsSection(view),
      reproduceSection(view),
    ],
    footer: 'Rendered from results.json alone; every figure on this page was measured in that run.',
  };
}
