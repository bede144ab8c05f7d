// Constraints and indexes are matched by what they do, then by name.
#include "catalog/leaves.h"
#include "catalog/words.h"

#include <QSet>

#include <algorithm>

namespace gatehouse::catalog {

namespace {

class KeyDiff
{
public:
    KeyDiff(const Table &expected, const Table &found, const Options &options)
        : m_expected(expected), m_found(found), m_optional(options.tolerance.optional)
    {
    }

    std::vector<Difference> run()
    {
        for (const Constraint &wanted : m_expected.constraints)
            constraint(wanted);
        for (const Index &wanted : m_expected.indexes)
            index(wanted);
        for (const Constraint &there : m_found.constraints) {
            if (!m_used.contains(there.name) && !optional(there.name))
                extraConstraint(there);
        }
        for (const Index &there : m_found.indexes) {
            if (!there.valid)
                invalidIndex(there);
            else if (!m_used.contains(there.name) && !optional(there.name))
                extraIndex(there);
        }
        return std::move(m_all);
    }

private:
    bool optional(const QString &name) const
    {
        return m_optional.contains(m_expected.name + u": "_s + name);
    }
    Leaf leaf(const char *object, const QString &name) const
    {
        return {m_expected.name, QString::fromLatin1(object), name};
    }
    QString alter(const QString &what) const
    {
        return u"ALTER TABLE %1 %2"_s.arg(quoted(m_expected.name), what);
    }
    QString uniqueText(const Index &index) const
    {
        return (index.unique ? u"UNIQUE INDEX "_s : u"INDEX "_s) + index.name + u' '
            + index.definition;
    }
    // A plain unique index over these columns, which does what a unique constraint does.
    const Index *uniqueOver(const QStringList &columns) const
    {
        for (const Index &one : m_found.indexes) {
            if (one.unique && one.valid && one.columns == columns
                && one.definition == u"USING btree (%1)"_s.arg(bare(one.definition)))
                return &one;
        }
        return nullptr;
    }
    // What stands between the parentheses, when nothing follows them.
    static QString bare(const QString &definition)
    {
        const qsizetype open = definition.indexOf(u'(');
        const QString inner = definition.mid(open + 1, definition.size() - open - 2);
        return inner.contains(u'(') || inner.contains(u')') ? QString() : inner;
    }

