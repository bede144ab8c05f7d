#include "audit/entry.h"

#include "audit/words.h"
#include "base/redact.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

#include <array>

namespace gatehouse::audit {

namespace {

struct Phrase
{
    QLatin1StringView verb;
    const char *text; // %1 who, %2 what kind of thing, %3 which one
    Grade grade;
};

#define GATEHOUSE_SAYS(text) QT_TRANSLATE_NOOP("gatehouse::audit::Words", text)
const std::array kPhrases{
    Phrase{"create"_L1, GATEHOUSE_SAYS("%1 created %2 %3"), Grade::Quiet},
    Phrase{"edit"_L1, GATEHOUSE_SAYS("%1 changed %2 %3"), Grade::Quiet},
    Phrase{"update"_L1, GATEHOUSE_SAYS("%1 changed %2 %3"), Grade::Quiet},
    Phrase{"rotate"_L1, GATEHOUSE_SAYS("%1 rotated %2 %3"), Grade::Notice},
    Phrase{"revoke"_L1, GATEHOUSE_SAYS("%1 revoked %2 %3"), Grade::Notice},
    Phrase{"reactivate"_L1, GATEHOUSE_SAYS("%1 reactivated %2 %3"), Grade::Notice},
    Phrase{"delete"_L1, GATEHOUSE_SAYS("%1 deleted %2 %3"), Grade::Notice},
    Phrase{"import"_L1, GATEHOUSE_SAYS("%1 imported %2 %3"), Grade::Quiet},
    Phrase{"upgrade"_L1, GATEHOUSE_SAYS("%1 upgraded %2 %3"), Grade::Notice},
    Phrase{"rename"_L1, GATEHOUSE_SAYS("%1 renamed %2 %3"), Grade::Quiet},
    Phrase{"clear"_L1, GATEHOUSE_SAYS("%1 deleted every %2 of %3"), Grade::Warning},
    Phrase{"message"_L1, GATEHOUSE_SAYS("%1 wrote into %2 %3"), Grade::Notice},
    Phrase{"seal"_L1, GATEHOUSE_SAYS("%1 sealed %2 %3"), Grade::Notice},
    Phrase{"restore"_L1, GATEHOUSE_SAYS("%1 restored %2 %3"), Grade::Notice},
    Phrase{"login"_L1, GATEHOUSE_SAYS("%1 signed in"), Grade::Quiet},
    Phrase{"logout"_L1, GATEHOUSE_SAYS("%1 signed out"), Grade::Quiet},
    Phrase{"login_failed"_L1, GATEHOUSE_SAYS("%1 failed to sign in"), Grade::Warning},
};
#undef GATEHOUSE_SAYS

const Phrase *phraseOf(const QString &action)
{
    const QString verb = action.section(u'.', -1).toLower();
    for (const Phrase &phrase : kPhrases)
        if (verb == phrase.verb || verb == phrase.verb + u'd' || verb == phrase.verb + "ed"_L1)
            return &phrase;
    return nullptr;
}

bool isRequest(const QString &action)
{
    static const QRegularExpression method(u"^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) /"_s);
    return method.match(action).hasMatch();
}

QString plain(QString text) { return redact(text.replace(u'_', u' ')); }

// Long ids in their shortest form that still tells them apart.
QString shortId(const QString &id)
{
    static const QRegularExpression uuid(u"^[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}$"_s);
    return uuid.match(id).hasMatch() ? id.left(8) + u'…' : redact(id);
}

QString objectOf(const Values &values)
{
    const QString label = values.value(u"objectLabel"_s);
    return label.isEmpty() ? shortId(values.value(u"objectId"_s)) : redact(label);
}

QString kindOf(const Values &values)
{
    const QString type = values.value(u"objectType"_s);
    return type == "api_key"_L1 || type == "key"_L1 ? Words::tr("key")
        : type == "trail"_L1                        ? Words::tr("the audit trail")
                                                    : plain(type);
}

QString what(const Values &values)
{
    const QString action = values.value(u"action"_s), who = actorOf(values);
    if (isRequest(action)) {
        const QString result = values.value(u"result"_s);
        return result.isEmpty()
            ? Words::tr("%1 called %2").arg(who, redact(action))
            : Words::tr("%1 called %2, answered with %3").arg(who, redact(action), redact(result));
    }
    if (const Phrase *phrase = phraseOf(action)) {
        const QString text = Words::tr(phrase->text);
        if (!text.contains("%2"_L1))
            return text.arg(who);
        return text.arg(who, kindOf(values), objectOf(values)).trimmed();
    }
    const QString object = objectOf(values);
    return object.isEmpty()
        ? Words::tr("%1: %2").arg(who, plain(action))
        : Words::tr("%1: %2, %3 %4").arg(who, plain(action), kindOf(values), object);
}

bool isFailure(const QString &result)
{
    static const QStringList words{
        u"failure"_s, u"failed"_s, u"denied"_s, u"detected"_s, u"error"_s, u"forbidden"_s};
    return words.contains(result.toLower());
}

// A field whose values are secrets whatever they look like.
bool isSecretName(const QString &field)
{
    static const QRegularExpression name(
        u"(password|passwd|secret|token|key_hash|private|credential|api_?key|^key$)"_s,
        QRegularExpression::CaseInsensitiveOption);
    return name.match(field).hasMatch();
}

QString masked(const QJsonValue &value)
{
    if (value.isString())
        return maskKey(value.toString());
    return u"••••"_s;
}

QString shown(const QString &field, const QJsonValue &value)
{
    if (isSecretName(field) && !value.isNull() && !value.isBool() && !value.isUndefined())
        return masked(value);
    if (value.isString())
        return redact(value.toString());
    if (value.isBool())
        return value.toBool() ? u"true"_s : u"false"_s;
    if (value.isObject())
        return maskedJson(
            QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact)));
    if (value.isArray())
        return maskedJson(
            QString::fromUtf8(QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact)));
    return value.isDouble() ? value.toVariant().toString() : QString();
}

