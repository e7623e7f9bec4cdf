/** A form that makes or changes one record of a case. */

import type { ComponentChildren } from "preact";
import type { Key } from "../../i18n/ja.ts";
import type { View, WriteRequest } from "../../outbox/notebook.ts";
import type { KindName } from "../../sync/kinds.gen.ts";
import type { FieldError, Fields } from "../../sync/protocol.ts";
import { FormFoot, ResumedNotice } from "../forms/foot.tsx";
import type { Form } from "../forms/form.ts";
import { change, creation } from "../forms/keep.ts";
import { useForm, useSaving } from "../forms/open.ts";
import { t } from "../kit/language.ts";
import { goBack, goInstead } from "../kit/navigation.ts";
import { pathOf, type Route } from "../kit/routes.ts";
import type { RouteName } from "../kit/screens.ts";
import { clientName, newId, notebook } from "../model/notebook.ts";
import { moment } from "../model/records.ts";
import { Screen } from "../parts/screen.tsx";

export interface RecordFormProps {
  kind: KindName;
  title: Key;
  route: RouteName;
  /** What the route is about. */
  id: string;
  caseId: string;
  /** The record that is changed; none for a new one. */
  record?: View;
  prefill?: Fields;
  check?: (values: Fields) => FieldError[];
  fields: (form: Form) => ComponentChildren;
  /** What is written together with the record, from what the form holds. */
  along?: (record: string, form: Form) => WriteRequest[];
  /** The screen that the form was opened from; the case, unless another is named. */
  back?: Route;
  /** The screen of what was saved, where that is another one. */
  saved?: (record: string, form: Form) => Route | undefined;
  more?: ComponentChildren;
}

export function RecordForm(props: RecordFormProps) {
  const { kind, title, route, id, caseId, record, prefill, check, fields, along, saved, more } = props;
  const back: Route = props.back ?? { name: "case", id: caseId };
  const form = useForm({
    kind,
    path: pathOf({ name: route, id }),
    record,
    ...(prefill ? { prefill } : {}),
    ...(check ? { check } : {}),
  });
  const { failure, save } = useSaving(form);
  const leave = () => goBack(back.name, back.id);
  const keep = async () => {
    const written = record?.id ?? newId();
    const done = await save(async () => {
      const together = along?.(written, form) ?? [];
      if (record) await change(form, record, together);
      else await notebook().writeAll([creation(form, written), ...together]);
    });
    if (!done) return;
    const next = saved?.(written, form);
    if (next) goInstead(next.name, next.id);
    else leave();
  };
  return (
    <Screen title={t(title)} page={t(title)} back={back}>
      <p class="strong">{t("client", { name: clientName(caseId) })}</p>
      <ResumedNotice form={form} when={moment} />
      <div class="stack stack--loose">
        {fields(form)}
        <FormFoot form={form} failure={failure} onSave={() => void keep()} onDrop={leave} />
        {more}
      </div>
    </Screen>
  );
}
