#include "base/redact.h"
#include "keys/blast.h"
#include "keys/usagesql.h"
#include "keys/words.h"
#include "trail/trail.h"

#include <algorithm>

namespace gatehouse::keys {

namespace {

constexpr int kMostListed = 5;

// When the key in this text stopped being one.
struct End
{
    QDateTime time;
    QString oldFingerprint; // of a rotation; empty: the key was revoked
};

// The last thing that ended it; what was reactivated has not ended.
std::optional<End> endOf(const std::vector<trail::Past> &past, const Key &key)
{
    const bool gone =
        stateOf(key, QDateTime::currentDateTimeUtc()) == State::Revoked || key.deleted;
    for (const trail::Past &entry : past) {
        if (gone && entry.action == "key.revoke"_L1)
            return End{entry.time, {}};
        if (!gone && entry.action == "key.rotate"_L1)
            return End{entry.time, entry.before.value(u"fingerprint"_s).toString()};
    }
    return std::nullopt;
}

// Rows since then, newest first, with how many there are in all.
Result<> read(db::Sql &sql, const Keys &engine, const Key &key, const End &end, Stragglers &answer)
{
    Composer c;
    UsageSql u(engine, c);
    const auto or_ = [](const QString &expression) {
        return expression.isEmpty() ? u"NULL::text"_s : u"left("_s + expression + u", 120)"_s;
    };
    const QString since = u.moment(u"to_timestamp("_s
        + c.value(db::toParam(end.time.toMSecsSinceEpoch())) + u"::bigint / 1000.0)"_s);
    const QString columns = u"SELECT (extract(epoch FROM "_s + u.instant()
        + u") * 1000)::bigint, "_s + or_(u.endpoint()) + u", "_s + or_(u.model()) + u", "_s
        + or_(u.client()) + u", count(*) OVER () FROM "_s;
    QString from, which;
    if (end.oldFingerprint.isEmpty()) {
        from = u.from();
        which = u.one(key.id);
    } else { // by the hash of the text: the text itself is known to nobody any more
        from = u.usageTable() + u" AS u"_s;
        which = u" AND left(encode(sha256(convert_to("_s + u.usageKey()
            + u"::text, getdatabaseencoding())), 'hex'), 6) = "_s
            + c.value(end.oldFingerprint.mid(1));
    }
    const QString text = columns + from + u" WHERE "_s + u.time() + u" > "_s + since
        + u" AND isfinite("_s + u.time() + u')' + which + u" ORDER BY "_s + u.time()
        + u" DESC LIMIT "_s + QString::number(kMostListed);
    auto done = sql.stream(text, c.params(), [&](const db::Row &row) {
        answer.requests = row.get<qint64>(4);
        answer.latest.push_back({QDateTime::fromMSecsSinceEpoch(row.get<qint64>(0), Qt::UTC),
            redact(row.text(1)), redact(row.text(2)), redact(row.text(3))});
        return true;
    });
    return done ? Result<>(Done{}) : Result<>(done.error());
}

} // namespace

Result<Stragglers> stragglers(db::Sql &sql, const Keys &engine, const Key &key)
{
    Stragglers answer;
    auto past = trail::past(sql, u"key"_s, key.id);
    if (!past)
        return past.error();
    std::optional<End> end = endOf(past.value(), key);
    const bool revoked = key.deleted || (key.active && !*key.active);
    answer.ended = revoked || end.has_value();
    if (!answer.ended)
        return answer;
    if (!end && key.deleted)
        end = End{*key.deleted, {}};
    if (!engine.abilities().usage.isEmpty()) {
        answer.unknown = engine.abilities().usage;
        return answer;
    }
    if (!end) {
        answer.unknown = Words::tr("Nobody recorded when it was revoked, so later requests cannot "
                                   "be told from earlier ones. Changes made by Gatehouse with its "
                                   "record on are.");
        return answer;
    }
    answer.since = end->time;
    answer.rotated = !end->oldFingerprint.isEmpty();
    answer.note = QCoreApplication::translate("System", engine.usage()->note.toUtf8().constData());
    if (answer.rotated && engine.usage()->keyJoin != "secret"_L1) {
        answer.unknown = Words::tr("Usage is recorded by the key's id, so requests with the older "
                                   "text cannot be told apart.");
        return answer;
    }
    if (auto done = read(sql, engine, key, *end, answer); !done)
        return done.error();
    return answer;
}

} // namespace gatehouse::keys