Change changeOf(const QString &field, const QJsonValue &before, const QJsonValue &after)
{
    return {field, shown(field, before), shown(field, after), !before.isUndefined(),
        !after.isUndefined(), before.isNull(), after.isNull()};
}

std::vector<Change> between(const QJsonObject &before, const QJsonObject &after)
{
    std::vector<Change> changes;
    for (auto it = before.begin(); it != before.end(); ++it)
        changes.push_back(changeOf(it.key(), it.value(),
            after.contains(it.key()) ? after.value(it.key()) : QJsonValue(QJsonValue::Undefined)));
    for (auto it = after.begin(); it != after.end(); ++it)
        if (!before.contains(it.key()))
            changes.push_back(changeOf(it.key(), QJsonValue(QJsonValue::Undefined), it.value()));
    return changes;
}

QJsonObject objectIn(const QString &text)
{
    return QJsonDocument::fromJson(text.toUtf8()).object();
}

} // namespace

QString maskedJson(const QString &text)
{
    // A member with a text, or with a list: {"key_hash": [null, "..."]}.
    static const QRegularExpression member(
        uR"re("(?:key|[^"]*(?:password|passwd|secret|token|key_hash|private|credential|api_?key)[^"]*)"\s*:\s*("(?:[^"\\]|\\.)*("|$)|\[[^\]]*))re"_s,
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression word(uR"re("(?:[^"\\]|\\.)*("|$))re"_s);
    QString masked;
    qsizetype from = 0;
    for (auto hits = member.globalMatch(text); hits.hasNext();) {
        const QRegularExpressionMatch hit = hits.next();
        masked += QStringView(text).mid(from, hit.capturedStart(1) - from);
        masked += hit.captured(1).replace(word, u"\"••••\""_s);
        from = hit.capturedEnd(1);
    }
    return redact(masked.append(QStringView(text).mid(from)));
}

QString actorOf(const Values &values)
{
    for (const char *role : {"actorLabel", "actor"})
        if (const QString who = values.value(QLatin1StringView(role)); !who.isEmpty())
            return shortId(who);
    return Words::tr("Somebody");
}

bool isDeleted(const Values &values)
{
    const QString flag = values.value(u"deletedFlag"_s);
    return flag == "t"_L1 || flag == "true"_L1;
}

QString sentence(const Values &values)
{
    QString said = what(values);
    if (const QString ip = values.value(u"ip"_s); !ip.isEmpty())
        said = Words::tr("%1 from %2").arg(said, redact(ip));
    const QString result = values.value(u"result"_s);
    if (isFailure(result) && !isRequest(values.value(u"action"_s)))
        said = Words::tr("%1 (%2)").arg(said, plain(result));
    return isDeleted(values) ? Words::tr("%1 – soft-deleted").arg(said) : said;
}

Grade gradeOf(const Values &values)
{
    const QString severity = values.value(u"severity"_s).toLower();
    if (severity == "critical"_L1 || severity == "error"_L1 || severity == "fatal"_L1)
        return Grade::Error;
    if (severity.startsWith("warn"_L1))
        return Grade::Warning;
    if (severity == "notice"_L1)
        return Grade::Notice;
    if (!severity.isEmpty())
        return Grade::Quiet;
    const QString result = values.value(u"result"_s), action = values.value(u"action"_s);
    bool number = false;
    if (const int code = result.toInt(&number); number && code >= 400)
        return code >= 500 ? Grade::Error : Grade::Warning;
    if (isFailure(result))
        return Grade::Warning;
    const Phrase *phrase = isRequest(action) ? nullptr : phraseOf(action);
    return phrase ? phrase->grade : Grade::Quiet;
}

QString gradeWord(Grade grade)
{
    switch (grade) {
    case Grade::Quiet:
        return Words::tr("Information");
    case Grade::Notice:
        return Words::tr("Notice");
    case Grade::Warning:
        return Words::tr("Warning");
    case Grade::Error:
        return Words::tr("Error");
    }
    return {};
}

std::vector<Change> changesOf(const Values &values)
{
    if (values.contains(u"before"_s) || values.contains(u"after"_s))
        return between(objectIn(values.value(u"before"_s)), objectIn(values.value(u"after"_s)));
    const QJsonObject given = objectIn(values.value(u"changes"_s));
    if (given.value("before"_L1).isObject() || given.value("after"_L1).isObject())
        return between(given.value("before"_L1).toObject(), given.value("after"_L1).toObject());
    std::vector<Change> changes;
    for (auto it = given.begin(); it != given.end(); ++it) {
        const QJsonArray pair = it.value().toArray();
        const QJsonObject ends = it.value().toObject();
        if (pair.size() == 2)
            changes.push_back(changeOf(it.key(), pair[0], pair[1]));
        else if (ends.contains("from"_L1) && ends.contains("to"_L1))
            changes.push_back(changeOf(it.key(), ends["from"_L1], ends["to"_L1]));
        else
            changes.push_back(changeOf(it.key(), QJsonValue(QJsonValue::Undefined), it.value()));
    }
    return changes;
}

} // namespace gatehouse::audit
