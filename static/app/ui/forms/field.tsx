/** The control that fits a field, by what the field is declared to be. */

import { KINDS, type KindName } from "../../sync/kinds.gen.ts";
import { Chips } from "./chips.tsx";
import { AnyOf, OneOf } from "./choices.tsx";
import { ClockInput, DayInput, MomentInput, NumberInput, Switch, TextArea, TextInput } from "./controls.tsx";
import { DueInput } from "./due.tsx";
import { type ControlProps, descriptionOf } from "./frame.tsx";

const LONG_TEXT = 1000;

interface FieldProps extends ControlProps {
  large?: boolean;
  columns?: "two" | "three";
  suggest?: readonly string[];
  type?: "text" | "tel";
}

export function Field({ large = false, columns, suggest, type, ...props }: FieldProps) {
  const description = descriptionOf(props);
  const needed = props.needed ?? description?.required ?? false;
  const control = { ...props, needed };
  const grid = columns ? { columns } : {};
  const offers = suggest ? { suggest } : {};
  switch (description?.type) {
    case "code":
      return description.codes ? <OneOf {...control} {...grid} codes={description.codes} /> : null;
    case "set":
      if (description.element?.codes) return <AnyOf {...control} {...grid} codes={description.element.codes} />;
      return <Chips {...control} {...offers} />;
    case "moment":
      return <MomentInput {...control} />;
    case "day":
      return <DayInput {...control} />;
    case "clock":
      return <ClockInput {...control} />;
    case "due":
      return <DueInput {...control} />;
    case "count":
      return <NumberInput {...control} />;
    case "flag":
      return <Switch {...control} />;
    case "text":
      if ((description.maxLength ?? 0) > LONG_TEXT) return <TextArea {...control} large={large} />;
      return <TextInput {...control} {...offers} {...(type ? { type } : {})} />;
    default:
      return <TextInput {...control} />;
  }
}

/** Whether people may change a field in a form: ids are set by where the form was opened. */
export function isEditable(kind: KindName, field: string): boolean {
  const description = KINDS[kind].fields[field];
  if (!description || description.server || field === "deleted") return false;
  const type = description.element?.type ?? description.type;
  return type !== "id" && type !== "json";
}
