/** Whether a plan is still what its client agreed to. */

import { useEffect, useState } from "preact/hooks";
import { sha256 } from "../../store/digest.ts";
import { agreedText } from "../../sync/agreement.ts";
import type { RecordOf } from "./notebook.ts";
import { supportsOf } from "./plans.ts";

/** A plan as it is shown to the client, and what their signature holds of it. */
export interface ShownPlan {
  plan: RecordOf<"plan">;
  supports: RecordOf<"plan_support">[];
  digest: string;
}

export async function asShown(plan: RecordOf<"plan">): Promise<ShownPlan> {
  const supports = supportsOf(plan);
  return { plan, supports, digest: await digestOf(agreedText(plan.fields, supports)) };
}

/** Whether the plan has changed since; nothing is claimed where nobody kept what was agreed to, nor before that is reckoned. */
export function useChangedSinceAgreed(plan: RecordOf<"plan">): boolean {
  const text = agreedText(plan.fields, supportsOf(plan));
  const [digest, setDigest] = useState<string>();
  useEffect(() => {
    let isCurrent = true;
    setDigest(undefined);
    void digestOf(text).then((reckoned) => isCurrent && setDigest(reckoned));
    return () => {
      isCurrent = false;
    };
  }, [text]);
  const { agreed_to } = plan.fields;
  return agreed_to !== undefined && digest !== undefined && digest !== agreed_to;
}

function digestOf(text: string): Promise<string> {
  return sha256(new TextEncoder().encode(text));
}
