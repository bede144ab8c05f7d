#include "health/members.h"

#include "health/words.h"

#include <QJsonArray>

#include <algorithm>

namespace gatehouse::health {

namespace {

constexpr int kDeepest = 5;
constexpr size_t kMostMembers = 200;

// A word at the beginning: "unhealthy: pool exhausted".
constexpr QLatin1StringView kGood[] = {"healthy"_L1, "ok"_L1, "up"_L1, "ready"_L1, "connected"_L1,
    "available"_L1, "operational"_L1, "running"_L1, "pass"_L1, "passing"_L1, "alive"_L1,
    "success"_L1, "true"_L1, "enabled"_L1};
constexpr QLatin1StringView kBad[] = {"unhealthy"_L1, "error"_L1, "down"_L1, "unreachable"_L1,
    "degraded"_L1, "fail"_L1, "failed"_L1, "failing"_L1, "disconnected"_L1, "unavailable"_L1,
    "not ready"_L1, "not_ready"_L1, "critical"_L1, "offline"_L1, "timeout"_L1, "false"_L1,
    "warn"_L1, "warning"_L1};

template <size_t N>
bool beginsWith(const QString &text, const QLatin1StringView (&words)[N])
{
    return std::any_of(std::begin(words), std::end(words), [&text](QLatin1StringView word) {
        return text.startsWith(word)
            && (text.size() == word.size() || !text[word.size()].isLetterOrNumber());
    });
}

std::optional<QJsonValue> valueAt(const QJsonObject &object, const QString &path)
{
    QJsonValue value = object;
    for (const QString &name : path.split(u'.')) {
        if (!value.isObject() || !value.toObject().contains(name))
            return std::nullopt;
        value = value.toObject().value(name);
    }
    return value;
}

QString textOf(const QJsonValue &value)
{
    if (value.isBool())
        return value.toBool() ? u"true"_s : u"false"_s;
    if (value.isNull())
        return u"null"_s;
    if (value.isDouble())
        return QString::number(value.toDouble());
    return quoted(value.toString());
}

bool tellsHealth(const QString &name, const QString &parent, const QJsonValue &value)
{
    static const QStringList names{
        u"status"_s, u"state"_s, u"health"_s, u"healthy"_s, u"ok"_s, u"ready"_s, u"connected"_s};
    static const QStringList groups{u"checks"_s, u"components"_s, u"services"_s,
        u"dependencies"_s, u"details"_s};
    if (names.contains(name.toLower()))
        return value.isBool() || value.isString();
    return groups.contains(parent.toLower()) && (value.isBool() || value.isString());
}

void findMembers(const QJsonObject &object, const QString &path, const QString &parent, int depth,
    std::vector<Member> &found)
{
    for (auto it = object.begin(); it != object.end() && found.size() < kMostMembers; ++it) {
        const QString here = path.isEmpty() ? it.key() : path + u'.' + it.key();
        if (it.value().isObject() && depth < kDeepest)
            findMembers(it.value().toObject(), here, it.key(), depth + 1, found);
        else if (depth > 0 && tellsHealth(it.key(), parent, it.value()))
            found.push_back({here, textOf(it.value()), verdictOf(it.value())});
    }
}

QString named(const std::vector<Member> &members, Verdict verdict)
{
    QStringList list;
    for (const Member &member : members)
        if (member.verdict == verdict && list.size() < 3)
            list << u"%1 = %2"_s.arg(quoted(member.path), member.text);
    return list.join(u", "_s);
}

Judgement judgeFound(const QJsonObject &object, const std::vector<Member> &members, int status)
{
    const QString said = object.value("status"_L1).isString()
        ? quoted(object.value("status"_L1).toString())
        : QString();
    if (const QString wrong = named(members, Verdict::Bad); !wrong.isEmpty()) {
        const bool claims = verdictOf(object.value("status"_L1)) == Verdict::Good;
        return bad(State::Degraded, "member-bad",
            claims ? Words::tr("It says \"%1\", but %2.").arg(said, wrong)
                   : Words::tr("The service answers and reports %1.").arg(wrong));
    }
    if (const QString pool = exhaustedPool(object); !pool.isEmpty())
        return bad(State::Degraded, "pool-exhausted", pool);
    const auto good = std::count_if(members.begin(), members.end(),
        [](const Member &member) { return member.verdict == Verdict::Good; });
    if (const QString unclear = named(members, Verdict::Unclear); !unclear.isEmpty())
        return up(Words::tr("The service answers; %1 is not told.").arg(unclear));
    if (good > 0)
        return up(Words::tr("All %n checked member(s) (is|are) well.", nullptr, int(good)));
    if (status >= 500)
        return bad(State::Degraded, "server-error",
            Words::tr("The service answers with %1 and does not say what is wrong.").arg(status));
    return up(said.isEmpty()
            ? Words::tr("The service answers; it says nothing about what it depends on.")
            : Words::tr("The service answers \"%1\", which it always does; it says nothing about "
                        "what it depends on.")
                  .arg(said));
}

} // namespace

Verdict verdictOf(const QJsonValue &value)
{
    if (value.isBool())
        return value.toBool() ? Verdict::Good : Verdict::Bad;
    if (!value.isString())
        return Verdict::Unclear;
    const QString text = value.toString().left(100).trimmed().toLower();
    if (beginsWith(text, kBad))
        return Verdict::Bad;
    return beginsWith(text, kGood) ? Verdict::Good : Verdict::Unclear;
}

std::vector<Member> membersOf(const Endpoint &endpoint, const QJsonObject &object)
{
    std::vector<Member> members;
    for (const QString &path : endpoint.members) {
        const auto value = valueAt(object, path);
        // A member that this version of the service does not have proves nothing.
        if (value)
            members.push_back({path, textOf(*value), verdictOf(*value)});
    }
    if (endpoint.members.isEmpty())
        findMembers(object, {}, {}, 0, members);
    std::erase_if(members, [&endpoint](const Member &member) {
        return endpoint.constantMembers.contains(member.path);
    });
    return members;
}

QString exhaustedPool(const QJsonObject &object)
{
    for (const QJsonValue value : object) {
        if (!value.isObject())
            continue;
        const QJsonObject inner = value.toObject();
        const QJsonObject pool =
            inner.value("pool"_L1).isObject() ? inner.value("pool"_L1).toObject() : inner;
        const double out = pool.value("checked_out"_L1).toDouble(-1);
        const double size =
            pool.value("size"_L1).toDouble(pool.value("pool_size"_L1).toDouble(-1));
        // SQLAlchemy counts overflow from -size up; only above zero are connections beyond it.
        const double extra = std::max(0.0, pool.value("overflow"_L1).toDouble(0));
        if (size > 0 && out >= size + extra && out > 0)
            return Words::tr("The service answers, and its connection pool is used up (%1 of %2); "
                             "requests wait for a connection.")
                .arg(out)
                .arg(size + extra);
        if (const QString deeper = exhaustedPool(inner); !deeper.isEmpty())
            return deeper;
    }
    return {};
}

Judgement judgeMembers(const Endpoint &endpoint, const Answer &answer, const QString &product)
{
    const auto object =
        answer.outcome == Outcome::Complete ? jsonObject(answer) : std::optional<QJsonObject>();
    const bool tells = object && (answer.ok() || answer.status == 503 || answer.status == 500);
    const bool isError = object && object->contains("detail"_L1) && object->size() == 1;
    if (!tells || isError) {
        if (auto judgement = judgeHttp(endpoint, answer, product))
            return *judgement;
        return badJson(answer, product);
    }
    if (auto judgement = judgeTransport(endpoint, answer))
        return *judgement;
    return judgeFound(*object, membersOf(endpoint, *object), answer.status);
}

} // namespace gatehouse::health
