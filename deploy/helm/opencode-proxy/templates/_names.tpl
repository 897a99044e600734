{{- define "opencode-proxy.name" -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "opencode-proxy.labels" -}}
app.kubernetes.io/name: opencode-proxy
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}
