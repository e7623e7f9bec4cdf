/** The control that fits a field, by what the field is declared to be. */

import { Chips } from "./chips.tsx";
import { AnyOf, OneOf } from "./choices.tsx";
import { DateInput, MomentInput, NumberInput, Switch, TextArea, TextInput } from "./controls.tsx";
import { DueInput } from "./due.tsx";
import { type ControlProps, descriptionOf } from "./frame.tsx";

const LONG_TEXT = 1000;

interface FieldProps extends ControlProps {
  large?: boolean;
  columns?: "two" | "three";
  suggest?: readonly string[];
  /** Of a code list: the codes that are offered. */
  only?: readonly string[] | undefined;
  type?: "text" | "tel";
}

export function Field({ large = false, columns, suggest, only, type, ...props }: FieldProps) {
  const description = descriptionOf(props);
  const needed = props.needed ?? description?.required ?? false;
  const control = { ...props, needed };
  const grid = columns ? { columns } : {};
  const offers = suggest ? { suggest } : {};
  switch (description?.type) {
    case "code":
      return description.codes ? <OneOf {...control} {...grid} only={only} codes={description.codes} /> : null;
    case "set":
      if (description.element?.codes) return <AnyOf {...control} {...grid} codes={description.element.codes} />;
      return <Chips {...control} {...offers} />;
    case "moment":
      return <MomentInput {...control} />;
    case "day":
      return <DateInput type="date" {...control} />;
    case "clock":
      return <DateInput type="time" {...control} />;
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
