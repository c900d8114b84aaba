package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	v1 "k8s.io/api/core/v1"
	internalapi "k8s.io/cri-api/pkg/apis"
	runtimeapi "k8s.io/cri-api/pkg/apis/runtime/v1"
	utilexec "k8s.io/utils/exec"
)

// life is the life of one kubelet process. When it ends, every call the old
// kubelet makes or has in flight fails.
type life struct{ ch chan struct{} }

func newLife() *life { return &life{ch: make(chan struct{})} }
func (l *life) isDead() bool {
	select {
	case <-l.ch:
		return true
	default:
		return false
	}
}

var errDead = errors.New("this kubelet process has ended")

type sandbox struct {
	id      string
	cfg     *runtimeapi.PodSandboxConfig
	ready   bool
	created time.Time
}

type container struct {
	id, name string
	n        int // instance number, counted per container name from 0
	sandbox  string
	cfg      *runtimeapi.ContainerConfig
	script   *InstanceScript
	state    runtimeapi.ContainerState
	created  time.Time
	started  time.Time
	finished time.Time
	code     int32
	dead     chan struct{} // closed on exit
	termed   bool
}

// node is the simulated container runtime of the node; it outlives kubelets.
type node struct {
	mu        sync.Mutex
	t         *tracer
	sc        *Scenario
	sandboxes []*sandbox
	// sandboxCount counts those that were removed too: an ID is never given twice.
	sandboxCount int
	containers   []*container
	count        map[string]int
	pod          *v1.Pod
}

func (n *node) find(id string) *container {
	for _, c := range n.containers {
		if c.id == id {
			return c
		}
	}
	return nil
}

// exit ends a container; the caller holds n.mu.
func (n *node) exit(c *container, code int32, why string) {
	if c.state != runtimeapi.ContainerState_CONTAINER_RUNNING {
		return
	}
	c.state = runtimeapi.ContainerState_CONTAINER_EXITED
	c.finished = time.Now()
	c.code = code
	close(c.dead)
	n.t.add("exit", "c", c.name, "n", c.n, "code", code, "by", why)
}

// exitIn lets a container exit so many milliseconds from now.
func (n *node) exitIn(c *container, ms int64, code int32, why string) {
	due := exitTime(time.Now(), time.Duration(ms)*time.Millisecond)
	time.AfterFunc(time.Until(due), func() { n.exitLocked(c, code, why) })
}

func (n *node) exitLocked(c *container, code int32, why string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.exit(c, code, why)
}

// runtimeClient is the CRI as seen by one kubelet process.
type runtimeClient struct {
	internalapi.RuntimeService
	*node
	l *life
}

// gone reports what a gRPC client reports before it sends anything: the process has ended, or the caller's context has.
func (r *runtimeClient) gone(ctx context.Context) error {
	if r.l.isDead() {
		return errDead
	}
	if err := ctx.Err(); err != nil {
		return status.FromContextError(err).Err()
	}
	return nil
}

// wait sleeps, or reports that the kubelet process ended or the call was cancelled meanwhile.
func (r *runtimeClient) wait(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return r.gone(ctx)
	}
	tm := time.NewTimer(d)
	defer tm.Stop()
	select {
	case <-tm.C:
		return nil
	case <-r.l.ch:
		return errDead
	case <-ctx.Done():
		return status.FromContextError(ctx.Err()).Err()
	}
}

