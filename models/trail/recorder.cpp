#include "trail/recorder.h"

#include "trail/words.h"

namespace gatehouse::trail {

namespace {

QString keyFor(const QString &profileId) { return u"trail/unrecorded/"_s + profileId; }

} // namespace

Policy policyOf(const SettingsFile &settings, const QString &profileId)
{
    return settings.value(keyFor(profileId), false).toBool() ? Policy::Optional : Policy::Required;
}

void setPolicy(SettingsFile &settings, const QString &profileId, Policy policy)
{
    if (policy == Policy::Optional)
        settings.setValue(keyFor(profileId), true);
    else
        settings.remove(keyFor(profileId));
}

Result<Recorder> Recorder::open(db::Sql &sql, Policy policy, const Actor &actor)
{
    auto now = status(sql);
    if (!now)
        return now.error();
    const bool ready = now.value().state == State::Ready;
    if (!ready && policy == Policy::Required) {
        return refused(Words::tr(
            "Nothing was changed, because the change could not be recorded. %1 Or choose for this "
            "connection to make changes without a record.")
                           .arg(now.value().sentence()));
    }
    return Recorder(actor, ready);
}

Result<bool> Recorder::write(db::Sql &sql, const Entry &entry) const
{
    if (!m_ready)
        return false;
    auto written = append(sql, m_actor, entry);
    if (!written)
        return written.error();
    return true;
}

} // namespace gatehouse::trail
