#!/bin/bash
# make.sh: writes what src/manifest/kserve knows of the releases of KServe: kserveTypeTable.ts from the Go sources (needs Go and its
# module proxy), shippedObjects.ts from the recorded shipped.vX.json (../shared/conformance/kserve). Needs Node 24.
set -e
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for release in 0.12.1 0.13.1 0.14.1 0.15.2 0.17.0 0.20.0; do
	minor=$(cut -d. -f2 <<< "$release")
	sources=$(cd "$work" && GOFLAGS=-mod=mod go mod download -json "github.com/kserve/kserve@v$release" | grep '"Dir"' | cut -d'"' -f4)
	GO111MODULE=off go run types.go "$sources" > "$work/$minor.txt"
done
node types.ts "$work" ../../src/manifest/kserve/kserveTypeTable.ts
node shipped.ts ../../../shared/conformance/kserve ../../src/manifest/kserve/shippedObjects.ts