    void constraint(const Constraint &wanted)
    {
        const Constraint *there = match(wanted);
        const Leaf own = leaf("constraint", wanted.name);
        if (there) {
            m_used.insert(there->name);
            sameConstraint(own, wanted, *there);
            return;
        }
        const bool keeps = wanted.kind == "unique"_L1 || wanted.kind == "primary"_L1;
        if (const Index *unique = keeps ? uniqueOver(wanted.columns) : nullptr) {
            m_used.insert(unique->name);
            m_all.push_back(own.other(wanted.kind == "unique"_L1 ? Severity::Note : Severity::Error,
                u"kind"_s, wanted.definition, uniqueText(*unique),
                Words::tr("A unique index keeps the values unique just as well, but no foreign key "
                          "by constraint and no ON CONFLICT ON CONSTRAINT can use it.")));
            m_all.back().mend << alter(u"ADD CONSTRAINT %1 %2 USING INDEX %3"_s.arg(
                quoted(wanted.name), wanted.kind == "unique"_L1 ? u"UNIQUE"_s : u"PRIMARY KEY"_s,
                quoted(unique->name)));
            return;
        }
        if (optional(wanted.name))
            return;
        m_all.push_back(own.missing(keeps ? Severity::Error : Severity::Warning, wanted.definition,
            keeps ? Words::tr("The same value can be stored twice.")
                  : Words::tr("Rows that break this rule are let in.")));
        m_all.back().mend << printConstraint(m_expected.name, wanted)
                + (keeps ? QString() : u" NOT VALID"_s);
        if (!keeps)
            m_all.back().mend << alter(u"VALIDATE CONSTRAINT "_s + quoted(wanted.name));
        m_all.back().caution =
            Words::tr("It fails while rows that break the rule are there: look for them first.");
    }
    const Constraint *match(const Constraint &wanted) const
    {
        const auto first = [this](auto fits) -> const Constraint * {
            const auto at = std::find_if(m_found.constraints.begin(), m_found.constraints.end(),
                [&](const Constraint &one) { return !m_used.contains(one.name) && fits(one); });
            return at == m_found.constraints.end() ? nullptr : &*at;
        };
        const auto alike = [&](const Constraint &one) {
            return one.kind == wanted.kind && sameRule(one.definition, wanted.definition);
        };
        if (const auto *one =
                first([&](const Constraint &c) { return alike(c) && c.name == wanted.name; }))
            return one;
        if (const auto *one = first(alike))
            return one;
        if (const auto *one = first([&](const Constraint &c) {
                return c.kind == wanted.kind && (c.name == wanted.name || c.kind == "primary"_L1);
            }))
            return one;
        return first([&](const Constraint &c) {
            return c.kind == wanted.kind && c.kind == "foreign"_L1 && c.columns == wanted.columns
                && c.target == wanted.target;
        });
    }
    void sameConstraint(const Leaf &own, const Constraint &wanted, const Constraint &there)
    {
        if (!sameRule(wanted.definition, there.definition)) {
            if (optional(wanted.name))
                return;
            m_all.push_back(own.other(
                wanted.kind == "primary"_L1 ? Severity::Error : Severity::Warning, u"definition"_s,
                wanted.definition, there.definition, Words::tr("Another rule is enforced.")));
            m_all.back().mend << alter(u"DROP CONSTRAINT %1, ADD CONSTRAINT %2 %3"_s.arg(
                quoted(there.name), quoted(wanted.name), wanted.definition));
            m_all.back().caution = Words::tr("It fails while rows that break the rule are there, "
                                             "and locks the table while it checks them.");
        } else if (wanted.name != there.name) {
            m_all.push_back(own.other(Severity::Note, u"name"_s, wanted.name, there.name,
                Words::tr("The same rule under another name; a later migration that drops it by "
                          "name would not find it.")));
            m_all.back().mend << alter(
                u"RENAME CONSTRAINT %1 TO %2"_s.arg(quoted(there.name), quoted(wanted.name)));
        }
        if (wanted.valid && !there.valid) {
            m_all.push_back(own.other(Severity::Warning, u"valid"_s, u"VALID"_s, u"NOT VALID"_s,
                Words::tr("Rows from before the rule were never checked.")));
            m_all.back().mend << alter(u"VALIDATE CONSTRAINT "_s + quoted(there.name));
        }
    }