func (r *runtimeClient) Version(context.Context, string) (*runtimeapi.VersionResponse, error) {
	return &runtimeapi.VersionResponse{Version: "0.1.0", RuntimeName: "containerd", RuntimeVersion: "2.0.0", RuntimeApiVersion: "v1"}, nil
}
func (r *runtimeClient) Status(ctx context.Context, _ bool) (*runtimeapi.StatusResponse, error) {
	if err := r.gone(ctx); err != nil {
		return nil, err
	}
	return &runtimeapi.StatusResponse{Status: &runtimeapi.RuntimeStatus{Conditions: []*runtimeapi.RuntimeCondition{
		{Type: runtimeapi.RuntimeReady, Status: true}, {Type: runtimeapi.NetworkReady, Status: true},
	}}}, nil
}
func (r *runtimeClient) RuntimeConfig(context.Context) (*runtimeapi.RuntimeConfigResponse, error) {
	return &runtimeapi.RuntimeConfigResponse{}, nil
}
func (r *runtimeClient) UpdateRuntimeConfig(context.Context, *runtimeapi.RuntimeConfig) error {
	return nil
}
func (r *runtimeClient) ReopenContainerLog(context.Context, string) error { return nil }
func (r *runtimeClient) UpdateContainerResources(context.Context, string, *runtimeapi.ContainerResources) error {
	return nil
}
func (r *runtimeClient) ContainerStats(context.Context, string) (*runtimeapi.ContainerStats, error) {
	return nil, errors.New("no stats")
}
func (r *runtimeClient) ListContainerStats(context.Context, *runtimeapi.ContainerStatsFilter) ([]*runtimeapi.ContainerStats, error) {
	return nil, nil
}
func (r *runtimeClient) ListPodSandboxStats(context.Context, *runtimeapi.PodSandboxStatsFilter) ([]*runtimeapi.PodSandboxStats, error) {
	return nil, nil
}

func match(sel, labels map[string]string) bool {
	for k, v := range sel {
		if labels[k] != v {
			return false
		}
	}
	return true
}

