// Made by scripts/typetable/make.sh from the Go types of Kubernetes 1.25 to 1.37; do not edit.

/** The oldest release whose types stand here; older ones are read as this one. */
export const OLDEST_TYPES_MINOR = 25;

/**
 * One struct a line: its name, then its fields in Go's order as `[Embedded.]name[!]:type[@first-last]`. `!`: written even when zero;
 * `@`: the minors that know the field, open at either end. A type that has no line is a string, but for those the decoder knows.
 */
export const TYPE_TABLE = `
AWSElasticBlockStoreVolumeSource volumeID!:string fsType:string partition:int32 readOnly:bool
Affinity nodeAffinity:*NodeAffinity podAffinity:*PodAffinity podAntiAffinity:*PodAntiAffinity
AppArmorProfile type!:AppArmorProfileType@30- localhostProfile:*string@30-
AzureDiskVolumeSource diskName!:string diskURI!:string cachingMode:*AzureDataDiskCachingMode fsType:*string readOnly:*bool kind:*AzureDataDiskKind
AzureFileVolumeSource secretName!:string shareName!:string readOnly:bool
CSIVolumeSource driver!:string readOnly:*bool fsType:*string volumeAttributes:map[string]string nodePublishSecretRef:*LocalObjectReference
Capabilities add:[]Capability drop:[]Capability
CephFSVolumeSource monitors!:[]string path:string user:string secretFile:string secretRef:*LocalObjectReference readOnly:bool
CinderVolumeSource volumeID!:string fsType:string readOnly:bool secretRef:*LocalObjectReference
ClaimSource resourceClaimName:*string@26-30 resourceClaimTemplateName:*string@26-30
ClientIPConfig timeoutSeconds:*int32
ClusterTrustBundleProjection name:*string@29- signerName:*string@29- labelSelector:*LabelSelector@29- optional:*bool@29- path!:string@29- user:*int64@37-
Condition type!:string status!:ConditionStatus observedGeneration:int64 lastTransitionTime!:Time reason!:string message!:string
ConfigMapEnvSource LocalObjectReference.name:string optional:*bool
ConfigMapKeySelector LocalObjectReference.name:string key!:string optional:*bool
ConfigMapProjection LocalObjectReference.name:string items:[]KeyToPath optional:*bool
ConfigMapVolumeSource LocalObjectReference.name:string items:[]KeyToPath defaultMode:*int32 optional:*bool defaultUser:*int64@37-
Container name!:string image:string command:[]string args:[]string workingDir:string ports:[]ContainerPort envFrom:[]EnvFromSource env:[]EnvVar resources!:ResourceRequirements resizePolicy:[]ContainerResizePolicy@27- restartPolicy:*ContainerRestartPolicy@28- restartPolicyRules:[]ContainerRestartRule@34- volumeMounts:[]VolumeMount volumeDevices:[]VolumeDevice livenessProbe:*Probe readinessProbe:*Probe startupProbe:*Probe lifecycle:*Lifecycle terminationMessagePath:string terminationMessagePolicy:TerminationMessagePolicy imagePullPolicy:PullPolicy securityContext:*SecurityContext stdin:bool stdinOnce:bool tty:bool
ContainerExtendedResourceRequest containerName!:string@34- resourceName!:string@34- requestName!:string@34-
ContainerPort name:string hostPort:int32 containerPort!:int32 protocol:Protocol hostIP:string
ContainerResizePolicy resourceName!:ResourceName@27- restartPolicy!:ResourceResizeRestartPolicy@27-
ContainerRestartRule action:ContainerRestartRuleAction@34- exitCodes:*ContainerRestartRuleOnExitCodes@34-
ContainerRestartRuleOnExitCodes operator:ContainerRestartRuleOnExitCodesOperator@34- values:[]int32@34-
ContainerState waiting:*ContainerStateWaiting running:*ContainerStateRunning terminated:*ContainerStateTerminated
ContainerStateRunning startedAt!:Time
ContainerStateTerminated exitCode!:int32 signal:int32 reason:string message:string startedAt!:Time finishedAt!:Time containerID:string
ContainerStateWaiting reason:string message:string
ContainerStatus name!:string state!:ContainerState lastState!:ContainerState ready!:bool restartCount!:int32 image!:string imageID!:string containerID:string started:*bool allocatedResources:ResourceList@27- resources:*ResourceRequirements@27- volumeMounts:[]VolumeMountStatus@30- user:*ContainerUser@31- allocatedResourcesStatus:[]ResourceStatus@31- stopSignal:*Signal@33-
ContainerUser linux:*LinuxContainerUser@31-
CronJob TypeMeta.kind:string TypeMeta.apiVersion:string metadata!:ObjectMeta spec!:CronJobSpec status!:CronJobStatus
CronJobSpec schedule!:string timeZone:*string startingDeadlineSeconds:*int64 concurrencyPolicy:ConcurrencyPolicy suspend:*bool jobTemplate!:JobTemplateSpec successfulJobsHistoryLimit:*int32 failedJobsHistoryLimit:*int32
CronJobStatus active:[]ObjectReference lastScheduleTime:*Time lastSuccessfulTime:*Time
DaemonSet TypeMeta.kind:string TypeMeta.apiVersion:string metadata!:ObjectMeta spec!:DaemonSetSpec status!:DaemonSetStatus
DaemonSetCondition type!:DaemonSetConditionType status!:ConditionStatus lastTransitionTime!:Time reason:string message:string
DaemonSetSpec selector!:*LabelSelector template!:PodTemplateSpec updateStrategy!:DaemonSetUpdateStrategy minReadySeconds:int32 revisionHistoryLimit:*int32
DaemonSetStatus currentNumberScheduled!:int32 numberMisscheduled!:int32 desiredNumberScheduled!:int32 numberReady!:int32 observedGeneration:int64 updatedNumberScheduled:int32 numberAvailable:int32 numberUnavailable:int32 collisionCount:*int32 conditions:[]DaemonSetCondition
DaemonSetUpdateStrategy type:DaemonSetUpdateStrategyType rollingUpdate:*RollingUpdateDaemonSet
Deployment TypeMeta.kind:string TypeMeta.apiVersion:string metadata!:ObjectMeta spec!:DeploymentSpec status!:DeploymentStatus
DeploymentCondition type!:DeploymentConditionType status!:ConditionStatus lastUpdateTime!:Time lastTransitionTime!:Time reason:string message:string
DeploymentSpec replicas:*int32 selector!:*LabelSelector template!:PodTemplateSpec strategy!:DeploymentStrategy minReadySeconds:int32 revisionHistoryLimit:*int32 paused:bool progressDeadlineSeconds:*int32
DeploymentStatus observedGeneration:int64 replicas:int32 updatedReplicas:int32 readyReplicas:int32 availableReplicas:int32 unavailableReplicas:int32 terminatingReplicas:*int32@33- conditions:[]DeploymentCondition collisionCount:*int32
DeploymentStrategy type:DeploymentStrategyType rollingUpdate:*RollingUpdateDeployment
DownwardAPIProjection items:[]DownwardAPIVolumeFile
DownwardAPIVolumeFile path!:string fieldRef:*ObjectFieldSelector resourceFieldRef:*ResourceFieldSelector mode:*int32 user:*int64@37-
DownwardAPIVolumeSource items:[]DownwardAPIVolumeFile defaultMode:*int32 defaultUser:*int64@37-
EmptyDirVolumeSource medium:StorageMedium sizeLimit:*resource.Quantity mode:*int32@37-
EnvFromSource prefix:string configMapRef:*ConfigMapEnvSource secretRef:*SecretEnvSource
EnvVar name!:string value:string valueFrom:*EnvVarSource
EnvVarSource fieldRef:*ObjectFieldSelector resourceFieldRef:*ResourceFieldSelector configMapKeyRef:*ConfigMapKeySelector secretKeyRef:*SecretKeySelector fileKeyRef:*FileKeySelector@34-
EphemeralContainer EphemeralContainerCommon.name!:string EphemeralContainerCommon.image:string EphemeralContainerCommon.command:[]string EphemeralContainerCommon.args:[]string EphemeralContainerCommon.workingDir:string EphemeralContainerCommon.ports:[]ContainerPort EphemeralContainerCommon.envFrom:[]EnvFromSource EphemeralContainerCommon.env:[]EnvVar EphemeralContainerCommon.resources!:ResourceRequirements EphemeralContainerCommon.resizePolicy:[]ContainerResizePolicy@27- EphemeralContainerCommon.restartPolicy:*ContainerRestartPolicy@28- EphemeralContainerCommon.restartPolicyRules:[]ContainerRestartRule@34- EphemeralContainerCommon.volumeMounts:[]VolumeMount EphemeralContainerCommon.volumeDevices:[]VolumeDevice EphemeralContainerCommon.livenessProbe:*Probe EphemeralContainerCommon.readinessProbe:*Probe EphemeralContainerCommon.startupProbe:*Probe EphemeralContainerCommon.lifecycle:*Lifecycle EphemeralContainerCommon.terminationMessagePath:string EphemeralContainerCommon.terminationMessagePolicy:TerminationMessagePolicy EphemeralContainerCommon.imagePullPolicy:PullPolicy EphemeralContainerCommon.securityContext:*SecurityContext EphemeralContainerCommon.stdin:bool EphemeralContainerCommon.stdinOnce:bool EphemeralContainerCommon.tty:bool targetContainerName:string
EphemeralVolumeSource volumeClaimTemplate:*PersistentVolumeClaimTemplate
EvictionResponder name!:string@37- priority!:*int32@37-
ExecAction command:[]string
FCVolumeSource targetWWNs:[]string lun:*int32 fsType:string readOnly:bool wwids:[]string
FileKeySelector volumeName!:string@34- path!:string@34- key!:string@34- optional:*bool@34-
FlexVolumeSource driver!:string fsType:string secretRef:*LocalObjectReference readOnly:bool options:map[string]string
FlockerVolumeSource datasetName:string datasetUUID:string
GCEPersistentDiskVolumeSource pdName!:string fsType:string partition:int32 readOnly:bool
GRPCAction port!:int32 service!:*string mode:*GRPCProbeMode@37-
GitRepoVolumeSource repository!:string revision:string directory:string
GlusterfsVolumeSource endpoints!:string path!:string readOnly:bool
HTTPGetAction path:string port!:intstr.IntOrString host:string scheme:URIScheme httpHeaders:[]HTTPHeader protocol:*HTTPProtocol@37-
HTTPHeader name!:string value!:string
HostAlias ip:string@-29 ip!:string@30- hostnames:[]string
HostIP ip:string@28-29 ip!:string@30-
HostPathVolumeSource path!:string type:*HostPathType
ISCSIVolumeSource targetPortal!:string iqn!:string lun!:int32 iscsiInterface:string fsType:string readOnly:bool portals:[]string chapAuthDiscovery:bool chapAuthSession:bool secretRef:*LocalObjectReference initiatorName:*string
ImageVolumeSource reference:string@31- pullPolicy:PullPolicy@31-
ImageVolumeStatus imageRef:string@36-
Job TypeMeta.kind:string TypeMeta.apiVersion:string metadata!:ObjectMeta spec!:JobSpec status!:JobStatus
JobCondition type!:JobConditionType status!:ConditionStatus lastProbeTime!:Time lastTransitionTime!:Time reason:string message:string
JobSchedulingConfiguration schedulingPolicy:*v1alpha3.WorkloadPodGroupSchedulingPolicy@37- schedulingConstraints:*v1alpha3.WorkloadPodGroupSchedulingConstraints@37- disruptionMode:*v1alpha3.WorkloadPodGroupDisruptionMode@37- resourceClaims:[]v1alpha3.WorkloadPodGroupResourceClaim@37-
JobSpec parallelism:*int32 completions:*int32 activeDeadlineSeconds:*int64 podFailurePolicy:*PodFailurePolicy successPolicy:*SuccessPolicy@30- backoffLimit:*int32 backoffLimitPerIndex:*int32@28- maxFailedIndexes:*int32@28- selector:*LabelSelector manualSelector:*bool template!:PodTemplateSpec ttlSecondsAfterFinished:*int32 completionMode:*CompletionMode suspend:*bool podReplacementPolicy:*PodReplacementPolicy@28- managedBy:*string@30- scheduling:*JobSchedulingConfiguration@37-
JobStatus conditions:[]JobCondition startTime:*Time completionTime:*Time active:int32 succeeded:int32 failed:int32 terminating:*int32@28- completedIndexes:string failedIndexes:*string@28- uncountedTerminatedPods:*UncountedTerminatedPods ready:*int32
JobTemplateSpec metadata!:ObjectMeta spec!:JobSpec
KeyToPath key!:string path!:string mode:*int32 user:*int64@37-
LabelSelector matchLabels:map[string]string matchExpressions:[]LabelSelectorRequirement
LabelSelectorRequirement key!:string operator!:LabelSelectorOperator values:[]string
Lifecycle postStart:*LifecycleHandler preStop:*LifecycleHandler stopSignal:*Signal@33-
LifecycleHandler exec:*ExecAction httpGet:*HTTPGetAction tcpSocket:*TCPSocketAction sleep:*SleepAction@29-
LinuxContainerUser uid!:int64@31- gid!:int64@31- supplementalGroups:[]int64@31-
LoadBalancerIngress ip:string hostname:string ipMode:*LoadBalancerIPMode@29- ports:[]PortStatus
LoadBalancerStatus ingress:[]LoadBalancerIngress
LocalObjectReference name:string
ManagedFieldsEntry manager:string operation:ManagedFieldsOperationType apiVersion:string time:*Time fieldsType:string fieldsV1:*FieldsV1 subresource:string
ModifyVolumeStatus targetVolumeAttributesClassName:string@29- status!:PersistentVolumeClaimModifyVolumeStatus@29-
NFSVolumeSource server!:string path!:string readOnly:bool
NodeAffinity requiredDuringSchedulingIgnoredDuringExecution:*NodeSelector preferredDuringSchedulingIgnoredDuringExecution:[]PreferredSchedulingTerm
NodeAllocatableMappedResources name!:ResourceName@37- quantity!:*resource.Quantity@37-
NodeAllocatableOverheadResources name!:ResourceName@37- perPod:*resource.Quantity@37- perContainer:*resource.Quantity@37-
NodeAllocatableResourceClaimStatus resourceClaimName!:string@36- containers:[]string@36- resources!:map[ResourceName]resource.Quantity@36-36 mapping:[]NodeAllocatableMappedResources@37- overhead:[]NodeAllocatableOverheadResources@37-
NodeSelector nodeSelectorTerms!:[]NodeSelectorTerm
NodeSelectorRequirement key!:string operator!:NodeSelectorOperator values:[]string
NodeSelectorTerm matchExpressions:[]NodeSelectorRequirement matchFields:[]NodeSelectorRequirement
ObjectFieldSelector apiVersion:string fieldPath!:string
ObjectMeta name:string generateName:string namespace:string selfLink:string uid:types.UID resourceVersion:string generation:int64 creationTimestamp!:Time@-33 creationTimestamp:Time@34- deletionTimestamp:*Time deletionGracePeriodSeconds:*int64 labels:map[string]string annotations:map[string]string ownerReferences:[]OwnerReference finalizers:[]string managedFields:[]ManagedFieldsEntry
ObjectReference kind:string namespace:string name:string uid:types.UID apiVersion:string resourceVersion:string fieldPath:string
OwnerReference apiVersion!:string kind!:string name!:string uid!:types.UID controller:*bool blockOwnerDeletion:*bool
PersistentVolumeClaim TypeMeta.kind:string TypeMeta.apiVersion:string metadata!:ObjectMeta spec!:PersistentVolumeClaimSpec status!:PersistentVolumeClaimStatus
PersistentVolumeClaimCondition type!:PersistentVolumeClaimConditionType status!:ConditionStatus lastProbeTime!:Time lastTransitionTime!:Time reason:string message:string
PersistentVolumeClaimSpec accessModes:[]PersistentVolumeAccessMode selector:*LabelSelector resources!:ResourceRequirements@-28 resources!:VolumeResourceRequirements@29- volumeName:string storageClassName:*string volumeMode:*PersistentVolumeMode dataSource:*TypedLocalObjectReference dataSourceRef:*TypedLocalObjectReference@-25 dataSourceRef:*TypedObjectReference@26- volumeAttributesClassName:*string@29-
PersistentVolumeClaimStatus phase:PersistentVolumeClaimPhase accessModes:[]PersistentVolumeAccessMode capacity:ResourceList conditions:[]PersistentVolumeClaimCondition allocatedResources:ResourceList resizeStatus:*PersistentVolumeClaimResizeStatus@-27 allocatedResourceStatuses:map[ResourceName]ClaimResourceStatus@28- currentVolumeAttributesClassName:*string@29- modifyVolumeStatus:*ModifyVolumeStatus@29- healthStatus:*VolumeHealthStatus@37-
PersistentVolumeClaimTemplate metadata!:ObjectMeta spec!:PersistentVolumeClaimSpec
PersistentVolumeClaimVolumeSource claimName!:string readOnly:bool
PhotonPersistentDiskVolumeSource pdID!:string fsType:string
Pod TypeMeta.kind:string TypeMeta.apiVersion:string metadata!:ObjectMeta spec!:PodSpec status!:PodStatus
PodAffinity requiredDuringSchedulingIgnoredDuringExecution:[]PodAffinityTerm preferredDuringSchedulingIgnoredDuringExecution:[]WeightedPodAffinityTerm
PodAffinityTerm labelSelector:*LabelSelector namespaces:[]string topologyKey!:string namespaceSelector:*LabelSelector matchLabelKeys:[]string@29- mismatchLabelKeys:[]string@29-
PodAntiAffinity requiredDuringSchedulingIgnoredDuringExecution:[]PodAffinityTerm preferredDuringSchedulingIgnoredDuringExecution:[]WeightedPodAffinityTerm
PodCertificateProjection signerName:string@34- keyType:string@34- maxExpirationSeconds:*int32@34- credentialBundlePath:string@34- keyPath:string@34- certificateChainPath:string@34- userAnnotations:map[string]string@35- user:*int64@37-
PodCondition type!:PodConditionType observedGeneration:int64@33- status!:ConditionStatus lastProbeTime!:Time lastTransitionTime!:Time reason:string message:string
PodDNSConfig nameservers:[]string searches:[]string options:[]PodDNSConfigOption
PodDNSConfigOption name:string value:*string
PodExtendedResourceClaimStatus requestMappings!:[]ContainerExtendedResourceRequest@34- resourceClaimName!:string@34-
PodFailurePolicy rules!:[]PodFailurePolicyRule
PodFailurePolicyOnExitCodesRequirement containerName!:*string@-27,29-29 containerName:*string@28-28,30- operator!:PodFailurePolicyOnExitCodesOperator values!:[]int32
PodFailurePolicyOnPodConditionsPattern type!:PodConditionType status!:ConditionStatus
PodFailurePolicyRule action!:PodFailurePolicyAction onExitCodes!:*PodFailurePolicyOnExitCodesRequirement@-27,29-29 onPodConditions!:[]PodFailurePolicyOnPodConditionsPattern@-27,29-29 onExitCodes:*PodFailurePolicyOnExitCodesRequirement@28-28,30- onPodConditions:[]PodFailurePolicyOnPodConditionsPattern@28-28,30-
PodIP ip:string@-29 ip!:string@30-
PodOS name!:OSName
PodReadinessGate conditionType!:PodConditionType
PodResourceClaim name!:string@26- source!:ClaimSource@26-30 resourceClaimName:*string@31- resourceClaimTemplateName:*string@31-
PodResourceClaimStatus name!:string@28- resourceClaimName:*string@28-
PodSchedulingGate name!:string@26-
PodSchedulingGroup podGroupName:*string@36-
PodSecurityContext seLinuxOptions:*SELinuxOptions windowsOptions:*WindowsSecurityContextOptions runAsUser:*int64 runAsGroup:*int64 runAsNonRoot:*bool supplementalGroups:[]int64 supplementalGroupsPolicy:*SupplementalGroupsPolicy@31- fsGroup:*int64 sysctls:[]Sysctl fsGroupChangePolicy:*PodFSGroupChangePolicy seccompProfile:*SeccompProfile appArmorProfile:*AppArmorProfile@30- seLinuxChangePolicy:*PodSELinuxChangePolicy@32-
PodSpec volumes:[]Volume initContainers:[]Container containers!:[]Container ephemeralContainers:[]EphemeralContainer restartPolicy:RestartPolicy terminationGracePeriodSeconds:*int64 activeDeadlineSeconds:*int64 dnsPolicy:DNSPolicy nodeSelector:map[string]string serviceAccountName:string serviceAccount:string automountServiceAccountToken:*bool nodeName:string hostNetwork:bool hostPID:bool hostIPC:bool shareProcessNamespace:*bool securityContext:*PodSecurityContext imagePullSecrets:[]LocalObjectReference hostname:string subdomain:string affinity:*Affinity schedulerName:string tolerations:[]Toleration hostAliases:[]HostAlias priorityClassName:string priority:*int32 dnsConfig:*PodDNSConfig readinessGates:[]PodReadinessGate runtimeClassName:*string enableServiceLinks:*bool preemptionPolicy:*PreemptionPolicy overhead:ResourceList topologySpreadConstraints:[]TopologySpreadConstraint setHostnameAsFQDN:*bool os:*PodOS hostUsers:*bool schedulingGates:[]PodSchedulingGate@26- resourceClaims:[]PodResourceClaim@26- resources:*ResourceRequirements@32- hostnameOverride:*string@34- workloadRef:*WorkloadReference@35-35 schedulingGroup:*PodSchedulingGroup@36- evictionResponders:[]EvictionResponder@37-
PodStatus observedGeneration:int64@33- phase:PodPhase conditions:[]PodCondition message:string reason:string nominatedNodeName:string hostIP:string hostIPs:[]HostIP@28- podIP:string podIPs:[]PodIP startTime:*Time initContainerStatuses:[]ContainerStatus containerStatuses:[]ContainerStatus qosClass:PodQOSClass ephemeralContainerStatuses:[]ContainerStatus resize:PodResizeStatus@27- resourceClaimStatuses:[]PodResourceClaimStatus@28- extendedResourceClaimStatus:*PodExtendedResourceClaimStatus@34- allocatedResources:ResourceList@35- resources:*ResourceRequirements@35- nodeAllocatableResourceClaimStatuses:[]NodeAllocatableResourceClaimStatus@36- volumeHealth:[]PodVolumeHealth@37-
PodTemplate TypeMeta.kind:string TypeMeta.apiVersion:string metadata!:ObjectMeta template!:PodTemplateSpec
PodTemplateSpec metadata!:ObjectMeta spec!:PodSpec
PodVolumeHealth name!:string@37- healthConditions:[]VolumeHealthCondition@37- lastTransitionTime!:Time@37-
PortStatus port!:int32 protocol!:Protocol error:*string
PortworxVolumeSource volumeID!:string fsType:string readOnly:bool
PreferredSchedulingTerm weight!:int32 preference!:NodeSelectorTerm
Probe ProbeHandler.exec:*ExecAction ProbeHandler.httpGet:*HTTPGetAction ProbeHandler.tcpSocket:*TCPSocketAction ProbeHandler.grpc:*GRPCAction initialDelaySeconds:int32 timeoutSeconds:int32 periodSeconds:int32 successThreshold:int32 failureThreshold:int32 terminationGracePeriodSeconds:*int64
ProjectedVolumeSource sources!:[]VolumeProjection defaultMode:*int32 defaultUser:*int64@37-
QuobyteVolumeSource registry!:string volume!:string readOnly:bool user:string group:string tenant:string
RBDVolumeSource monitors!:[]string image!:string fsType:string pool:string user:string keyring:string secretRef:*LocalObjectReference readOnly:bool
ReplicaSet TypeMeta.kind:string TypeMeta.apiVersion:string metadata!:ObjectMeta spec!:ReplicaSetSpec status!:ReplicaSetStatus
ReplicaSetCondition type!:ReplicaSetConditionType status!:ConditionStatus lastTransitionTime!:Time reason:string message:string
ReplicaSetSpec replicas:*int32 minReadySeconds:int32 selector!:*LabelSelector template!:PodTemplateSpec
ReplicaSetStatus replicas!:int32 fullyLabeledReplicas:int32 readyReplicas:int32 availableReplicas:int32 terminatingReplicas:*int32@33- observedGeneration:int64 conditions:[]ReplicaSetCondition
ReplicationController TypeMeta.kind:string TypeMeta.apiVersion:string metadata!:ObjectMeta spec!:ReplicationControllerSpec status!:ReplicationControllerStatus
ReplicationControllerCondition type!:ReplicationControllerConditionType status!:ConditionStatus lastTransitionTime!:Time reason:string message:string
ReplicationControllerSpec replicas:*int32 minReadySeconds:int32 selector:map[string]string template:*PodTemplateSpec
ReplicationControllerStatus replicas!:int32 fullyLabeledReplicas:int32 readyReplicas:int32 availableReplicas:int32 observedGeneration:int64 conditions:[]ReplicationControllerCondition
ResourceClaim name!:string@26- request:string@31-
ResourceFieldSelector containerName:string resource!:string divisor!:resource.Quantity
ResourceHealth resourceID!:ResourceID@31- health:ResourceHealthStatus@31- message:*string@36-
ResourceRequirements limits:ResourceList requests:ResourceList claims:[]ResourceClaim@26-
ResourceStatus name!:ResourceName@31- resources:[]ResourceHealth@31-
RollingUpdateDaemonSet maxUnavailable:*intstr.IntOrString maxSurge:*intstr.IntOrString
RollingUpdateDeployment maxUnavailable:*intstr.IntOrString maxSurge:*intstr.IntOrString
RollingUpdateStatefulSetStrategy partition:*int32 maxUnavailable:*intstr.IntOrString
SELinuxOptions user:string role:string type:string level:string
ScaleIOVolumeSource gateway!:string system!:string secretRef!:*LocalObjectReference sslEnabled:bool protectionDomain:string storagePool:string storageMode:string volumeName:string fsType:string readOnly:bool
SeccompProfile type!:SeccompProfileType localhostProfile:*string
SecretEnvSource LocalObjectReference.name:string optional:*bool
SecretKeySelector LocalObjectReference.name:string key!:string optional:*bool
SecretProjection LocalObjectReference.name:string items:[]KeyToPath optional:*bool
SecretVolumeSource secretName:string items:[]KeyToPath defaultMode:*int32 optional:*bool defaultUser:*int64@37-
SecurityContext capabilities:*Capabilities privileged:*bool seLinuxOptions:*SELinuxOptions windowsOptions:*WindowsSecurityContextOptions runAsUser:*int64 runAsGroup:*int64 runAsNonRoot:*bool readOnlyRootFilesystem:*bool allowPrivilegeEscalation:*bool procMount:*ProcMountType seccompProfile:*SeccompProfile appArmorProfile:*AppArmorProfile@30-
Service TypeMeta.kind:string TypeMeta.apiVersion:string metadata!:ObjectMeta spec!:ServiceSpec status!:ServiceStatus
ServiceAccountTokenProjection audience:string expirationSeconds:*int64 path!:string user:*int64@37-
ServicePort name:string protocol:Protocol appProtocol:*string port!:int32 targetPort!:intstr.IntOrString nodePort:int32
ServiceSpec ports:[]ServicePort selector:map[string]string clusterIP:string clusterIPs:[]string type:ServiceType externalIPs:[]string sessionAffinity:ServiceAffinity loadBalancerIP:string loadBalancerSourceRanges:[]string externalName:string externalTrafficPolicy:ServiceExternalTrafficPolicyType@-26 externalTrafficPolicy:ServiceExternalTrafficPolicy@27- healthCheckNodePort:int32 publishNotReadyAddresses:bool sessionAffinityConfig:*SessionAffinityConfig ipFamilies:[]IPFamily ipFamilyPolicy:*IPFamilyPolicy allocateLoadBalancerNodePorts:*bool loadBalancerClass:*string internalTrafficPolicy:*ServiceInternalTrafficPolicyType@-26 internalTrafficPolicy:*ServiceInternalTrafficPolicy@27- trafficDistribution:*string@30-
ServiceStatus loadBalancer!:LoadBalancerStatus conditions:[]Condition
SessionAffinityConfig clientIP:*ClientIPConfig
SleepAction seconds!:int64@29-
StatefulSet TypeMeta.kind:string TypeMeta.apiVersion:string metadata!:ObjectMeta spec!:StatefulSetSpec status!:StatefulSetStatus
StatefulSetCondition type!:StatefulSetConditionType status!:ConditionStatus lastTransitionTime!:Time reason:string message:string
StatefulSetOrdinals start!:int32@26-
StatefulSetPersistentVolumeClaimRetentionPolicy whenDeleted:PersistentVolumeClaimRetentionPolicyType whenScaled:PersistentVolumeClaimRetentionPolicyType
StatefulSetSpec replicas:*int32 selector!:*LabelSelector template!:PodTemplateSpec volumeClaimTemplates:[]PersistentVolumeClaim serviceName!:string podManagementPolicy:PodManagementPolicyType updateStrategy!:StatefulSetUpdateStrategy revisionHistoryLimit:*int32 minReadySeconds:int32 persistentVolumeClaimRetentionPolicy:*StatefulSetPersistentVolumeClaimRetentionPolicy ordinals:*StatefulSetOrdinals@26-
StatefulSetStatus observedGeneration:int64 replicas!:int32 readyReplicas:int32 currentReplicas:int32 updatedReplicas:int32 currentRevision:string updateRevision:string collisionCount:*int32 conditions:[]StatefulSetCondition availableReplicas!:int32
StatefulSetUpdateStrategy type:StatefulSetUpdateStrategyType rollingUpdate:*RollingUpdateStatefulSetStrategy
StorageOSVolumeSource volumeName:string volumeNamespace:string fsType:string readOnly:bool secretRef:*LocalObjectReference
SuccessPolicy rules!:[]SuccessPolicyRule@30-
SuccessPolicyRule succeededIndexes:*string@30- succeededCount:*int32@30-
Sysctl name!:string value!:string
TCPSocketAction port!:intstr.IntOrString host:string
Toleration key:string operator:TolerationOperator value:string effect:TaintEffect tolerationSeconds:*int64
TopologySpreadConstraint maxSkew!:int32 topologyKey!:string whenUnsatisfiable!:UnsatisfiableConstraintAction labelSelector:*LabelSelector minDomains:*int32 nodeAffinityPolicy:*NodeInclusionPolicy nodeTaintsPolicy:*NodeInclusionPolicy matchLabelKeys:[]string
TypedLocalObjectReference apiGroup!:*string kind!:string name!:string
TypedObjectReference apiGroup!:*string@26- kind!:string@26- name!:string@26- namespace:*string@26-
UncountedTerminatedPods succeeded:[]types.UID failed:[]types.UID
Volume name!:string VolumeSource.hostPath:*HostPathVolumeSource VolumeSource.emptyDir:*EmptyDirVolumeSource VolumeSource.gcePersistentDisk:*GCEPersistentDiskVolumeSource VolumeSource.awsElasticBlockStore:*AWSElasticBlockStoreVolumeSource VolumeSource.gitRepo:*GitRepoVolumeSource VolumeSource.secret:*SecretVolumeSource VolumeSource.nfs:*NFSVolumeSource VolumeSource.iscsi:*ISCSIVolumeSource VolumeSource.glusterfs:*GlusterfsVolumeSource VolumeSource.persistentVolumeClaim:*PersistentVolumeClaimVolumeSource VolumeSource.rbd:*RBDVolumeSource VolumeSource.flexVolume:*FlexVolumeSource VolumeSource.cinder:*CinderVolumeSource VolumeSource.cephfs:*CephFSVolumeSource VolumeSource.flocker:*FlockerVolumeSource VolumeSource.downwardAPI:*DownwardAPIVolumeSource VolumeSource.fc:*FCVolumeSource VolumeSource.azureFile:*AzureFileVolumeSource VolumeSource.configMap:*ConfigMapVolumeSource VolumeSource.vsphereVolume:*VsphereVirtualDiskVolumeSource VolumeSource.quobyte:*QuobyteVolumeSource VolumeSource.azureDisk:*AzureDiskVolumeSource VolumeSource.photonPersistentDisk:*PhotonPersistentDiskVolumeSource VolumeSource.projected:*ProjectedVolumeSource VolumeSource.portworxVolume:*PortworxVolumeSource VolumeSource.scaleIO:*ScaleIOVolumeSource VolumeSource.storageos:*StorageOSVolumeSource VolumeSource.csi:*CSIVolumeSource VolumeSource.ephemeral:*EphemeralVolumeSource VolumeSource.image:*ImageVolumeSource@31-
VolumeDevice name!:string devicePath!:string
VolumeHealthCondition status!:VolumeHealthStatusType@37- reason!:string@37- message:string@37-
VolumeHealthStatus healthConditions:[]VolumeHealthCondition@37- lastTransitionTime!:Time@37-
VolumeMount name!:string readOnly:bool recursiveReadOnly:*RecursiveReadOnlyMode@30- mountPath!:string subPath:string mountPropagation:*MountPropagationMode subPathExpr:string bindMountOptions:[]string@37-
VolumeMountStatus name!:string@30- mountPath!:string@30- readOnly:bool@30- recursiveReadOnly:*RecursiveReadOnlyMode@30- volumeStatus:*VolumeStatus@36-
VolumeProjection secret:*SecretProjection downwardAPI:*DownwardAPIProjection configMap:*ConfigMapProjection serviceAccountToken:*ServiceAccountTokenProjection clusterTrustBundle:*ClusterTrustBundleProjection@29- podCertificate:*PodCertificateProjection@34-
VolumeResourceRequirements limits:ResourceList@29- requests:ResourceList@29-
VolumeStatus image:*ImageVolumeStatus@36-
VsphereVirtualDiskVolumeSource volumePath!:string fsType:string storagePolicyName:string storagePolicyID:string
WeightedPodAffinityTerm weight!:int32 podAffinityTerm!:PodAffinityTerm
WindowsSecurityContextOptions gmsaCredentialSpecName:*string gmsaCredentialSpec:*string runAsUserName:*string hostProcess:*bool
WorkloadReference name!:string@35-35 podGroup!:string@35-35 podGroupReplicaKey:string@35-35
v1alpha3.TopologyConstraint key!:string@37-
v1alpha3.WorkloadPodGroupAllDisruptionMode 
v1alpha3.WorkloadPodGroupBasicSchedulingPolicy 
v1alpha3.WorkloadPodGroupDisruptionMode single:*v1alpha3.WorkloadPodGroupSingleDisruptionMode@37- all:*v1alpha3.WorkloadPodGroupAllDisruptionMode@37-
v1alpha3.WorkloadPodGroupGangSchedulingPolicy minCount:*int32@37-
v1alpha3.WorkloadPodGroupResourceClaim name!:string@37- resourceClaimName:*string@37- resourceClaimTemplateName:*string@37-
v1alpha3.WorkloadPodGroupSchedulingConstraints topology:[]v1alpha3.TopologyConstraint@37-
v1alpha3.WorkloadPodGroupSchedulingPolicy basic:*v1alpha3.WorkloadPodGroupBasicSchedulingPolicy@37- gang:*v1alpha3.WorkloadPodGroupGangSchedulingPolicy@37-
v1alpha3.WorkloadPodGroupSingleDisruptionMode 
`;
