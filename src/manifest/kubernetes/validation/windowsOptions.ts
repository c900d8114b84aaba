import type { JsonObject } from "../../../model/json.ts";
import { booleanField, optionalString, pointerField } from "../fields.ts";
import type { FieldError } from "./fieldErrors.ts";
import { invalid, namedStringValue } from "./fieldErrors.ts";
import { byteLength, isDNS1123Subdomain } from "./names.ts";
import type { PlacedContainer } from "./seccompAndAppArmor.ts";

const CREDENTIAL_SPEC_MAX_KIB = 64;

/** `windowsOptions` of a pod's or a container's security context. */
export function validateWindowsOptions(securityContext: JsonObject, contextPath: string): FieldError[] {
  const options = pointerField(securityContext, "windowsOptions");
  if (options === undefined) return [];
  const path = `${contextPath}.windowsOptions`;
  const specName = optionalString(options, "gmsaCredentialSpecName");
  const spec = optionalString(options, "gmsaCredentialSpec");
  const userName = optionalString(options, "runAsUserName");
  const errors: FieldError[] = [];
  if (specName !== undefined) {
    const problems = isDNS1123Subdomain(specName);
    errors.push(
      ...problems.map((problem) => invalid(`${path}.gmsaCredentialSpecName`, namedStringValue(specName), problem)),
    );
  }
  if (spec === "")
    errors.push(
      invalid(`${path}.gmsaCredentialSpec`, namedStringValue(spec), "gmsaCredentialSpec cannot be an empty string"),
    );
  else if (spec !== undefined && byteLength(spec) > CREDENTIAL_SPEC_MAX_KIB * 1024) {
    const detail = `gmsaCredentialSpec size must be under ${CREDENTIAL_SPEC_MAX_KIB} KiB`;
    errors.push(invalid(`${path}.gmsaCredentialSpec`, namedStringValue(spec), detail));
  }
  if (userName === undefined) return errors;
  return [
    ...errors,
    ...userNameProblems(userName).map((problem) =>
      invalid(`${path}.runAsUserName`, namedStringValue(userName), problem),
    ),
  ];
}

const DOMAIN_LENGTH_LIMIT = 256;
const USER_MAX_LENGTH = 104;
const CONTROL_CHARACTERS = /\p{Cc}/u;
const NET_BIOS_DOMAIN = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/u;
const DNS_DOMAIN =
  /^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/;

function userNameProblems(userName: string): string[] {
  if (userName === "") return ["runAsUserName cannot be an empty string"];
  if (CONTROL_CHARACTERS.test(userName)) return ["runAsUserName cannot contain control characters"];
  const parts = userName.split("\\");
  if (parts.length > 2) return ["runAsUserName cannot contain more than one backslash"];
  const domain = parts.length === 2 ? parts[0] : undefined;
  const user = parts.at(-1) ?? "";
  return [...domainProblems(domain), ...userProblems(user)];
}

function domainProblems(domain: string | undefined): string[] {
  if (domain === undefined) return [];
  const wellFormed = NET_BIOS_DOMAIN.test(domain) || DNS_DOMAIN.test(domain);
  return [
    ...(byteLength(domain) >= DOMAIN_LENGTH_LIMIT
      ? [`runAsUserName's Domain length must be under ${DOMAIN_LENGTH_LIMIT} characters`]
      : []),
    ...(wellFormed ? [] : ["runAsUserName's Domain doesn't match the NetBios nor the DNS format"]),
  ];
}

function userProblems(user: string): string[] {
  return [
    ...(user === "" ? ["runAsUserName's User cannot be empty"] : []),
    ...(byteLength(user) > USER_MAX_LENGTH
      ? [`runAsUserName's User length must not be longer than ${USER_MAX_LENGTH} characters`]
      : []),
    ...(/^[. ]+$/.test(user) ? ["runAsUserName's User cannot contain only periods or spaces"] : []),
    ...(/["/\\:;|=,+*?<>@[\]]/.test(user)
      ? ["runAsUserName's User cannot contain the following characters: \"/\\:;|=,+*?<>@[]"]
      : []),
  ];
}

/** HostProcess containers: all of a pod or none, and only in the host's network. */
export function validateHostProcess(
  containers: readonly PlacedContainer[],
  podSecurityContext: JsonObject,
  hostNetwork: boolean,
  specPath: string,
): FieldError[] {
  const podHostProcess = hostProcessOf(podSecurityContext);
  const errors: FieldError[] = [];
  let hostProcessCount = 0;
  for (const { container, path } of containers) {
    const hostProcess = hostProcessOf(pointerField(container, "securityContext") ?? {});
    if (podHostProcess !== undefined && hostProcess !== undefined && podHostProcess !== hostProcess) {
      const detail = `pod hostProcess value must be identical if both are specified, was ${podHostProcess}`;
      errors.push(invalid(`${path}.securityContext.windowsOptions.hostProcess`, hostProcess, detail));
    }
    if (hostProcess ?? podHostProcess ?? false) hostProcessCount += 1;
  }
  if (hostProcessCount === 0) return errors;
  if (hostProcessCount !== containers.length) {
    const detail = "If pod contains any hostProcess containers then all containers must be HostProcess containers";
    errors.push(invalid(specPath, "", detail));
  }
  if (!hostNetwork) {
    const detail = "hostNetwork must be true if pod contains any hostProcess containers";
    errors.push(invalid(`${specPath}.hostNetwork`, false, detail));
  }
  return errors;
}

function hostProcessOf(securityContext: JsonObject): boolean | undefined {
  const options = pointerField(securityContext, "windowsOptions");
  return typeof options?.["hostProcess"] === "boolean" ? booleanField(options, "hostProcess") : undefined;
}