func (r *runtimeClient) RunPodSandbox(ctx context.Context, cfg *runtimeapi.PodSandboxConfig, _ string) (string, error) {
	if err := r.gone(ctx); err != nil {
		return "", err
	}
	e := r.t.add("sandboxRun")
	if err := r.wait(ctx, time.Duration(r.sc.SandboxMs)*time.Millisecond); err != nil {
		return "", err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	s := &sandbox{id: fmt.Sprintf("sandbox-%d", r.sandboxCount), cfg: cfg, ready: true, created: time.Now()}
	r.sandboxCount++
	r.sandboxes = append(r.sandboxes, s)
	r.t.done(e)
	return s.id, nil
}
func (r *runtimeClient) StopPodSandbox(ctx context.Context, id string) error {
	if err := r.gone(ctx); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range r.sandboxes {
		if s.id == id {
			for _, c := range r.containers {
				if c.sandbox == id {
					r.exit(c, 137, "sandboxStop")
				}
			}
			if s.ready {
				r.t.add("sandboxStop")
			}
			s.ready = false
		}
	}
	return nil
}
func (r *runtimeClient) RemovePodSandbox(ctx context.Context, id string) error {
	if err := r.gone(ctx); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, s := range r.sandboxes {
		if s.id == id {
			var keep []*container
			for _, c := range r.containers {
				if c.sandbox != id {
					keep = append(keep, c)
				} else {
					r.exit(c, 137, "sandboxRemove")
				}
			}
			r.containers = keep
			r.sandboxes = append(r.sandboxes[:i:i], r.sandboxes[i+1:]...)
			r.t.add("sandboxRemove")
			return nil
		}
	}
	return nil
}
func sbState(ready bool) runtimeapi.PodSandboxState {
	if ready {
		return runtimeapi.PodSandboxState_SANDBOX_READY
	}
	return runtimeapi.PodSandboxState_SANDBOX_NOTREADY
}
func (r *runtimeClient) PodSandboxStatus(ctx context.Context, id string, _ bool) (*runtimeapi.PodSandboxStatusResponse, error) {
	if err := r.gone(ctx); err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range r.sandboxes {
		if s.id == id {
			return &runtimeapi.PodSandboxStatusResponse{Status: &runtimeapi.PodSandboxStatus{
				Id: s.id, Metadata: s.cfg.Metadata, State: sbState(s.ready), CreatedAt: s.created.UnixNano(),
				Network: &runtimeapi.PodSandboxNetworkStatus{Ip: "10.0.0.5"},
				Linux:   &runtimeapi.LinuxPodSandboxStatus{Namespaces: &runtimeapi.Namespace{Options: s.cfg.GetLinux().GetSecurityContext().GetNamespaceOptions()}},
				Labels:  s.cfg.Labels, Annotations: s.cfg.Annotations,
			}}, nil
		}
	}
	return nil, status.Error(codes.NotFound, "sandbox not found")
}
func (r *runtimeClient) ListPodSandbox(ctx context.Context, f *runtimeapi.PodSandboxFilter) ([]*runtimeapi.PodSandbox, error) {
	if err := r.gone(ctx); err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []*runtimeapi.PodSandbox
	for i := len(r.sandboxes) - 1; i >= 0; i-- {
		s := r.sandboxes[i]
		if f != nil && (f.Id != "" && f.Id != s.id || f.State != nil && f.State.State != sbState(s.ready) || !match(f.LabelSelector, s.cfg.Labels)) {
			continue
		}
		out = append(out, &runtimeapi.PodSandbox{Id: s.id, Metadata: s.cfg.Metadata, State: sbState(s.ready), CreatedAt: s.created.UnixNano(), Labels: s.cfg.Labels, Annotations: s.cfg.Annotations})
	}
	return out, nil
}

func (r *runtimeClient) CreateContainer(ctx context.Context, sb string, cfg *runtimeapi.ContainerConfig, _ *runtimeapi.PodSandboxConfig) (string, error) {
	if err := r.gone(ctx); err != nil {
		return "", err
	}
	r.mu.Lock()
	name := cfg.Metadata.Name
	k := r.count[name]
	r.count[name]++
	script := &InstanceScript{}
	if s := r.sc.Containers[name]; s != nil && len(s.Instances) > 0 {
		script = s.Instances[min(k, len(s.Instances)-1)]
	}
	r.mu.Unlock()
	e := r.t.add("create", "c", name, "n", k)
	if err := r.wait(ctx, time.Duration(script.CreateMs)*time.Millisecond); err != nil {
		return "", err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	c := &container{id: fmt.Sprintf("%s-%d", name, k), name: name, n: k, sandbox: sb, cfg: cfg, script: script,
		state: runtimeapi.ContainerState_CONTAINER_CREATED, created: time.Now(), dead: make(chan struct{})}
	r.containers = append(r.containers, c)
	r.t.done(e)
	return c.id, nil
}
func (r *runtimeClient) StartContainer(ctx context.Context, id string) error {
	if err := r.gone(ctx); err != nil {
		return err
	}
	r.mu.Lock()
	c := r.find(id)
	r.mu.Unlock()
	if c == nil {
		return status.Error(codes.NotFound, "container not found")
	}
	if err := r.wait(ctx, time.Duration(c.script.StartMs)*time.Millisecond); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	c.state = runtimeapi.ContainerState_CONTAINER_RUNNING
	c.started = time.Now()
	r.t.add("start", "c", c.name, "n", c.n)
	if x := c.script.Exit; x != nil {
		r.exitIn(c, x.AfterMs, x.Code, "self")
	}
	return nil
}
func (r *runtimeClient) StopContainer(ctx context.Context, id string, timeout int64) error {
	if err := r.gone(ctx); err != nil {
		return err
	}
	r.mu.Lock()
	c := r.find(id)
	if c == nil {
		r.mu.Unlock()
		return status.Error(codes.NotFound, "container not found")
	}
	r.t.add("stop", "c", c.name, "n", c.n, "timeout", timeout)
	if c.state != runtimeapi.ContainerState_CONTAINER_RUNNING {
		r.mu.Unlock()
		return nil
	}
	if !c.termed && timeout > 0 {
		c.termed = true
		switch o := c.script.OnTerm; {
		case o == nil:
			r.exit(c, 143, "term")
		case o.Ignore:
		case o.AfterMs <= 0:
			r.exit(c, o.Code, "term")
		default:
			r.exitIn(c, o.AfterMs, o.Code, "term")
		}
	}
	r.mu.Unlock()
	// An exit in the very millisecond in which SIGKILL falls due still counts as an exit.
	asked := time.Now()
	tm := time.NewTimer(time.Until(at(asked, time.Duration(timeout)*time.Second+atEnd)))
	defer tm.Stop()
	select {
	case <-c.dead:
	case <-r.l.ch:
		return errDead
	case <-ctx.Done():
		return status.FromContextError(ctx.Err()).Err()
	case <-tm.C:
		// SIGKILL is sent now; the process is gone a moment later
		time.Sleep(time.Until(exitTime(asked, time.Duration(timeout)*time.Second+7*time.Millisecond)))
		time.Sleep(1) // an exit of its own in this millisecond comes first
		r.exitLocked(c, 137, "kill")
	}
	return nil
}
func (r *runtimeClient) RemoveContainer(ctx context.Context, id string) error {
	if err := r.gone(ctx); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, c := range r.containers {
		if c.id == id {
			r.exit(c, 137, "remove")
			r.containers = append(r.containers[:i:i], r.containers[i+1:]...)
			r.t.add("remove", "c", c.name, "n", c.n)
			return nil
		}
	}
	return nil
}
func (r *runtimeClient) ListContainers(ctx context.Context, f *runtimeapi.ContainerFilter) ([]*runtimeapi.Container, error) {
	if err := r.gone(ctx); err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []*runtimeapi.Container
	for i := len(r.containers) - 1; i >= 0; i-- {
		c := r.containers[i]
		if f != nil && (f.Id != "" && f.Id != c.id || f.PodSandboxId != "" && f.PodSandboxId != c.sandbox ||
			f.State != nil && f.State.State != c.state || !match(f.LabelSelector, c.cfg.Labels)) {
			continue
		}
		out = append(out, &runtimeapi.Container{Id: c.id, PodSandboxId: c.sandbox, Metadata: c.cfg.Metadata, Image: c.cfg.Image,
			ImageRef: c.cfg.Image.GetImage(), ImageId: c.cfg.Image.GetImage(), State: c.state, CreatedAt: c.created.UnixNano(), Labels: c.cfg.Labels, Annotations: c.cfg.Annotations})
	}
	return out, nil
}
func (r *runtimeClient) ContainerStatus(ctx context.Context, id string, _ bool) (*runtimeapi.ContainerStatusResponse, error) {
	if err := r.gone(ctx); err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	c := r.find(id)
	if c == nil {
		return nil, status.Error(codes.NotFound, "container not found")
	}
	s := &runtimeapi.ContainerStatus{Id: c.id, Metadata: c.cfg.Metadata, State: c.state, CreatedAt: c.created.UnixNano(),
		Image: c.cfg.Image, ImageRef: c.cfg.Image.GetImage(), ImageId: c.cfg.Image.GetImage(), Labels: c.cfg.Labels, Annotations: c.cfg.Annotations}
	if !c.started.IsZero() {
		s.StartedAt = c.started.UnixNano()
	}
	if c.state == runtimeapi.ContainerState_CONTAINER_EXITED {
		s.FinishedAt = c.finished.UnixNano()
		s.ExitCode = c.code
		if c.code == 0 {
			s.Reason = "Completed"
		} else {
			s.Reason = "Error"
		}
	}
	return &runtimeapi.ContainerStatusResponse{Status: s}, nil
}

// segment finds the schedule segment that holds at this time.
func segment(segs []ProbeSeg, since time.Duration) ProbeSeg {
	cur := ProbeSeg{Outcome: "ok"}
	for _, s := range segs {
		if time.Duration(s.FromMs)*time.Millisecond <= since {
			cur = s
		}
	}
	return cur
}

func (r *runtimeClient) ExecSync(ctx context.Context, id string, cmd []string, timeout time.Duration) ([]byte, []byte, error) {
	if r.l.isDead() {
		return nil, nil, errDead
	}
	r.mu.Lock()
	c := r.find(id)
	running := c != nil && c.state == runtimeapi.ContainerState_CONTAINER_RUNNING
	r.mu.Unlock()
	seg := ProbeSeg{Outcome: "ok"}
	var e Entry
	name, inst := "", -1
	turn := func() {} // waits for the probe worker's turn in this millisecond
	if c != nil {
		name, inst = c.name, c.n
	}
	switch {
	case len(cmd) >= 2 && cmd[0] == "probe":
		e = r.t.add("probe", "c", name, "n", inst, "probe", cmd[1])
		turn = func() { takeTurn(place(r.pod, name, cmd[1])) }
		r.t.mu.Lock()
		r.t.probes++
		r.t.mu.Unlock()
		if running {
			seg = segment(c.script.Probes[cmd[1]], time.Duration(r.t.ms(time.Now())-r.t.ms(c.started))*time.Millisecond)
		}
	case len(cmd) >= 3 && cmd[0] == "hook":
		e = r.t.add("hook", "c", name, "n", inst)
		ms, _ := strconv.ParseInt(cmd[1], 10, 64)
		code, _ := strconv.Atoi(cmd[2])
		seg = ProbeSeg{Outcome: "exit", Ms: ms, Output: strconv.Itoa(code)}
	default:
		return nil, nil, fmt.Errorf("unknown command %v", cmd)
	}
	if err := ctx.Err(); err != nil {
		r.t.done(e, "out", "cancelled")
		return nil, nil, status.FromContextError(err).Err()
	}
	if !running {
		r.t.done(e, "out", "notRunning")
		return nil, nil, status.Errorf(codes.Unknown, "failed to exec in container: container is not running")
	}
	d := time.Duration(seg.Ms) * time.Millisecond
	timedOut := false
	if seg.Outcome == "hang" || timeout > 0 && d >= timeout {
		// the runtime needs a moment to notice and to report
		d, timedOut = timeout+7*time.Millisecond, timeout > 0
	}
	var tmC <-chan time.Time
	if !(seg.Outcome == "hang" && timeout == 0) {
		tm := time.NewTimer(d)
		defer tm.Stop()
		tmC = tm.C
	}
	killed := false
	if d > 0 || tmC == nil {
		select {
		case <-tmC:
		case <-c.dead:
			killed = true
			turn()
		case <-ctx.Done():
			turn()
			r.t.done(e, "out", "cancelled")
			return nil, nil, status.FromContextError(ctx.Err()).Err()
		case <-r.l.ch:
			r.t.done(e, "out", "kubeletGone")
			return nil, nil, errDead
		}
	}
	exitErr := func(code int) error {
		return utilexec.CodeExitError{Err: fmt.Errorf("command '%s' exited with %d: ", strings.Join(cmd, " "), code), Code: code}
	}
	switch {
	case killed:
		r.t.done(e, "out", "killed")
		return nil, nil, exitErr(137)
	case timedOut:
		r.t.done(e, "out", "timeout")
		return nil, nil, execTimeout(cmd, timeout)
	case seg.Outcome == "error":
		r.t.done(e, "out", "error")
		return nil, nil, status.Error(codes.Unknown, "failed to exec in container: scripted error")
	case seg.Outcome == "fail":
		r.t.done(e, "out", "fail")
		return []byte(seg.Output), nil, exitErr(1)
	case seg.Outcome == "exit":
		code, _ := strconv.Atoi(seg.Output)
		r.t.done(e, "out", code)
		if code != 0 {
			return nil, nil, exitErr(code)
		}
		return nil, nil, nil
	}
	r.t.done(e, "out", "ok")
	return []byte(seg.Output), nil, nil
}

// imageClient: every image is present.
type imageClient struct {
	internalapi.ImageManagerService
}

func (imageClient) ListImages(context.Context, *runtimeapi.ImageFilter) ([]*runtimeapi.Image, error) {
	return nil, nil
}
func (imageClient) ImageStatus(_ context.Context, s *runtimeapi.ImageSpec, _ bool) (*runtimeapi.ImageStatusResponse, error) {
	return &runtimeapi.ImageStatusResponse{Image: &runtimeapi.Image{Id: s.Image, RepoTags: []string{s.Image}, Spec: s}}, nil
}
func (imageClient) PullImage(_ context.Context, s *runtimeapi.ImageSpec, _ *runtimeapi.AuthConfig, _ *runtimeapi.PodSandboxConfig) (string, error) {
	return s.Image, nil
}
func (imageClient) ImageFsInfo(context.Context) (*runtimeapi.ImageFsInfoResponse, error) {
	return &runtimeapi.ImageFsInfoResponse{}, nil
}
