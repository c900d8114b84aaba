export { scenarioHash, traceHash } from "./canonicalHash.ts";
export type { JudgedProperty, PropertyResult } from "./properties/checkProperties.ts";
export { checkProperties } from "./properties/checkProperties.ts";
export { judgeExpectations } from "./properties/expect/judgeExpectations.ts";
export type { Outcome, Verdict } from "./properties/expect/verdict.ts";
export { PROPERTIES } from "./properties/invariants/invariants.ts";
export type { KnownViolation } from "./properties/knownViolations.ts";
export { KNOWN_VIOLATIONS, newViolations } from "./properties/knownViolations.ts";
export type { Circumstance, Observer, Property, Violation } from "./properties/property.ts";
export type { SimulateOptions } from "./simulate.ts";
export { simulate } from "./simulate.ts";
export type {
  Container,
  ContainerPort,
  ContainerRestartRule,
  LifecycleHandler,
  RestartPolicy,
} from "./model/container.ts";
export type {
  AttemptsExpectation,
  ContainerExpectations,
  CountRange,
  EndCause,
  EndExpectation,
  EndpointExpectations,
  EventExpectation,
  Expectations,
  Flip,
  PodExpectations,
  StayExpectation,
  StaysExpectation,
  TimeRange,
} from "./model/expectations.ts";
export type { ObjectMeta, Pod, PodSpec } from "./model/pod.ts";
export type {
  ExecAction,
  GrpcAction,
  HttpGetAction,
  HttpHeader,
  Probe,
  ProbeType,
  TcpSocketAction,
} from "./model/probe.ts";
export { defineScenario } from "./scenario/defineScenario.ts";
export type { BehaviourFile, ScenarioFile, WrittenNumber } from "./model/scenarioFile.ts";
export type {
  Action,
  AppFault,
  AppPart,
  AppSegment,
  AppState,
  ContainerBehaviour,
  Dependencies,
  FailingState,
  InstanceBehaviour,
  ProbeSegment,
  Propagation,
  PropagationDelays,
  Scenario,
  ScenarioNode,
  ScenarioPod,
} from "./model/scenario.ts";
export type { Orchestrator, OrchestratorFailure } from "./model/orchestrator.ts";
export { OrchestratorError } from "./model/orchestrator.ts";
export type { Service, ServicePort, ServiceSpec } from "./model/service.ts";
export type {
  AttemptOutcome,
  RecorderLevel,
  Trace,
  TracedCondition,
  TracedContainer,
  TraceEvent,
  TraceEventKind,
  TraceHeader,
} from "./model/trace.ts";
