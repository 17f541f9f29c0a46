import { ContentError } from '../errors.ts'

/**
 * Whether the environment says where traces go, as https://opentelemetry.io/docs/specs/otel/protocol/exporter/ has it. Nothing of OpenTelemetry
 * is loaded where it does not.
 * @throws ContentError `CONFIG` where it asks for another protocol than `http/protobuf`
 */
export const tracesWanted = (variables: Readonly<Record<string, string | undefined>>): boolean => {
  const { OTEL_SDK_DISABLED, OTEL_TRACES_EXPORTER } = variables
  const { OTEL_EXPORTER_OTLP_PROTOCOL, OTEL_EXPORTER_OTLP_TRACES_PROTOCOL } = variables
  const { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT } = variables
  if (OTEL_SDK_DISABLED === 'true' || OTEL_TRACES_EXPORTER === 'none') return false
  const isNamed = OTEL_EXPORTER_OTLP_ENDPOINT || OTEL_EXPORTER_OTLP_TRACES_ENDPOINT
  if (!isNamed && OTEL_TRACES_EXPORTER !== 'otlp') return false
  const protocol = OTEL_EXPORTER_OTLP_TRACES_PROTOCOL || OTEL_EXPORTER_OTLP_PROTOCOL
  if (protocol && protocol !== 'http/protobuf')
    throw new ContentError('CONFIG', `Traces are sent by \`http/protobuf\`, got \`${protocol}\`.`, {
      hint: 'Leave the variable that names it away; collectors listen for `http/protobuf` on port 4318.',
    })
  return true
}
