package main

import (
	"fmt"
	"os"
	"sync"
	"time"

	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/tools/record"
	"k8s.io/klog/v2"
)

// tracer collects the trace of one scenario.
type tracer struct {
	mu     sync.Mutex
	t0     time.Time
	on     bool
	events []Entry
	probes int
	limit  chan struct{} // gets a value when the entry limit is reached
}

const maxEntries = 20000

func (t *tracer) ms(at time.Time) int64 {
	d := at.Sub(t.t0)
	return int64(d / time.Millisecond)
}

// num is an instant in whole milliseconds. With KUBELET_DEBUG the microseconds remain visible.
func (t *tracer) num(at time.Time) any {
	if d := at.Sub(t.t0); debug && d%time.Millisecond != 0 {
		return float64(d) / float64(time.Millisecond)
	}
	return t.ms(at)
}

var debug = os.Getenv("KUBELET_DEBUG") != ""

func (t *tracer) add(kind string, kv ...any) Entry {
	e := Entry{"kind": kind}
	for i := 0; i+1 < len(kv); i += 2 {
		e[kv[i].(string)] = kv[i+1]
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.on {
		return e
	}
	if len(t.events) >= maxEntries {
		// Stop here: the entry limit means a loop without end.
		t.on = false
		select {
		case t.limit <- struct{}{}:
		default:
		}
		return e
	}
	e["t"] = t.num(time.Now())
	t.events = append(t.events, e)
	return e
}

// done fills in the end of an entry that takes time.
func (t *tracer) done(e Entry, kv ...any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.on {
		return
	}
	e["end"] = t.num(time.Now())
	for i := 0; i+1 < len(kv); i += 2 {
		e[kv[i].(string)] = kv[i+1]
	}
}

// eventRecorder is the kubelet's event recorder; every call is put on the trace.
type eventRecorder struct {
	t *tracer
	l *life
}

var _ record.EventRecorderLogger = &eventRecorder{}

func (r *eventRecorder) WithLogger(klog.Logger) record.EventRecorderLogger { return r }
func (r *eventRecorder) Event(o runtime.Object, typ, reason, msg string) {
	if r.l.isDead() {
		return
	}
	path := ""
	switch x := o.(type) {
	case *v1.ObjectReference:
		if x.Kind == "Node" {
			return
		}
		path = x.FieldPath
	case *v1.Node:
		return
	}
	r.t.add("event", "type", typ, "reason", reason, "message", msg, "path", path)
}
func (r *eventRecorder) Eventf(o runtime.Object, typ, reason, f string, a ...interface{}) {
	r.Event(o, typ, reason, fmt.Sprintf(f, a...))
}
func (r *eventRecorder) AnnotatedEventf(o runtime.Object, _ map[string]string, typ, reason, f string, a ...interface{}) {
	r.Event(o, typ, reason, fmt.Sprintf(f, a...))
}
