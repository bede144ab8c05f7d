// What a feature does about the trail when it changes something.
#pragma once

#include "base/settings.h"
#include "trail/trail.h"

namespace gatehouse::trail {

// Chosen by the operator for one connection, stored under that profile. Required: a change that
// cannot be recorded is refused. Optional: it is done, and said to be unrecorded.
enum class Policy { Required, Optional };

Policy policyOf(const SettingsFile &settings, const QString &profileId); // Required unless chosen
void setPolicy(SettingsFile &settings, const QString &profileId, Policy policy);

// One change: ask before, write last. Session's thread.
class Recorder
{
public:
    // Refused when the policy is Required and the trail cannot be written.
    static Result<Recorder> open(db::Sql &sql, Policy policy, const Actor &actor);
    // True when it was recorded. Inside the caller's transaction.
    Result<bool> write(db::Sql &sql, const Entry &entry) const;
    bool records() const { return m_ready; }

private:
    Recorder(Actor actor, bool ready) : m_actor(std::move(actor)), m_ready(ready) { }
    Actor m_actor;
    bool m_ready;
};

} // namespace gatehouse::trail
