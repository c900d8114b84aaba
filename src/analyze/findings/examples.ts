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
