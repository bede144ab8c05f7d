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
        {"ollama-gateway", "keys", "hash-plan", "", "keysReview_hashplan"},
        {"ollama-gateway", "keys", "record-of-changes", "", "keysReview_trail"},
        {"onelastai", "keys", "new-key", "", "keysNew"},
        {"onelastai", "keys", "edit-key", "keysTable", "key_edit"},
        {"onelastai", "keys", "rotate-key", "keysTable", "key_rotate"},
        {"onelastai", "keys", "review-keys", "", "keysReview_review"},
    };
    return stops;
}

} // namespace gatehouse::ui