    void index(const Index &wanted)
    {
        const Leaf own = leaf("index", wanted.name);
        const auto first = [this](auto fits) -> const Index * {
            const auto at = std::find_if(m_found.indexes.begin(), m_found.indexes.end(),
                [&](const Index &one) { return !m_used.contains(one.name) && fits(one); });
            return at == m_found.indexes.end() ? nullptr : &*at;
        };
        const auto alike = [&](const Index &one) {
            return one.unique == wanted.unique && sameRule(one.definition, wanted.definition);
        };
        const Index *there =
            first([&](const Index &one) { return alike(one) && one.name == wanted.name; });
        if (there) {
            m_used.insert(there->name);
            return;
        }
        // One of this name first: another index may do the same and have its own place.
        if ((there = first([&](const Index &one) { return one.name == wanted.name; }))) {
            m_used.insert(there->name);
            if (!optional(wanted.name))
                otherIndex(own, wanted, *there);
            return;
        }
        there = first([&](const Index &one) {
            return alike(one) && one.valid && !m_expected.index(one.name);
        });
        if (there) {
            m_used.insert(there->name);
            m_all.push_back(own.other(Severity::Note, u"name"_s, wanted.name, there->name,
                Words::tr("The same index under another name.")));
            m_all.back().mend << u"ALTER INDEX %1 RENAME TO %2"_s.arg(
                quoted(there->name), quoted(wanted.name));
            return;
        }
        if (!optional(wanted.name))
            missingIndex(own, wanted);
    }
    void otherIndex(const Leaf &own, const Index &wanted, const Index &there)
    {
        m_all.push_back(
            own.other(wanted.unique && !there.unique ? Severity::Error : Severity::Warning,
                u"definition"_s, uniqueText(wanted), uniqueText(there),
                wanted.unique && !there.unique
                    ? Words::tr("The same value can be stored twice.")
                    : Words::tr("Queries that need the expected one cannot use it.")));
        const QString old = there.name.left(50) + u"_replaced"_s;
        m_all.back().mend << u"ALTER INDEX %1 RENAME TO %2"_s.arg(quoted(there.name), quoted(old))
                          << printIndex(m_expected.name, wanted, true)
                          << u"DROP INDEX CONCURRENTLY "_s + quoted(old);
    }
    void missingIndex(const Leaf &own, const Index &wanted)
    {
        const bool covered = !wanted.unique
            && std::any_of(
                m_found.constraints.begin(), m_found.constraints.end(), [&](const Constraint &one) {
                    return (one.kind == "unique"_L1 || one.kind == "primary"_L1)
                        && one.columns == wanted.columns;
                });
        m_all.push_back(own.missing(covered ? Severity::Note
                : wanted.unique             ? Severity::Error
                                            : Severity::Warning,
            uniqueText(wanted),
            covered ? Words::tr("A unique constraint on the same columns serves the same queries.")
                : wanted.unique ? Words::tr("The same value can be stored twice.")
                                : Words::tr("Queries that need it read the whole table.")));
        m_all.back().mend << printIndex(m_expected.name, wanted, true);
    }
    void extraConstraint(const Constraint &there)
    {
        m_all.push_back(leaf("constraint", there.name)
                            .extra(Severity::Warning, there.definition,
                                Words::tr("It may refuse rows that the service writes.")));
        m_all.back().mend << alter(u"DROP CONSTRAINT "_s + quoted(there.name));
        m_all.back().caution = Words::tr("Drop it only if nobody set it on purpose.");
    }
    void extraIndex(const Index &there)
    {
        QString twin;
        for (const Index &one : m_found.indexes) {
            if (one.name != there.name && one.valid && one.definition == there.definition)
                twin = one.name;
        }
        for (const Constraint &one : m_found.constraints) {
            if ((one.kind == "unique"_L1 || one.kind == "primary"_L1)
                && one.columns == there.columns && !there.definition.contains(" WHERE "_L1))
                twin = one.name;
        }
        const QString why = !twin.isEmpty()
            ? Words::tr("It does the same as %1: every write pays for both.").arg(twin)
            : there.unique ? Words::tr("It refuses values that are there twice, which the service "
                                       "does not know.")
                           : Words::tr("Every write keeps it up to date; it may serve queries.");
        m_all.push_back(
            leaf("index", there.name)
                .extra(there.unique && twin.isEmpty() ? Severity::Warning : Severity::Note,
                    uniqueText(there), why));
        m_all.back().mend << u"DROP INDEX CONCURRENTLY "_s + quoted(there.name);
        if (twin.isEmpty())
            m_all.back().caution = Words::tr("Drop it only if no query uses it.");
    }
    void invalidIndex(const Index &there)
    {
        m_all.push_back(leaf("index", there.name)
                            .other(Severity::Warning, u"valid"_s, u"VALID"_s, u"INVALID"_s,
                                Words::tr("A CREATE INDEX CONCURRENTLY did not end: no query uses "
                                          "it, every write pays for it.")));
        m_all.back().mend << u"REINDEX INDEX CONCURRENTLY "_s + quoted(there.name);
        m_all.back().caution = Words::tr("Look first whether it is being built right now.");
    }

    const Table &m_expected;
    const Table &m_found;
    const QStringList &m_optional;
    QSet<QString> m_used; // constraints and indexes share the names of a schema
    std::vector<Difference> m_all;
};

} // namespace

std::vector<Difference> diffKeys(const Table &expected, const Table &found, const Options &options)
{
    return KeyDiff(expected, found, options).run();
}

} // namespace gatehouse::catalog
