#include "versions/stamp.h"

#include "base/safetext.h"
#include "versions/tool.h"
#include "versions/words.h"

#include <QSet>

#include <algorithm>

namespace gatehouse::versions {

namespace {

struct Rights
{
    bool standby = false, mayCreate = false, mayWrite = false;
    QString owner; // of the system's tables
    bool memberOfOwner = false;
    QString user;
    QString atWork; // other sessions that may be migrating now
    static Rights fromRow(const db::Row &row)
    {
        return {row.get<bool>(0), row.get<bool>(1), row.get<bool>(2), row.text(3), row.get<bool>(4),
            row.text(5), row.text(6)};
    }
};

QString literal(const QString &text)
{
    return u'\'' + QString(text).replace(u'\'', u"''"_s) + u'\'';
}

class Planner
{
public:
    Planner(const StampWish &wish, Rights rights) : m_rights(std::move(rights))
    {
        m_plan.wish = wish;
        m_plan.table = db::Identifier(wish.state.schema, wish.state.table);
        m_plan.before = rowsOf(wish.state);
    }

    StampPlan run()
    {
        m_plan.refusal = refusal();
        if (!m_plan.refusal.isEmpty())
            return m_plan;
        if (!m_rights.atWork.isEmpty())
            m_plan.warnings << Words::tr("A migration may be at work in another session: %1.")
                                   .arg(safeText(m_rights.atWork, 200));
        if (!state().tableExists)
            create();
        fill();
        if (m_plan.steps.empty())
            m_plan.refusal = Words::tr("%1 stands at %2 already; there is nothing to stamp.")
                                 .arg(safeText(state().table, 80), safeText(m_target, 80));
        return m_plan;
    }

private:
    const State &state() const { return m_plan.wish.state; }
    static QStringList rowsOf(const State &state)
    {
        const Tool *one = tool(state.tool);
        QStringList rows;
        for (const Revision &each : state.revisions) {
            const bool row = one && (one->onlyEnds || one->upTo) ? each.current : each.applied;
            if (row)
                rows << each.id;
        }
        return rows;
    }

    // Every reason against, the gravest first; finds the target.
    QString refusal()
    {
        const Tool *one = tool(state().tool);
        if (!one)
            return Words::tr("No tool keeps versions here, so there is nothing to stamp.");
        if (one->initial.isEmpty() && !one->byApp)
            return Words::tr("%1 keeps checksums of its files and is told by its own command: "
                             "\"flyway baseline\" and \"flyway repair\", or \"prisma migrate "
                             "resolve\".")
                .arg(toolTitle(state().tool));
        if (state().verdict == Verdict::Unreadable)
            return state().sentence;
        if (m_rights.standby)
            return Words::tr(
                "This server is a standby and takes no changes. Stamp on the primary.");
        if (!state().tableExists && (one->byApp || !m_rights.mayCreate))
            return one->byApp
                ? Words::tr("The table %1 is made by \"manage.py migrate --fake-initial\".")
                      .arg(state().table)
                : Words::tr(
                    "This role may not make tables in the schema %1. Use the role that owns "
                    "the service's tables, %2.")
                      .arg(safeText(state().schema, 80), safeText(m_rights.owner, 80));
        if (state().tableExists && !m_rights.mayWrite)
            return Words::tr("This role may not write to %1.").arg(safeText(state().table, 80));
        if (const QString why = chooseTarget(); !why.isEmpty())
            return why;
        return verify();
    }

    QString chooseTarget()
    {
        const QString wished = m_plan.wish.target;
        if (state().verdict == Verdict::Broken)
            return state().sentence;
        if (wished.isEmpty() || wished == "head"_L1) {
            if (state().heads.isEmpty())
                return Words::tr(
                    "Which version is the newest is not known here: name the project's "
                    "folder, or the version.");
            if (state().heads.size() > 1 && tool(state().tool)->onlyEnds)
                return Words::tr("There are several heads: %1. Say which one.")
                    .arg(safeText(state().heads.join(u", "_s), 200));
            m_target = state().heads.last();
            return {};
        }
        QStringList hits;
        for (const Revision &one : state().revisions) {
            if (one.id == wished)
                hits = {one.id};
            else if (one.id.startsWith(wished) && !hits.contains(wished))
                hits << one.id;
        }
        if (hits.isEmpty())
            return Words::tr(
                "There is no version %1 among those that are known: name the project's "
                "folder that has it.")
                .arg(safeText(wished, 80));
        if (hits.size() > 1)
            return Words::tr("Several versions begin with %1: %2.")
                .arg(safeText(wished, 80), safeText(hits.join(u", "_s), 200));
        m_target = hits.first();
        const Revision *chosen = state().revision(m_target);
        if (chosen->noFile)
            return Words::tr("There is no file for the version %1.").arg(safeText(m_target, 80));
        return {};
    }

