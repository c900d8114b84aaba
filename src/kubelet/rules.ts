import type { Profile } from "./profile.ts";

/** A rule of the model: what is said at one place of the code, where it is known from, and what shows it. */
export interface Rule {
  /** `KLT-001` …; never used again for another rule. */
  readonly id: string;
  readonly statement: string;
  /** Section of the specification, or the page that corrects it. */
  readonly spec: string;
  /** Names of vectors (`kubelet/1.36/P31`: part, release or file, id) or of cases (`A12`). */
  readonly evidence: readonly string[];
  /** The flag of the profile that decides it. */
  readonly flag?: keyof Profile;
  /** The file below `src`, and the function or constant in it that has the mark. */
  readonly file: string;
  readonly place: string;
}

/** id | file and place | specification | evidence | flag | statement */
const TABLE = `
# Probe workers
KLT-001 | kubelet/podPlan.ts workerOrderOf | prober §1.1 | prober/1.32/p000045 |  | Containers get their workers in the order of the specification, sidecars last, and of each container startup, readiness, liveness.
KLT-002 | kubelet/probeTurns.ts addProbeWorkers | prober §1.1.4 | case/prober-1.36.3/P26, kubelet/1.34/X5never2 | addPodContinues | AddPod stops at the first worker that exists already; from 1.37 on it goes on with the next container.
KLT-003 | kubelet/probeTurns.ts newWorker | prober §1.3.1 | case/1.36/P27exact | startJitter | A worker first sleeps a random part of its period if the kubelet is younger than a period; before 1.21 always.
KLT-004 | kubelet/probeTurns.ts newWorker | prober §1.3.2 | case/prober-1.36.3/P29, case/prober-1.31.0/P12 |  | The grid of ticks begins where the worker does, not where its container starts, and the first round is at once.
KLT-005 | kubelet/probeSchedule.ts takePendingTick | prober §1.4 | case/prober-1.36.3/P30 |  | Of the ticks that pass during a round one is kept; the grid does not shift.
KLT-006 | kubelet/probeWorker.ts goOn | prober §1.3.3 | case/1.36/P35, kubelet/1.35/P34 | triggerResetsTicker | A triggered round starts the ticker anew and forgets a pending tick; before 1.32 it does not touch the ticker.
KLT-007 | kubelet/probeWorker.ts pendingWork | prober §1.3.4, README-kubelet "What comes first" | kubelet/1.36/P30, kubelet/1.34/basic-69 |  | A worker that comes back from a round takes of what is pending the stop first, then the trigger, then the tick.
KLT-008 | kubelet/probeWorker.ts endWorker | prober §1.3.5 | case/prober-1.36.3/P47, case/prober-1.36.3/P24 Never exit 1 |  | A worker that ends takes its result along, and nobody is told.
KLT-009 | kubelet/probeWorker.ts findRound | prober §2, steps 1 and 2 | prober/1.35/p001701, prober/1.35/p001389 |  | A pod in a terminal phase ends its workers; without a status they wait.
KLT-010 | kubelet/probeWorker.ts adoptInstance | prober §2, step 4 | kubelet/1.36/P32, prober/1.35/p000677 |  | The run of equal results goes on over a new container of the same name.
KLT-011 | kubelet/probeWorker.ts INITIAL_RESULT | prober §1.2 | case/prober-1.36.3/P12, case/prober-1.34.4/P7 not started |  | A new container begins with Success for liveness, Failure for readiness, Unknown for startup.
KLT-012 | kubelet/probeWorker.ts findRound | prober §2, step 8 | case/prober-1.36.3/P29, case/1.33/P35 |  | The initial delay counts whole seconds from a start that was cut to whole seconds.
KLT-013 | kubelet/probeWorker.ts findRound | prober §2, step 9 | case/prober-1.36.3/P16, case/prober-1.31.0/P3 |  | Liveness and readiness wait until the container is started, and startup stops then.
KLT-014 | kubelet/probeWorker.ts doProbeOfStopped | prober §2, step 6 | case/prober-1.36.3/P47, case/prober-1.36.3/P24 Never exit 1 |  | While its container does not run every worker says Failure.
KLT-015 | kubelet/probeWorker.ts doProbeOfStopped | prober §2, step 6 | case/prober-1.36.3/P47, case/prober-1.36.3/P24 Never exit 1 | restartRules | The worker of a container that ended goes on only if the container will run again: by its rules and policies, before 1.35 if the pod's policy is not Never.
KLT-016 | kubelet/probeWorker.ts doProbeOfStopped | prober §2, step 6 | kubelet/1.34/sidecar-89 | sidecarWorkerSurvivesNever | A sidecar's worker outlives the sidecar in a pod with restartPolicy Never, from 1.33.6 and 1.34.2 on.
KLT-017 | kubelet/probeWorker.ts countResult | prober §2, step 12 | case/prober-1.36.3/P12, case/prober-1.34.4/P7 not started | holdOnStartupSuccess | A failed liveness or startup verdict puts the worker on hold and ends its run; from 1.32 on startup success does, too.
KLT-018 | kubelet/probeWorker.ts countResult | prober §2, step 12 | case/prober-1.36.3/P12, case/prober-1.34.4/P7 not started |  | A verdict is published with the result that completes its threshold.
KLT-019 | kubelet/probeWorker.ts adoptInstance | prober §2, step 4 | case/prober-1.36.3/P14 startup, case/prober-1.31.0/P14 liveness |  | A new container lifts the hold.
KLT-020 | kubelet/probeWorker.ts adoptInstance | prober §2, step 4 | kubelet/1.36/P48, kubelet/1.36/P49 | keepsStatusOverKubeletRestart | Of a container that ran ten seconds before the kubelet did no initial value is published.
KLT-021 | kubelet/probeWorker.ts adoptInstance | corrections.md, prober §2 step 4 | prober/1.29/p000053 | seedsStartedSidecar | A sidecar's startup worker that adopts a started container first says Success, from 1.35.4 on.
# started and ready
KLT-022 | kubelet/containerStatuses.ts fromRecords | prober §4.3, corrections.md 1.1 | kubelet/1.36/G4, case/1.36/G5 | keepsStatusOverKubeletRestart | \`started\` is carried over by container name, to a replacement too, from 1.35 on.
KLT-023 | kubelet/probeFlags.ts isStarted | prober §4, step 1 | kubelet/1.36/D8, kubelet/1.34/P33 |  | A running container is started if the startup result says so; without a result if it has no startup worker.
KLT-024 | kubelet/probeFlags.ts isReady | prober §4, step 3 | case/1.36/P27exact, case/1.36/P27younger |  | A started container is ready if the readiness result says so, or if it has no readiness worker.
KLT-025 | kubelet/probeFlags.ts isReady | prober §1.5 | case/1.36/P35, kubelet/1.35/P34 | manualTrigger | Each status generation gives a started container that is not known to be ready one more readiness round; in 1.21 only without a result, before never.
KLT-026 | kubelet/probeFlags.ts isReady | prober §4.2 | prober/1.35/p001725, prober/1.35/p000249 | keepsStatusOverKubeletRestart | After a restart of the kubelet a container that ran before stays ready if the API server's pod is.
KLT-027 | kubelet/probeFlags.ts withProbeFlags | prober §4 | prober/1.25/p000529, prober/1.25/p000241 |  | An ordinary init container is ready once it has ended with 0.
KLT-028 | kubelet/probeWorker.ts findRound | prober §2, step 7 | case/prober-1.36.3/P3, prober/1.29/p000473 |  | A liveness or startup worker that was created for a deleting pod says Success and ends.
KLT-029 | kubelet/probeTurns.ts stopWorkers | prober §1.6 | case/prober-1.36.3/P46 |  | A stop does not interrupt a probe in flight: its result counts, then the worker ends.
# Attempts
KLT-030 | kubelet/askApp.ts askApp | oracle/kubelet README | kubelet/1.36/P44, case/1.34/P44off |  | An exec time-out comes when the runtime has noticed it, 7 ms late.
KLT-031 | kubelet/probeAttempt.ts MAX_ATTEMPTS | prober §2.1.1 | case/prober-1.36.3/P39, kubelet/1.35/P46 |  | An attempt that comes to an error is repeated at once, three attempts in all.
KLT-032 | kubelet/probeAttempt.ts endAttempt | prober §2, step 10 | case/prober-1.36.3/P39 |  | Three errors count as nothing.
KLT-033 | kubelet/probeAttempt.ts endAttempt | prober §6.1 | kubelet/1.36/P44, case/1.34/P44off | execTimeoutCounts | An exec time-out counts as a failure, since 1.20.
KLT-034 | kubelet/probeAttempt.ts execTimeoutText | corrections.md, prober §6.1 | kubelet/1.36/P44, case/1.34/P44off | newExecTimeoutText | The words of an exec time-out name the limit, since 1.31.
KLT-035 | kubelet/probeAttempt.ts tellProbe | prober §8 | case/prober-1.36.3/P39, kubelet/1.35/P46 | newErroredText | The event of three errors says in what state they result, since 1.33.
KLT-036 | kubelet/probeTurns.ts killProbes | README-kubelet, "Format" | kubelet/1.36/sidecar-101, kubelet/1.37/sidecar-125 |  | A probe whose container dies counts as a failure without output.
KLT-037 | kubelet/probeTurns.ts cancelProbeContexts | corrections.md 1.8 | kubelet/1.36/P46, kubelet/1.33/C9 | terminationCancelsExecProbes | In 1.35 and 1.36 termination cancels exec probes: those in flight, and each later attempt at once.
# Results and status
KLT-038 | kubelet/consumeResult.ts consumeResult | prober §3.2 | case/1.36/P27exact, case/1.36/P27younger |  | Of liveness only a failure asks for a sync.
KLT-039 | kubelet/consumeResult.ts consumeResult | prober §3.2 | case/1.36/P35, kubelet/1.35/P34 |  | A readiness result changes the held status at once, before any sync.
KLT-040 | kubelet/consumeResult.ts consumeResult | prober §3.2 | kubelet/1.36/D8, kubelet/1.34/P33 |  | A startup result changes \`started\` at once, and no condition.
KLT-041 | kubelet/statusManager.ts hold | README-kubelet "What comes first" | case/1.36/P35, case/1.36/D6 |  | The patch of a millisecond carries the status as of its first change; what came after it follows in a second one.
KLT-042 | kubelet/engine.ts toWholeSecond | prober §2, step 8 | case/1.36/P27exact, case/1.36/P27younger |  | Times in the API are whole seconds, cut down.
KLT-043 | kubelet/statusManager.ts withTransitionTimes | prober §5 | kubelet/1.36/X3del0, kubelet/1.34/X4shorten |  | The transition time of a condition moves with its status only.
KLT-044 | kubelet/statusManager.ts updateStatus | prober §5, README-kubelet "Status and patches" | kubelet/1.36/X4shorten, kubelet/1.33/X7preStopLong |  | A status that is equal is not stored, unless the pod is being deleted.
KLT-046 | kubelet/statusManager.ts terminatePod | README-kubelet "Status and patches" | kubelet/1.36/sidecar-9, kubelet/1.36/sidecar-121 |  | The last status of a pod ends what is not terminated, and its phase is Failed unless it is Succeeded.
KLT-047 | kubelet/statusPatch.ts mergedStatus | README-kubelet "Status and patches" | kubelet/1.36/A20, kubelet/1.34/lifecycle-133 |  | The API server hears of a terminal phase only once the containers are dead.
KLT-049 | kubelet/statusPatch.ts mergedStatus | README-kubelet "Status and patches" | kubelet/1.36/P52, kubelet/1.34/probes-93 |  | Conditions of others survive the kubelet's patches.
# Syncs and relists
KLT-050 | kubelet/podWorker.ts requestSync | lifecycle §1.1, README-kubelet "Requests for a sync" | kubelet/1.36/P50, kubelet/1.36/kubeletRestart-21 |  | Requests for a sync of one turn are one; a busy pod worker keeps the latest.
KLT-051 | kubelet/podWorker.ts beginSyncIfFresh | lifecycle §1.1 | case/1.36/P27exact, case/1.36/P27younger |  | A sync begins only once the runtime was looked at since the last one ended.
KLT-052 | kubelet/podActions.ts computePodActions | lifecycle §1.4 | kubelet/1.36/A20, kubelet/1.34/lifecycle-133 |  | A sync with nothing to keep and nothing to start kills the pod as a whole, by the pod's grace and words.
KLT-053 | kubelet/runtime.ts runtimeChanged | lifecycle §1.1 | kubelet/1.35/P28, kubelet/1.34/P29 |  | The runtime is looked at at whole seconds of the kubelet's age.
KLT-054 | kubelet/podSync.ts endSync | lifecycle §1.1, 10 | case/1.36/P27exact, case/1.36/P27younger | relistsOnDemand | From 1.36 on a sync that did something has its pod looked at at once.
KLT-055 | kubelet/podSync.ts RESYNC_MS | lifecycle §1.1 | kubelet/1.36/A21, kubelet/1.34/C9 |  | A pod is synced again 60 to 90 s after a sync that went well.
KLT-056 | kubelet/podSync.ts requeueDelay | lifecycle §2.5 | kubelet/1.36/P32, kubelet/1.35/D4 | requeuesAtBackoffEnd | A refused start is tried again when its back-off ends; before 1.35 after 10 to 15 s.
# What a sync decides
KLT-057 | kubelet/podActions.ts failedProbe | lifecycle §11 A22 | case/1.36/P40, kubelet/1.36/A21 |  | Of two failed probes liveness is named.
KLT-058 | kubelet/podActions.ts regularContainerActions | prober §3.3 | kubelet/1.36/A20, kubelet/1.34/A21 |  | A failed probe kills under every restart policy; only if it restarts the words say so.
KLT-059 | kubelet/podActions.ts startOver | lifecycle §1.4 | kubelet/1.36/lifecycle-60 |  | A pod with restartPolicy Never that ran once gets no second sandbox.
# Kills and grace
KLT-060 | kubelet/killContainer.ts graceSeconds | prober §3.3, lifecycle §1.5.2 | kubelet/1.36/A21, kubelet/1.34/C6 | probeTerminationGrace | A kill by a probe takes the probe's own grace, longer or shorter than the pod's, since 1.25.
KLT-061 | kubelet/killContainer.ts MINIMUM_GRACE_SECONDS | lifecycle §1.5.1 | kubelet/1.36/X7preStopLong, kubelet/1.34/C8b |  | Every container gets at least two seconds.
KLT-062 | kubelet/killContainer.ts beginKill | lifecycle §1.5.2 | case/1.36/X9initRemoved |  | A termination's grace wins over every other.
KLT-063 | kubelet/killContainer.ts takeTurn | lifecycle §1.5.1 | kubelet/1.36/X7preStopLong, kubelet/1.34/C3 |  | What the preStop hook took is off the grace, in whole seconds.
KLT-064 | kubelet/killContainer.ts beginKill | lifecycle §1.5.1, 11 C8 | kubelet/1.36/C8a |  | With a grace of 0 there is no preStop hook.
KLT-065 | kubelet/syncOperations.ts killAll | lifecycle §3.4 | kubelet/1.36/C15, kubelet/1.34/C14 |  | Sidecars are stopped after the main containers and in reverse order.
KLT-066 | kubelet/runtime.ts RUNTIME_REACTION_MS | oracle/kubelet README | kubelet/1.36/X3del0, kubelet/1.34/X4shorten |  | A killed process is gone 7 ms after SIGKILL.
KLT-068 | kubelet/podWorker.ts effectiveGrace | lifecycle §4.2 | case/1.36/X10shortenBeforeKill |  | The grace of a termination never grows, and is at least a second.
KLT-069 | kubelet/runtime.ts dueExit | README-kubelet "What comes first", 4 | case/1.36/X12exitAtKill |  | A process that exits by itself in the millisecond of SIGKILL has exited by itself.
# Back-off
KLT-070 | kubelet/startContainer.ts isRefused | lifecycle §2.3 | kubelet/1.36/P31, case/1.34/G5 |  | The back-off counts from the newest instance that had ended when the sync began, not from one that this sync killed.
KLT-071 | kubelet/backoff.ts nextBackoff | lifecycle §2.3 | kubelet/1.36/D4, kubelet/1.34/D4p |  | The first crash restarts at once and begins a back-off that doubles with each start that is let through.
KLT-072 | kubelet/backoff.ts hasExpired | lifecycle §2.3 | backoff/series/series/random/0211, backoff/series/series/random/0168 |  | A back-off that is older than 600 s, strictly, counts no more.
KLT-073 | kubelet/housekeeping.ts keepHouse | lifecycle §2.4 | kubelet/1.36/B13, kubelet/1.36/B11 |  | Housekeeping, every 2 s, drops back-offs that are older than 600 s, even while they hold a start.
KLT-074 | kubelet/backoff.ts isInBackOff | lifecycle §2.3 | case/1.36/B8, backoff/series/series/random/0523 |  | A start exactly at the end of the back-off is let through.
KLT-075 | kubelet/profile.ts profileOf | lifecycle §2.1 | kubelet/1.36/P32, kubelet/1.35/D4 | backoffInitialMs | The first wait is 10 s, or 1 s with the gate ReduceDefaultCrashLoopBackOffDecay.
KLT-076 | kubelet/profile.ts profileOf | lifecycle §2.1, corrections.md 12.4 | kubelet/1.36/B5, kubelet/1.36/B12 | backoffMaxMs | The longest wait is 300 s, or 60 s with the gate ReduceDefaultCrashLoopBackOffDecay before 1.35.
# Restart rules
KLT-077 | kubelet/restartPolicy.ts containerShouldRestart | lifecycle §1.6.4 | case/prober-1.36.3/P24 rule 1 exit 1, restart/container/random/00501 |  | A container's first matching rule decides, then its own policy, then the pod's.
KLT-078 | kubelet/restartPolicy.ts containerShouldRestart | corrections.md 1.17 | restart/container/random/00718, restart/container/random/01091 | restartAllContainers | The action RestartAllContainers counts while its gate is on, by default from 1.36 on.
KLT-079 | kubelet/podActions.ts containersToReset | README-kubelet "Container statuses" | case/1.36/X9initRemoved |  | RestartAllContainers removes the containers that caused it last.
# Init containers and sidecars
KLT-080 | kubelet/initContainerActions.ts initContainerActions | lifecycle §3.1 | kubelet/1.36/C15, kubelet/1.34/C14 |  | Init containers run one after the other, each once the one before is done; a sidecar is once it is started.
KLT-081 | kubelet/initContainerActions.ts regularContainersShowIt | README-kubelet "Container statuses" | kubelet/1.36/sidecar-265 | exitedCountsAsInitialized | Whether a pod was initialised is read off its regular containers: up to 1.36 those that are created or running, from 1.37 on all of the current sandbox.
KLT-082 | kubelet/initContainerActions.ts restartSidecar | corrections.md 2 | kubelet/1.36/S2, kubelet/1.34/S1 |  | The kill of a sidecar by its probe has words of its own.
KLT-083 | kubelet/initContainerActions.ts initStep | lifecycle §3.1 | A17 |  | An init container that failed for good ends the pod.
# Container statuses and conditions
KLT-084 | kubelet/containerStatuses.ts asWaiting | README-kubelet "Container statuses" | case/1.36/X9initRemoved | missingInitContainerCompleted | An ordinary init container without a record counts as completed once a regular one exists, from 1.36 on.
KLT-085 | kubelet/containerStatuses.ts fromRecords | README-kubelet "Container statuses" | case/1.36/P40, kubelet/1.36/D1 |  | lastState is the second newest record, if that one has ended.
KLT-086 | kubelet/containerStatuses.ts withoutRecord | README-kubelet "Container statuses" | kubelet/1.36/kubeletRestart-215 |  | Without a record a held terminated status is kept as it is.
KLT-087 | kubelet/containerStatuses.ts asWaiting | lifecycle §1.7 | kubelet/1.36/P32, kubelet/1.35/D4 |  | A container that the next sync starts, and whose last start failed, shows why.
KLT-088 | kubelet/podConditions.ts initializedCondition | README-kubelet "Container statuses" | case/1.36/X9initRemoved | restartAllContainers | From 1.36 on an initialised pod stays so.
KLT-089 | kubelet/podConditions.ts podConditions | lifecycle §1.8 | case/1.36/P27exact, case/1.36/P27younger | readyToStartCondition | The condition PodReadyToStartContainers exists since 1.29.
KLT-090 | kubelet/syncOperations.ts continueCall | corrections.md 1.5 | case/1.36/P27exact, case/1.36/P27younger | readyToStartDuringSync | PodReadyToStartContainers turns True while the sync goes on, from 1.36 on.
KLT-091 | kubelet/conditions.ts podReadyToStartContainersCondition | corrections.md, lifecycle §1.8 | case/1.36/P27exact, case/1.36/P27younger | readyToStartReason | PodReadyToStartContainers=False says why, from 1.37 on.
KLT-092 | kubelet/statusManager.ts withGeneration | README-kubelet "Status and patches" | kubelet/1.33/X4shorten, kubelet/1.33/X7preStopLong | observedGeneration | Status and conditions carry the observed generation, from 1.34 on.
# Start and termination
KLT-093 | kubelet/startContainer.ts continueStart | corrections.md 1.6 | case/1.36/P27exact, case/1.36/P27younger | startEventTexts | The events of a start have other words up to 1.31, from 1.32 and from 1.35 on.
KLT-094 | kubelet/startContainer.ts postStartEnded | lifecycle §1.6.1 | kubelet/1.36/C13, kubelet/1.35/lifecycle-93 |  | A postStart hook that fails kills its container, with words of its own.
KLT-095 | kubelet/podSync.ts continueTerminating | prober §1.6 | kubelet/1.36/C9, kubelet/1.34/C11 | terminationStopsLiveness | When termination begins, workers of liveness and startup probes stop, those of sidecars do not; since 1.22.
# Clean-up and kubelet restart
KLT-097 | kubelet/housekeeping.ts garbageRecords | README-kubelet "Termination and cleaning up" | kubelet/1.35/B10, kubelet/1.34/B4r |  | Container GC keeps the newest dead record of each container, of a deleted pod none.
KLT-098 | kubelet/housekeeping.ts letGo | lifecycle §4 | case/1.36/X11orphan, kubelet/1.36/X3del0 |  | A container that a new kubelet never heard of is killed with one second of grace.
KLT-099 | kubelet/kubeletLife.ts kubeletDies | oracle/kubelet README | kubelet/1.36/kubeletRestart-297, kubelet/1.36/kubeletRestart-237 |  | The end of a kubelet takes back SIGKILL, not the stop signal.
KLT-100 | kubelet/kubeletLife.ts forgetPod | lifecycle §5, 11 B22 | kubelet/1.36/B22, kubelet/1.34/kubeletRestart-101 |  | A new kubelet remembers no results, back-offs or reasons.
# Gates, sidecars, phase, relist
KLT-101 | kubelet/statusPatch.ts objectReconciled | README-kubelet "Status and patches" | kubelet/1.36/P52, kubelet/1.34/probes-93 |  | With readiness gates a change of another's condition asks for a sync if it changes Ready.
KLT-102 | kubelet/syncOperations.ts killAll | prober §1.1.2 | kubelet/1.36/C15, kubelet/1.34/C14 | sidecars | Sidecars exist since 1.28.
KLT-103 | kubelet/podPhase.ts decide | lifecycle §1.8 | kubelet/1.36/S2, kubelet/1.35/sidecar-29 |  | The phase counts waiting containers as Pending, and Running as soon as none waits and one runs.
KLT-104 | kubelet/pleg.ts differencesOf | README-kubelet "Relist and pod worker" | kubelet/1.36/P32, kubelet/1.35/D4 |  | A container that is only created asks for no sync.
KLT-105 | kubelet/pleg.ts removeSurplus | README-kubelet "Relist and pod worker" | kubelet/1.36/P32, kubelet/1.35/D4 |  | A death is followed by the removal of all but the newest dead record.
KLT-106 | kubelet/startContainer.ts isRefused | lifecycle §2.2 | B21 |  | Another image begins another back-off.
KLT-107 | kubelet/podActions.ts regularContainerActions | lifecycle §11 A9 | A9 |  | A running container with another image than it was created from is restarted, under every restart policy; a sidecar once it is started.
# Endpoints
KLT-110 | cluster/endpoints/endpointSlice.ts endpointConditionsOf | lifecycle §6.1 | endpoints/services/random/0391, endpoints/services/one/0010 |  | An endpoint is ready if its pod is and is not being deleted; serving is the pod's readiness alone.
KLT-111 | cluster/endpoints/endpointGroups.ts memberOf | lifecycle §6.1 | endpoints/services/special/unscheduled, endpoints/services/random/0320 |  | A pod on a node that does not exist is no endpoint, unless not-ready addresses are published.
KLT-112 | cluster/endpoints/endpointPod.ts shouldPodBeInEndpoints | lifecycle §6.1 | endpoints/services/one/0290, endpoints/services/one/0288 |  | Pods that have ended, or have no address yet, are no endpoints.
KLT-113 | cluster/endpoints/legacyEndpoints.ts listedAddressOf | lifecycle §6.2 | endpoints/services/one/0250, endpoints/services/one/0266 |  | Legacy Endpoints leave pods out that are being deleted.
KLT-114 | cluster/endpoints/proxyEndpoints.ts categorizeEndpoints | lifecycle §6.3 | endpoints/proxy/proxy/random/00430, endpoints/proxy/proxy/random/00278 |  | kube-proxy uses ready endpoints, and without any those that are terminating and still serve.
KLT-115 | cluster/endpoints/reconcileEndpointSlices.ts MAX_ENDPOINTS_PER_SLICE | lifecycle §6.1 | endpoints/services/special/230-pods |  | Slices hold at most 100 endpoints.
KLT-116 | cluster/endpoints/endpointPod.ts concernsEndpoints | lifecycle §6.1, corrections.md C1.1 | E9, E14 |  | Only a change of readiness, addresses or deletion makes the controllers look; so a pod that ends by itself stays a not-ready endpoint.
KLT-117 | cluster/endpoints/endpointsWorld.ts runEndpoints | lifecycle §6.1, corrections.md C1.11 | E15 |  | A batch period counts from the first change.
# What Go draws
KLT-118 | kubelet/killOrder.ts inKillOrder | README-kubelet "How to compare", 4 | kubelet/1.36/C10, kubelet/1.36/sidecar-113 |  | Several containers that one sync must kill are killed one after the other, in the order in which it found them; Go draws with which it begins.
# Older releases
KLT-119 | kubelet/probeWorker.ts findRound | known-issues KI-10 | case/prober-1.21.0/KI-10 | startedEndsStartupWorker | In 1.21.0 and a few patches before it the startup worker ends once its container is started, and the next container has none.
KLT-120 | kubelet/podSync.ts continueSyncPod | prober §1.1.5 | kubelet/1.36/P47 | addsWorkersAtEachSync | Each sync adds the workers that are missing; before 1.25 only the first one does.
# Workloads
KLT-121 | cluster/deployment/fenceposts.ts minAvailable | lifecycle §7.3, corrections.md C1.6 | F2, F3, F6 |  | A rolling update has at most so many pods more than wanted as its surge says, and keeps all but its unavailable ones available.
KLT-122 | cluster/replicaset/replicaSetStatus.ts replicaSetStatus | lifecycle §7.2 | F1, F8 |  | A ReplicaSet counts its pods that are neither over nor on their way out, and of them the ready and the available ones.
KLT-123 | cluster/statefulset/planStatefulSet.ts orderedCalls | lifecycle §7.4, corrections.md C2 | S1 |  | A StatefulSet that goes in order makes a pod when all before it are ready.
`;

function ruleOf(line: string): Rule {
  const [id = "", where = "", spec = "", evidence = "", flag = "", statement = ""] = line.split(" | ");
  const [file = "", place = ""] = where.split(" ");
  const names = evidence === "" ? [] : evidence.split(", ");
  return { id, statement, spec, evidence: names, ...(flag !== "" && { flag: flag as keyof Profile }), file, place };
}

/** All rules of the model, by subject. Lines that begin with `#` are headings. */
export const RULES: readonly Rule[] = TABLE.trim()
  .split("\n")
  .filter((line) => !line.startsWith("#"))
  .map(ruleOf);

/** The same with their subjects. */
export function rulesBySubject(): ReadonlyMap<string, readonly Rule[]> {
  const subjects = new Map<string, Rule[]>();
  let rules: Rule[] = [];
  for (const line of TABLE.trim().split("\n")) {
    if (line.startsWith("# ")) {
      rules = [];
      subjects.set(line.slice(2), rules);
    } else rules.push(ruleOf(line));
  }
  return subjects;
}
