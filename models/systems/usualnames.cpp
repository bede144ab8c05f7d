#include "systems/usualnames.h"

#include "base/result.h"

namespace gatehouse::systems {

const UsualTable &usualKeys()
{
    static const UsualTable table{"api_keys apikeys api_key api_tokens access_keys virtual_keys "
                                  "access_tokens personal_access_tokens tokens keys "
                                  "client_keys credentials litellm_verificationtoken",
        {{"id", TypeClass::Any, "id key_id token_id uuid"},
            {"secret", TypeClass::Text,
                "key api_key token access_token secret key_value secret_key access_key value"},
            {"hash", TypeClass::Text,
                "key_hash token_hash hashed_key api_key_hash hashed_token token_digest key_digest "
                "secret_hash hash digest"},
            {"name", TypeClass::Text, "name label key_name key_alias title description"},
            {"owner", TypeClass::Any,
                "user_id owner_id account_id organization_id org_id team_id tenant_id customer_id "
                "client_id owner created_by user"},
            {"role", TypeClass::Text, "role type tier level"},
            {"limit", TypeClass::Number,
                "rate_limit requests_per_hour request_limit hourly_limit rpm_limit "
                "requests_per_minute daily_limit max_requests quota limit"},
            {"limits", TypeClass::Json, "rate_limits limits quotas"},
            {"permissions", TypeClass::Any, "permissions scopes abilities scope allowed_routes"},
            {"createdAt", TypeClass::Time,
                "created_at created createdon created_time inserted_at creation_time"},
            {"updatedAt", TypeClass::Time, "updated_at updated modified_at updated_time"},
            {"lastUsedAt", TypeClass::Time,
                "last_used_at last_used last_active accessed_time last_accessed_at last_seen_at"},
            {"expiresAt", TypeClass::Time,
                "expires_at expires expiry expires_on valid_until expiration expired_time "
                "expiration_date"},
            {"active", TypeClass::Flag, "is_active active enabled is_enabled"},
            {"deletedAt", TypeClass::Time, "deleted_at revoked_at disabled_at"}}};
    return table;
}

const UsualTable &usualUsage()
{
    static const UsualTable table{"usage_logs usage_log request_logs api_requests api_logs "
                                  "api_usage usage_events usage requests llm_calls "
                                  "llm_requests inference_logs completions spend_logs "
                                  "litellm_spendlogs calls logs access_logs",
        {{"id", TypeClass::Any, "id request_id uuid"},
            {"time", TypeClass::Time,
                "timestamp created_at time requested_at occurred_at logged_at start_time "
                "started_at ts at date",
                true},
            {"key", TypeClass::Any,
                "api_key key_id api_key_id token_id key token key_hash api_key_hash"},
            {"actor", TypeClass::Any,
                "user_id institution username user account_id organization_id tenant_id "
                "customer_id client_id end_user"},
            {"endpoint", TypeClass::Text,
                "endpoint path route url api_path request_path uri call_type operation"},
            {"model", TypeClass::Text, "model model_name model_used model_id engine"},
            {"duration", TypeClass::Number,
                "response_time_ms latency_ms duration_ms response_time latency duration "
                "duration_seconds elapsed_ms elapsed processing_time request_duration took_ms "
                "use_time"},
            {"status", TypeClass::Any,
                "status_code http_status response_status status code success"},
            {"error", TypeClass::Text, "error error_message exception failure_reason"},
            {"tokens", TypeClass::Number, "total_tokens tokens_used tokens token_count"},
            {"traceId", TypeClass::Any, "trace_id request_id correlation_id span_id"},
            {"data", TypeClass::Json,
                "request_data metadata usage_metadata payload data extra properties"},
            {"deletedFlag", TypeClass::Flag, "is_deleted deleted"},
            {"requests", TypeClass::Number, "requests_count request_count"}}};
    return table;
}

const UsualTable &usualAudit()
{
    static const UsualTable table{
        "audit_logs audit_log audit_events audit_trail audit audits activity_log activity_logs "
        "activities admin_log security_events litellm_auditlog",
        {{"id", TypeClass::Any, "id event_id uuid"},
            {"time", TypeClass::Time,
                "timestamp created_at occurred_at time logged_at at event_time action_time "
                "updated_at",
                true},
            {"actor", TypeClass::Any,
                "user_id actor_id actor username user performed_by changed_by institution "
                "user_name who causer_id admin_id"},
            {"action", TypeClass::Text,
                "action event_type event operation action_type verb activity description", true},
            {"objectType", TypeClass::Text,
                "resource_type object_type entity_type target_type table_name auditable_type "
                "subject_type item_type component"},
            {"objectId", TypeClass::Any,
                "resource_id object_id entity_id target_id record_id auditable_id subject_id "
                "item_id resource"},
            {"result", TypeClass::Any, "result outcome success status"},
            {"severity", TypeClass::Any, "severity level"},
            {"ip", TypeClass::Any, "ip_address ip remote_addr client_ip remote_ip"},
            {"userAgent", TypeClass::Text, "user_agent agent"},
            {"traceId", TypeClass::Any, "trace_id request_id correlation_id session_id"},
            {"changes", TypeClass::Json,
                "changes diff audited_changes object_changes updated_values delta"},
            {"metadata", TypeClass::Json,
                "metadata details audit_metadata properties data context payload"},
            {"deletedFlag", TypeClass::Flag, "is_deleted deleted"}}};
    return table;
}

const UsualTable &usualSessions()
{
    static const UsualTable table{"conversations sessions chat_sessions chats threads dialogs",
        {{"sessionId", TypeClass::Any, "id session_id conversation_id thread_id uuid", true},
            {"title", TypeClass::Text, "title name subject topic"},
            {"owner", TypeClass::Any, "user_id owner_id account_id username user"},
            {"sessionCreated", TypeClass::Time, "created_at started_at created"},
            {"sessionUpdated", TypeClass::Time, "updated_at last_message_at updated"}}};
    return table;
}

const UsualTable &usualMessages()
{
    static const UsualTable table{"messages chat_messages conversation_messages message",
        {{"messageId", TypeClass::Any, "id message_id uuid"},
            {"messageSession", TypeClass::Any,
                "session_id conversation_id chat_id thread_id dialog_id", true},
            {"role", TypeClass::Any, "role sender author sender_type"},
            {"content", TypeClass::Any, "content text message body", true},
            {"messageTime", TypeClass::Time, "created_at timestamp time sent_at at"},
            {"model", TypeClass::Text, "model model_used model_name"},
            {"latency", TypeClass::Number,
                "latency_ms processing_time latency response_time duration"}}};
    return table;
}

QString plainName(const QString &name)
{
    QString plain = name.toLower();
    plain.remove(u'_');
    plain.remove(u'-');
    return plain;
}

qsizetype usualPlace(const char *names, const QString &name)
{
    const QString plain = plainName(name);
    qsizetype place = 0;
    for (const QString &usual : QString::fromLatin1(names).split(u' ')) {
        if (plainName(usual) == plain)
            return place;
        ++place;
    }
    return -1;
}

TypeClass typeClass(const QString &type)
{
    const auto begins = [&type](std::initializer_list<const char *> words) {
        for (const char *word : words) {
            if (type.startsWith(QLatin1StringView(word)))
                return true;
        }
        return false;
    };
    if (type.endsWith(u"[]"_s))
        return TypeClass::Any;
    if (begins({"timestamp", "date"}))
        return TypeClass::Time;
    if (begins({"json"}))
        return TypeClass::Json;
    if (begins({"boolean"}))
        return TypeClass::Flag;
    if (begins({"integer", "bigint", "smallint", "numeric", "double", "real"}))
        return TypeClass::Number;
    return begins({"character", "text", "citext"}) ? TypeClass::Text : TypeClass::Any;
}

} // namespace gatehouse::systems