    QString verify()
    {
        const std::optional<Drift> &drift = m_plan.wish.drift;
        if (!drift) {
            m_plan.verified =
                Words::tr("The structure was not compared: no expected layout is known.");
            return m_plan.wish.unverified
                ? QString()
                : Words::tr(
                    "What the structure of this schema should be is not known, so it cannot "
                    "be verified that it is at %1. Compare it by hand, then stamp it as not "
                    "verified.")
                      .arg(safeText(m_target, 80));
        }
        m_plan.verified = drift->sentence;
        if (drift->errors > 0 && !m_plan.wish.unverified)
            return Words::tr("The structure is not that of %1: %n difference(s) would break the "
                             "service or the next step. Mend them first.",
                nullptr, drift->errors)
                .arg(safeText(m_target, 80));
        if (drift->errors > 0)
            m_plan.warnings << Words::tr("The structure differs in what the service needs; you "
                                         "chose to stamp all the same.");
        if (drift->warnings > 0)
            m_plan.warnings << Words::tr(
                "%n difference(s) (costs|cost) speed or protection: mend them before or after, the "
                "stamp does not.",
                nullptr, drift->warnings);
        if (!state().heads.contains(m_target))
            m_plan.warnings << Words::tr(
                "The structure was compared with the newest layout, not with "
                "that of %1.")
                                   .arg(safeText(m_target, 80));
        return {};
    }

    void step(const QString &text, const QStringList &values)
    {
        StampStep one;
        one.text = text;
        QString shown = text;
        shown.replace(u"%1"_s, m_plan.table.quoted());
        for (qsizetype i = values.size(); i > 0; --i)
            shown.replace(u'$' + QString::number(i), literal(values.at(i - 1)));
        for (const QString &value : values)
            one.params.push_back(db::toParam(value));
        one.shown = shown;
        m_plan.steps.push_back(std::move(one));
    }
    void create()
    {
        step(tool(state().tool)->initial, {});
        if (m_rights.owner.isEmpty() || m_rights.owner == m_rights.user)
            return;
        if (m_rights.memberOfOwner) {
            step(u"ALTER TABLE %1 OWNER TO "_s + db::Identifier(m_rights.owner).quoted(), {});
        } else {
            m_plan.warnings << Words::tr("The new table belongs to %1, the service's tables to %2: "
                                         "the service may not be able "
                                         "to move the version on. Better stamp as %2.")
                                   .arg(safeText(m_rights.user, 80), safeText(m_rights.owner, 80));
        }
    }

    void fill()
    {
        const Tool &one = *tool(state().tool);
        if (one.onlyEnds || one.upTo) {
            m_plan.after = {m_target};
            if (m_plan.before == m_plan.after && state().verdict != Verdict::Dirty)
                return;
            if (!m_plan.before.isEmpty())
                step(u"DELETE FROM %1"_s, {});
            step(one.upTo ? u"INSERT INTO %1 (version, dirty) VALUES ($1::bigint, false)"_s
                          : u"INSERT INTO %1 (version_num) VALUES ($1)"_s,
                {m_target});
            return;
        }
        m_plan.after = m_plan.before;
        const QSet<QString> wanted = upTo();
        for (const Revision &each : state().revisions) {
            if (each.applied || !wanted.contains(each.id))
                continue;
            m_plan.after << each.id;
            if (one.byApp)
                step(u"INSERT INTO %1 (app, name, applied) VALUES ($1, $2, now())"_s,
                    {each.id.section(u'.', 0, 0), each.id.section(u'.', 1)});
            else
                step(u"INSERT INTO %1 (version) VALUES ($1)"_s, {each.id});
        }
    }
    // The target and what comes before it.
    QSet<QString> upTo() const
    {
        QSet<QString> all;
        QStringList open{m_target};
        if (m_plan.wish.target.isEmpty() || m_plan.wish.target == "head"_L1)
            open = state().heads;
        while (!open.isEmpty()) {
            const QString id = open.takeLast();
            const Revision *one = state().revision(id);
            if (!one || all.contains(id))
                continue;
            all.insert(id);
            open << one->parents + one->depends;
        }
        return all;
    }

    StampPlan m_plan;
    Rights m_rights;
    QString m_target;
};

} // namespace

QString StampPlan::sql() const
{
    QStringList lines;
    for (const StampStep &one : steps)
        lines << one.shown + u';';
    return lines.join(u'\n');
}

Result<StampPlan> planStamp(db::Sql &sql, const StampWish &wish)
{
    const QStringList tables =
        wish.drift ? QStringList(wish.drift->found.tables.keys()) : QStringList();
    auto rights = sql.fetchOptional<Rights>(
        "versions/rights"_L1, db::bind(wish.state.schema, wish.state.table, tables));
    if (!rights)
        return rights.error();
    return Planner(wish, rights.value().value_or(Rights{})).run();
}

} // namespace gatehouse::versions
