/** The whole app: the screen that the address names, and what stands around it. */

import { useRef } from "preact/hooks";
import { t } from "./language.ts";
import { route } from "./navigation.ts";
import { me, session } from "./notebook.ts";
import { IconBadge } from "./parts/bell.tsx";
import { ClearedNotice } from "./parts/cleared.tsx";
import { Announcer, ConfirmDialog } from "./parts/confirm.tsx";
import { OutingBar } from "./parts/outingbar.tsx";
import { StatusLine } from "./parts/status.tsx";
import { TabBar } from "./parts/tabbar.tsx";
import { UpdateOffer } from "./parts/update.tsx";
import { type Route, screenOf } from "./routes.ts";
import { Absences } from "./screens/absences.tsx";
import { Agenda, AgendaOfWeek } from "./screens/agenda.tsx";
import { AgreePlan } from "./screens/agreement.tsx";
import { BeginOuting, BeginOutingOfAppointment } from "./screens/beginouting.tsx";
import { CalendarFeed } from "./screens/calendarfeed.tsx";
import { CaseScreen } from "./screens/case.tsx";
import { Cases } from "./screens/cases.tsx";
import { ConflictScreen } from "./screens/conflict.tsx";
import { Conflicts } from "./screens/conflicts.tsx";
import { Correct } from "./screens/correct.tsx";
import { Delivery } from "./screens/delivery.tsx";
import { EvaluatePlan, NextPlan } from "./screens/evaluation.tsx";
import { FollowUpScreen } from "./screens/followup.tsx";
import { More } from "./screens/more.tsx";
import { NewCase } from "./screens/newcase.tsx";
import { NoteScreen } from "./screens/note.tsx";
import {
  EditNote,
  MonitorPlan,
  NewNote,
  NoteOfAppointment,
  NoteOfOccurrence,
  NoteOfOuting,
} from "./screens/noteform.tsx";
import { NoticeScreen } from "./screens/notice.tsx";
import { Notices } from "./screens/notices.tsx";
import { Notifications } from "./screens/notifications.tsx";
import { OutingScreen } from "./screens/outing.tsx";
import { PlanScreen } from "./screens/plan.tsx";
import { EditPlan, EditPlanSupport, NewPlan, NewPlanSupport } from "./screens/planforms.tsx";
import { EditAppointment, EditCase, EditHousehold, EditPerson, NewAppointment } from "./screens/recordforms.tsx";
import { EditOccurrence, EditSeries, NewSeries } from "./screens/seriesforms.tsx";
import { Sheet } from "./screens/sheet.tsx";
import { SignIn } from "./screens/signin.tsx";
import { SyncScreen } from "./screens/sync.tsx";
import { EditTask, NewPlanTask, NewTask } from "./screens/taskforms.tsx";
import { Today } from "./screens/today.tsx";

const SCREENS = {
  today: Today,
  agenda: Agenda,
  agendaOfDay: Agenda,
  agendaWeek: AgendaOfWeek,
  agendaOfWeek: AgendaOfWeek,
  cases: Cases,
  newCase: NewCase,
  case: CaseScreen,
  editCase: EditCase,
  editPerson: EditPerson,
  editHousehold: EditHousehold,
  newNote: NewNote,
  newAppointment: NewAppointment,
  newPlan: NewPlan,
  newTask: NewTask,
  newPlanTask: NewPlanTask,
  task: EditTask,
  sheet: Sheet,
  note: NoteScreen,
  editNote: EditNote,
  editAppointment: EditAppointment,
  noteOfAppointment: NoteOfAppointment,
  newSeries: NewSeries,
  editSeries: EditSeries,
  editOccurrence: EditOccurrence,
  noteOfOccurrence: NoteOfOccurrence,
  plan: PlanScreen,
  editPlan: EditPlan,
  agreePlan: AgreePlan,
  monitorPlan: MonitorPlan,
  evaluatePlan: EvaluatePlan,
  nextPlan: NextPlan,
  newPlanSupport: NewPlanSupport,
  editPlanSupport: EditPlanSupport,
  beginOuting: BeginOuting,
  beginOutingOfAppointment: BeginOutingOfAppointment,
  outing: OutingScreen,
  noteOfOuting: NoteOfOuting,
  followup: FollowUpScreen,
  notices: Notices,
  notice: NoticeScreen,
  sync: SyncScreen,
  correct: Correct,
  conflicts: Conflicts,
  conflict: ConflictScreen,
  more: More,
  absences: Absences,
  notifications: Notifications,
  calendar: CalendarFeed,
} as const;

export function App() {
  if (session.value === null) {
    return (
      <div class="app app--bare">
        <SignIn />
        <Announcer />
      </div>
    );
  }
  if (session.value.delivery) {
    return (
      <div class="app app--bare">
        <Delivery />
        <Announcer />
        <ConfirmDialog />
      </div>
    );
  }
  return <SignedIn current={route.value} />;
}

function SignedIn({ current }: { current: Route }) {
  const main = useRef<HTMLElement>(null);
  const Shown = SCREENS[current.name];
  return (
    <div class="app">
      <button type="button" class="skip-link" onClick={() => main.current?.focus()}>
        {t("skip")}
      </button>
      <main class="app__main" id="main" ref={main} tabIndex={-1}>
        <OutingBar />
        <StatusLine />
        <ClearedNotice />
        <UpdateOffer />
        <Shown key={screenOf(current)} id={current.id} />
      </main>
      <TabBar />
      <IconBadge key={me()} />
      <Announcer />
      <ConfirmDialog />
    </div>
  );
}
