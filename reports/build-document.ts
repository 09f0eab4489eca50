import { formatCount, formatMinute } from './number-format';
import type { ReportDocument } from './report-document';
import type { RunView } from './run-view';
import { conditionsSection } from './sections/conditions';
import { gapsSection } from './sections/gaps';
import { howToReadSection, limitsSection, reproduceSection } from './sections/guidance';
import { headlineSection } from './sections/headline';
import { insertSection, timeSplitSection } from './sections/inserts';
import { readSection } from './sections/reads';
import { sizeSections } from './sections/sizes';
import { verificationSection } from './sections/verification';

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
      headlineSection(view),
      ...(hasInserts ? [insertSection(view)] : []),
      ...(hasInserts || hasLoads ? [timeSplitSection(view)] : []),
      ...(view.questions.length > 0 ? [readSection(view)] : []),
      ...sizeSections(view),
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
