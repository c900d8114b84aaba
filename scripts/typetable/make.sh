#!/bin/bash
# make.sh: writes src/manifest/kubernetes/typeTable.ts from the Go types of each release (needs Go, its module proxy and Node 24).
set -e
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for release in 0.25.16 0.26.15 0.27.16 0.28.15 0.29.6 0.30.14 0.31.14 0.32.2 0.33.13 0.34.4 0.35.4 0.36.3 0.37.1; do
	minor=$(cut -d. -f2 <<< "$release")
	mkdir -p "$work/$minor"
	cp main.go "$work/$minor/"
	(
		cd "$work/$minor"
		go mod init typetable
		go get "k8s.io/api@v$release" "k8s.io/apimachinery@v$release"
		go mod tidy
		go run . > "../$minor.json"
	)
done
node merge.ts "$work" ../../src/manifest/kubernetes/typeTable.ts
