{{- define "stratum.name" -}}
{{- if contains .Chart.Name .Release.Name -}}{{ .Release.Name | trunc 52 | trimSuffix "-" }}{{- else -}}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 52 | trimSuffix "-" }}{{- end -}}
{{- end }}

{{- define "stratum.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{ include "stratum.selector" . }}
{{- end }}

{{- define "stratum.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "stratum.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{/* A variable out of the secret: (list . "PGPASSWORD" "databasePassword"). Left out where the key has no name. */}}
{{- define "stratum.secret" -}}
{{- $root := index . 0 }}
{{- $variable := index . 1 }}
{{- with index $root.Values.secret.keys (index . 2) }}
- name: {{ $variable }}
  valueFrom:
    secretKeyRef: {name: {{ $root.Values.secret.name }}, key: {{ . }}}
{{- end }}
{{- end }}

{{/* What servers and workers share. */}}
{{- define "stratum.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .Values.imagePullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  seccompProfile: {type: RuntimeDefault}
volumes:
  - name: settings
    configMap: {name: {{ include "stratum.name" . }}}
  - name: tmp
    emptyDir: {}
  - name: home
    emptyDir: {}
  - name: uploads
    {{- if .Values.uploads.existingClaim }}
    persistentVolumeClaim: {claimName: {{ .Values.uploads.existingClaim }}}
    {{- else }}
    emptyDir: {}
    {{- end }}
  {{- if .Values.music.existingClaim }}
  - name: music
    persistentVolumeClaim: {claimName: {{ .Values.music.existingClaim }}, readOnly: true}
  {{- end }}
{{- end }}

{{- define "stratum.container" -}}
image: {{ include "stratum.image" . }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
volumeMounts:
  - {name: settings, mountPath: /etc/stratum, readOnly: true}
  - {name: tmp, mountPath: /tmp}
  - {name: home, mountPath: /var/lib/stratum}
  - {name: uploads, mountPath: /uploads}
  {{- if .Values.music.existingClaim }}
  - {name: music, mountPath: {{ .Values.music.mountPath }}, readOnly: true}
  {{- end }}
env:
  - name: STRATUM_LIBRARY
    value: {{ .Values.database.url | quote }}
  {{- include "stratum.secret" (list . "PGPASSWORD" "databasePassword") | trim | nindent 2 }}
  {{- include "stratum.secret" (list . "STRATUM_SERVER_SECRET" "serverSecret") | trim | nindent 2 }}
  {{- if .Values.secret.keys.metricsKey }}
  {{- include "stratum.secret" (list . "STRATUM_SERVER_METRICS_KEY" "metricsKey") | trim | nindent 2 }}
  {{- end }}
  {{- if .Values.uploads.existingClaim }}
  - {name: STRATUM_BLOBS_FOLDER, value: /uploads}
  {{- else if (.Values.settings.blobs).s3_endpoint }}
  - {name: STRATUM_BLOBS_SCRATCH, value: /uploads/scratch}
  {{- end }}
  {{- if .Values.secret.keys.s3AccessKey }}
  {{- include "stratum.secret" (list . "STRATUM_BLOBS_S3_ACCESS_KEY" "s3AccessKey") | trim | nindent 2 }}
  {{- end }}
  {{- if .Values.secret.keys.s3SecretKey }}
  {{- include "stratum.secret" (list . "STRATUM_BLOBS_S3_SECRET_KEY" "s3SecretKey") | trim | nindent 2 }}
  {{- end }}
  {{- if .Values.secret.keys.mailPassword }}
  {{- include "stratum.secret" (list . "STRATUM_MAIL_PASSWORD" "mailPassword") | trim | nindent 2 }}
  {{- end }}
{{- end }}
