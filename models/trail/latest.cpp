#include "trail/latest.h"

#include "trail/words.h"

namespace gatehouse::trail {

namespace {

struct Phrase
{
    const char *action;
    const char *text; // %1: who, %2: the object's label
};

// An action without a phrase is told by its own name, so that nothing is left out.
constexpr Phrase kPhrases[] = {
    {"key.create", QT_TRANSLATE_NOOP("gatehouse::trail::Words", "%1 created the key %2")},
    {"key.edit", QT_TRANSLATE_NOOP("gatehouse::trail::Words", "%1 edited the key %2")},
    {"key.revoke", QT_TRANSLATE_NOOP("gatehouse::trail::Words", "%1 revoked the key %2")},
    {"key.reactivate", QT_TRANSLATE_NOOP("gatehouse::trail::Words", "%1 reactivated the key %2")},
    {"key.rotate", QT_TRANSLATE_NOOP("gatehouse::trail::Words", "%1 rotated the key %2")},
    {"key.delete", QT_TRANSLATE_NOOP("gatehouse::trail::Words", "%1 deleted the key %2")},
    {"key.reveal", QT_TRANSLATE_NOOP("gatehouse::trail::Words", "%1 looked at the key %2")},
    {"conversation.create",
        QT_TRANSLATE_NOOP("gatehouse::trail::Words", "%1 began the conversation %2")},
    {"conversation.rename",
        QT_TRANSLATE_NOOP("gatehouse::trail::Words", "%1 renamed the conversation %2")},
    {"conversation.message",
        QT_TRANSLATE_NOOP("gatehouse::trail::Words", "%1 wrote into the conversation %2")},
    {"conversation.delete",
        QT_TRANSLATE_NOOP("gatehouse::trail::Words", "%1 deleted the conversation %2")},
    {"conversation.clear",
        QT_TRANSLATE_NOOP("gatehouse::trail::Words", "%1 deleted all conversations of %2")},
    {"trail.create", QT_TRANSLATE_NOOP("gatehouse::trail::Words", "%1 began the record of changes")},
};

} // namespace

Told Told::fromRow(const db::Row &row)
{
    Told told;
    told.seq = row.get<qint64>(0);
    told.at = QDateTime::fromMSecsSinceEpoch(row.get<qint64>(1), Qt::UTC);
    told.who = row.text(2);
    told.dbRole = row.text(3);
    told.action = row.text(4);
    told.objectType = row.text(5);
    told.objectLabel = row.text(6);
    told.rows = row.get<qint64>(7);
    return told;
}

Result<std::vector<Told>> latest(db::Sql &sql, int most)
{
    return sql.fetch<Told>("trail/latest"_L1, db::bind(most));
}

QString sentence(const Told &entry)
{
    for (const Phrase &phrase : kPhrases) {
        if (entry.action == QLatin1StringView(phrase.action)) {
            const QString text = Words::tr(phrase.text);
            return text.contains("%2"_L1) ? text.arg(entry.who, entry.objectLabel)
                                          : text.arg(entry.who);
        }
    }
    return Words::tr("%1: %2 %3").arg(entry.who, entry.action, entry.objectLabel);
}

} // namespace gatehouse::trail
