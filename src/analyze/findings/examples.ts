/** A Pod with one container `app`; its fields as YAML, and those of the pod's spec beside it. */
export function podExample(containerFields: string, specFields = ""): string {
  return `apiVersion: v1
kind: Pod
metadata:
  name: web
  labels: { app: web }
spec:
${indented(specFields, 2)}  containers:
    - name: app
      image: registry.example/web:1.4
${indented(containerFields, 6)}`;
}

/** Each line of a block by so many blanks; the block's own indentation is that of its first line. */
function indented(block: string, blanks: number): string {
  const lines = block.split("\n").filter((line) => line.trim() !== "");
  const own = /^ */.exec(lines[0] ?? "")?.[0].length ?? 0;
  return lines.map((line) => `${" ".repeat(blanks)}${line.slice(own)}\n`).join("");
}
/** A workload with one container `app` and a Service in front of it. */
export function servedExample(kind: "Deployment" | "StatefulSet", containerFields: string, specFields = ""): string {
  return `apiVersion: apps/v1
kind: ${kind}
metadata:
  name: web
spec:
${kind === "StatefulSet" ? "  serviceName: web\n" : ""}${indented(specFields, 2)}  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels: { app: web }
    spec:
      containers:
        - name: app
          image: registry.example/web:1.4
${indented(containerFields, 10)}---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector: { app: web }
  ports: [{ port: 80, targetPort: 8080 }]
`;
}
