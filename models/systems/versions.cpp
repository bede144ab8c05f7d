#include "systems/versions.h"

#include "base/safetext.h"

#include <QCoreApplication>

#include <algorithm>

namespace gatehouse::systems {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::systems::Versions)
};

constexpr qsizetype kShown = 5;

QString some(const QStringList &versions)
{
    QString text = safeText(versions.mid(0, kShown).join(u", "_s));
    return versions.size() > kShown ? text + u", …"_s : text;
}

QString toolName(const QString &kind)
{
    if (kind == u"alembic"_s)
        return u"Alembic"_s;
    if (kind == u"rails"_s)
        return u"Rails"_s;
    return kind;
}

// Rails stores numbers as text: 10 comes after 2.
bool numberLess(const QString &a, const QString &b)
{
    return a.size() != b.size() ? a.size() < b.size() : a < b;
}

void judgeRails(const VersionScheme &scheme, VersionFacts *facts)
{
    std::sort(facts->current.begin(), facts->current.end(), numberLess);
    for (const QString &version : scheme.expected) {
        if (!facts->current.contains(version))
            facts->pending.append(version);
    }
    for (const QString &version : std::as_const(facts->current)) {
        if (!scheme.expected.contains(version))
            facts->unknown.append(version);
    }
    if (!facts->unknown.isEmpty())
        facts->verdict = VersionFacts::Verdict::Unknown;
    else
        facts->verdict = facts->pending.isEmpty() ? VersionFacts::Verdict::Current
                                                  : VersionFacts::Verdict::Behind;
}

void judgeAlembic(const VersionScheme &scheme, VersionFacts *facts)
{
    if (facts->current.size() > 1) {
        facts->verdict = VersionFacts::Verdict::SeveralHeads;
        return;
    }
    const qsizetype at = scheme.expected.indexOf(facts->current.first());
    if (at < 0) {
        facts->verdict = VersionFacts::Verdict::Unknown;
        facts->unknown = facts->current;
        return;
    }
    facts->pending = scheme.expected.mid(at + 1);
    facts->verdict =
        facts->pending.isEmpty() ? VersionFacts::Verdict::Current : VersionFacts::Verdict::Behind;
}

QString absenceSentence(const VersionScheme &scheme, const VersionFacts &facts)
{
    const QString note = translated(scheme.note);
    if (facts.verdict == VersionFacts::Verdict::NotSetUp) {
        return Words::tr("%1 is configured but absent: there are no revisions and no table %2. %3")
            .arg(toolName(scheme.kind), scheme.table, note)
            .trimmed();
    }
    if (facts.verdict == VersionFacts::Verdict::None) {
        const QString found = facts.current.isEmpty()
            ? QString()
            : Words::tr(" A table %1 is there all the same and says %2.")
                  .arg(safeText(facts.table), some(facts.current));
        return Words::tr("No versions are kept; compare the structure instead. %1")
                   .arg(note)
                   .trimmed()
            + found;
    }
    const QString head = scheme.expected.isEmpty() ? QString() : scheme.expected.last();
    return Words::tr("Unstamped: the tables exist, but %1 does not or is empty. Compare the "
                     "structure, then stamp %2; "
                     "an upgrade would fail because the tables are already there.")
        .arg(scheme.table, head);
}

} // namespace

VersionFacts judgeVersion(const VersionScheme &scheme, const VersionReading &reading)
{
    VersionFacts facts{
        VersionFacts::Verdict::None, scheme.kind, scheme.table, reading.rows, {}, {}};
    if (scheme.kind == u"none"_s)
        return facts;
    if (reading.exists && !reading.readable) {
        facts.verdict = VersionFacts::Verdict::Unreadable;
    } else if (reading.rows.isEmpty()) {
        facts.verdict = scheme.expected.isEmpty() && !reading.exists
            ? VersionFacts::Verdict::NotSetUp
            : VersionFacts::Verdict::Unstamped;
    } else if (scheme.kind == u"rails"_s) {
        judgeRails(scheme, &facts);
    } else {
        judgeAlembic(scheme, &facts);
    }
    return facts;
}

QString versionSentence(const VersionScheme &scheme, const VersionFacts &facts)
{
    const QString tool = toolName(scheme.kind);
    const auto done = int(facts.current.size() - facts.unknown.size());
    switch (facts.verdict) {
    case VersionFacts::Verdict::None:
    case VersionFacts::Verdict::NotSetUp:
    case VersionFacts::Verdict::Unstamped:
        return absenceSentence(scheme, facts);
    case VersionFacts::Verdict::Unreadable:
        return Words::tr("%1 exists, but this role may not read it, so the version is not known.")
            .arg(scheme.table);
    case VersionFacts::Verdict::SeveralHeads:
        return Words::tr("%1 has several heads: %2. Merge them before any upgrade.")
            .arg(tool, some(facts.current));
    case VersionFacts::Verdict::Unknown:
        return Words::tr("%1 is at %2, which is not among the versions that Gatehouse knows.")
            .arg(tool, some(facts.unknown));
    case VersionFacts::Verdict::Current:
        return Words::tr("%1 is at %2, the newest version.")
            .arg(tool, some({facts.current.last()}));
    case VersionFacts::Verdict::Behind:
        return Words::tr("%1: %n step(s) done, pending: %2.", nullptr, done)
            .arg(tool, some(facts.pending));
    }
    return {};
}

const std::vector<VersionTable> &versionTables()
{
    static const std::vector<VersionTable> tables{{"alembic_version", "version_num", "alembic"},
        {"schema_migrations", "version", "rails"}, {"flyway_schema_history", "version", "flyway"},
        {"django_migrations", "name", "django"},
        {"_prisma_migrations", "migration_name", "prisma"}};
    return tables;
}

static const VersionTable *versionTable(const TableFacts &table)
{
    for (const VersionTable &known : versionTables()) {
        if (table.name == QLatin1StringView(known.table)
            && table.column(QString::fromLatin1(known.column)))
            return &known;
    }
    return nullptr;
}

QString versionColumn(const TableFacts &table)
{
    const VersionTable *known = versionTable(table);
    return known ? QString::fromLatin1(known->column) : QString();
}

QString versionKind(const TableFacts &table)
{
    const VersionTable *known = versionTable(table);
    if (!known)
        return {};
    return table.column(u"dirty"_s) ? u"golang-migrate"_s : QString::fromLatin1(known->kind);
}

} // namespace gatehouse::systems
