/** A form of a few fields that one button sends: without the browser's own checks, and without leaving the page. */

import type { ComponentChildren } from "preact";

interface SendFormProps {
  send: () => Promise<void>;
  tight?: boolean;
  children: ComponentChildren;
}

export function SendForm({ send, tight = false, children }: SendFormProps) {
  return (
    <form
      class={tight ? "stack stack--tight" : "stack"}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {children}
    </form>
  );
}
