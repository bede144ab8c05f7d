#include "ui/tour/stops.h"

namespace gatehouse::ui {

const std::vector<TourStop> &tourStops()
{
    static const std::vector<TourStop> stops{
        {"", "settings", "palette", "", "palette"},
        {"", "settings", "unlock", "", "unlock"},
        {"", "settings", "shortcuts", "", "shortcuts"},
        {"", "settings", "describe", "", "describe"},
        {"", "settings", "about", "", "about"},
        {"ollama-gateway", "keys", "new-key", "", "keysNew"},
        {"ollama-gateway", "keys", "edit-key", "keysTable", "key_edit"},
        {"ollama-gateway", "keys", "rotate-key", "keysTable", "key_rotate"},
        {"ollama-gateway", "keys", "revoke-key", "keysTable", "key_revoke"},
        {"ollama-gateway", "keys", "delete-key", "keysTable", "key_delete"},
        {"ollama-gateway", "keys", "import-keys", "", "keysImport"},
        {"ollama-gateway", "keys", "review-keys", "", "keysReview_review"},
        {"ollama-gateway", "keys", "find-by-secret", "", "keysFind"},
        {"ollama-gateway", "keys", "what-if", "keysTable", "keysReview_whatif"},
        {"ollama-gateway", "keys", "hash-plan", "", "keysReview_hashplan"},
        {"ollama-gateway", "keys", "record-of-changes", "", "keysReview_trail"},
        {"ollama-gateway", "audit", "record-of-changes", "", "auditTrail"},
        {"onelastai", "keys", "new-key", "", "keysNew"},
        {"onelastai", "keys", "edit-key", "keysTable", "key_edit"},
        {"onelastai", "keys", "rotate-key", "keysTable", "key_rotate"},
        {"onelastai", "keys", "review-keys", "", "keysReview_review"},
        {"ollama-gateway", "usage", "by-key", "", "usageTab_key", false},
        {"ollama-gateway", "usage", "by-model", "", "usageTab_model", false},
        {"ollama-gateway", "usage", "by-endpoint", "", "usageTab_endpoint", false},
        {"ollama-gateway", "usage", "heat-map", "", "usageTab_heat", false},
        {"ollama-gateway", "usage", "percentiles", "", "usageTab_percentiles", false},
        {"ollama-gateway", "usage", "durations", "", "usageMeasureDuration", false},
        {"ollama-gateway", "usage", "compared", "", "usageCompare", false},
        {"ollama-gateway", "usage", "failed", "", "usageMeasureErrors", false},
        {"ollama-gateway", "usage", "usage-rows", "", "usageTab_rows", false},
        {"ollama-gateway", "usage", "export", "", "usageExport"},
        {"ollama-gateway", "usage", "report", "", "usageReport"},
        {"ollama-gateway", "backups", "back-up", "", "backupCreate"},
        {"onelastai", "health", "health-table", "", "healthView_table", false},
        {"onelastai", "health", "health-timeline", "", "healthView_timeline", false},
        {"onelastai", "health", "health-models", "", "healthView_models", false},
        {"onelastai", "health", "health-failover", "", "healthView_failover", false},
        {"onelastai", "health", "health-cards", "", "healthView_cards", false},
        {"onelastai", "health", "add-endpoint", "", "healthAdd"},
        {"onelastai", "health", "history-in-database", "", "healthKeepTables"},
        {"onelastai", "health", "alerts", "", "healthAlerts"},
        {"ollama-gateway", "database", "sizes", "", "databaseTab_sizes", false},
        {"don-research", "usage", "usage-errors", "", "usageMeasureErrors", false},
        {"don-research", "usage", "usage-by-model", "", "usageTab_model", false},
        {"ollama-gateway", "keys", "timeline", "keysTable", "keysAction_timeline"},
        {"ollama-gateway", "data", "data-new-row", "", "dataAdd"},
        {"flux-rag", "conversations", "new-conversation", "", "conversationsNew"},
        {"flux-rag", "conversations", "rename-conversation", "sessionsTable", "conversationRename"},
        {"flux-rag", "conversations", "add-message", "sessionsTable", "conversationWrite"},
        {"flux-rag", "conversations", "delete-conversation", "sessionsTable", "conversationDelete"},
        {"flux-rag", "conversations", "delete-all", "", "conversationsClear"},
        {"onelastai", "conversations", "new-conversation", "", "conversationsNew"},
    };
    return stops;
}

} // namespace gatehouse::ui
