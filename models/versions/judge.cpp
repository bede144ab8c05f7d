// What a version table and the steps that are known say together. Pure.
#include "base/safetext.h"
#include "versions/files.h"
#include "versions/sentence.h"
#include "versions/tool.h"
#include "versions/words.h"

#include <QHash>
#include <QSet>

#include <algorithm>

namespace gatehouse::versions {

namespace {

class Judge
{
public:
    Judge(State &state, const Tool &tool, const Project *project)
        : m_state(state), m_tool(tool), m_project(project)
    {
        for (size_t i = 0; i < state.revisions.size(); ++i)
            m_at.insert(state.revisions[i].id, i);
    }

    void mark(const std::vector<Applied> &rows)
    {
        for (const Applied &row : rows) {
            if (m_at.contains(row.id))
                take(row);
            else if (!isElsewhere(row.id))
                strange(row);
        }
        if (m_tool.onlyEnds)
            ends();
        else
            lasts();
        for (const Revision &one : m_state.revisions) {
            if (!one.applied)
                m_state.pending << one.id;
            if (one.head && !one.noFile)
                m_state.heads << one.id;
        }
        sayOrder();
    }

private:
    Revision &at(const QString &id) { return m_state.revisions[m_at.value(id)]; }
    bool isElsewhere(const QString &id) const
    {
        if (!m_tool.byApp || !m_project)
            return false;
        const QString app = id.section(u'.', 0, 0) + u'.';
        return std::none_of(m_project->revisions.begin(), m_project->revisions.end(),
            [&app](const Revision &one) { return one.id.startsWith(app); });
    }
    void take(const Applied &row)
    {
        Revision &one = at(row.id);
        one.applied = true;
        one.failed = row.failed;
        one.appliedAt = row.at;
        const QString file = m_project ? m_project->checksums.value(row.id) : QString();
        one.edited = !row.checksum.isEmpty() && !file.isEmpty() && row.checksum != file;
        if (one.edited)
            m_state.issues.push_back(warning(
                Words::tr("%1 was changed after it was applied.").arg(safeText(one.file, 120)),
                one.id));
        if (m_tool.onlyEnds)
            one.current = true;
        if (m_tool.upTo || row.below)
            below(row.id);
    }
    void below(const QString &id)
    {
        for (Revision &one : m_state.revisions) {
            if (m_tool.less(one.id, id))
                one.applied = true;
        }
    }
    void strange(const Applied &row)
    {
        Revision one;
        one.id = row.id;
        one.title = row.title;
        one.applied = true;
        one.failed = row.failed;
        one.noFile = !row.below;
        one.current = m_tool.onlyEnds;
        one.appliedAt = row.at;
        if (one.noFile)
            m_state.unknown << row.id;
        auto place = m_state.revisions.end();
        if (m_tool.less)
            place = std::find_if(m_state.revisions.begin(), m_state.revisions.end(),
                [&](const Revision &other) { return m_tool.less(row.id, other.id); });
        m_state.revisions.insert(place, std::move(one));
        m_at.clear();
        for (size_t i = 0; i < m_state.revisions.size(); ++i)
            m_at.insert(m_state.revisions[i].id, i);
        if ((m_tool.upTo || row.below) && m_tool.less)
            below(row.id);
    }
    // Alembic: what is under a row was applied; a row under another one says nothing.
    void ends()
    {
        QSet<QString> under;
        QStringList open;
        for (const Revision &one : m_state.revisions) {
            if (one.current)
                open << one.parents + one.depends;
        }
        while (!open.isEmpty()) {
            const QString id = open.takeLast();
            if (under.contains(id) || !m_at.contains(id))
                continue;
            under.insert(id);
            at(id).applied = true;
            open << at(id).parents + at(id).depends;
        }
        for (Revision &one : m_state.revisions) {
            if (one.current && under.contains(one.id))
                m_state.issues.push_back(warning(
                    Words::tr("%1 holds %2 beside a later version of the same branch; Alembic "
                              "keeps the later one only.")
                        .arg(safeText(m_state.table, 80), safeText(one.id, 80)),
                    one.id));
            if (one.current)
                m_state.current << one.id;
        }
    }
    void lasts()
    {
        QMap<QString, QString> last; // of each app, else of all
        for (const Revision &one : m_state.revisions) {
            if (one.applied)
                last.insert(m_tool.byApp ? one.id.section(u'.', 0, 0) : QString(), one.id);
        }
        for (const QString &id : std::as_const(last)) {
            at(id).current = true;
            m_state.current << id;
        }
    }
    void sayOrder()
    {
        if (m_tool.byApp || m_tool.onlyEnds || m_state.current.isEmpty())
            return;
        QStringList early;
        for (const QString &id : std::as_const(m_state.pending)) {
            if (m_tool.less(id, m_state.current.last()))
                early << id;
        }
        if (!early.isEmpty())
            m_state.issues.push_back(note(Words::tr(
                "%n step(s) (is|are) older than what was applied last, and not applied: %1.",
                nullptr, int(early.size()))
                                              .arg(safeText(early.join(u", "_s), 120))));
    }

    State &m_state;
    const Tool &m_tool;
    const Project *m_project;
    QHash<QString, size_t> m_at;
};

// Alembic refuses "upgrade head" with several; Django one app with several leaves.
bool hasSeveralHeads(const State &state, const Tool &tool, bool known)
{
    if (tool.onlyEnds)
        return state.heads.size() > 1 || (!known && state.current.size() > 1);
    if (!tool.byApp)
        return false;
    QSet<QString> apps;
    for (const QString &id : state.heads) {
        if (apps.contains(id.section(u'.', 0, 0)))
            return true;
        apps.insert(id.section(u'.', 0, 0));
    }
    return false;
}

Verdict verdictOf(const State &state, const Tool &tool, bool known, bool empty, bool hasTables)
{
    const auto any = [&state](bool Revision::*flag) {
        return std::any_of(state.revisions.begin(), state.revisions.end(),
            [flag](const Revision &one) { return one.*flag; });
    };
    const bool broken = std::any_of(state.issues.begin(), state.issues.end(),
        [](const Issue &one) { return one.severity == Issue::Severity::Error; });
    if (any(&Revision::failed))
        return Verdict::Dirty;
    if (empty && state.revisions.empty() && !(state.tableExists && hasTables))
        return Verdict::NotSetUp;
    if (empty && hasTables)
        return Verdict::Unstamped;
    if (broken)
        return Verdict::Broken;
    if (!state.unknown.isEmpty())
        return known ? Verdict::Unknown : Verdict::NotKnown;
    if (any(&Revision::edited))
        return Verdict::Edited;
    if (hasSeveralHeads(state, tool, known))
        return Verdict::SeveralHeads;
    return state.pending.isEmpty() ? Verdict::Current : Verdict::Behind;
}

void addExpected(State &state, const systems::VersionScheme &scheme)
{
    for (const QString &id : scheme.expected) {
        Revision one;
        one.id = id;
        if (!state.revisions.empty()) {
            one.parents = {state.revisions.back().id};
            state.revisions.back().head = false;
        }
        one.head = true;
        state.revisions.push_back(std::move(one));
    }
}

} // namespace

const Revision *State::revision(const QString &id) const
{
    const auto at = std::find_if(
        revisions.begin(), revisions.end(), [&id](const Revision &one) { return one.id == id; });
    return at == revisions.end() ? nullptr : &*at;
}

QString verdictWord(Verdict verdict)
{
    static const QStringList words{u"none"_s, u"not-set-up"_s, u"unstamped"_s, u"current"_s,
        u"behind"_s, u"unknown"_s, u"several-heads"_s, u"dirty"_s, u"edited"_s, u"broken"_s,
        u"not-known"_s, u"unreadable"_s};
    return words.at(int(verdict));
}

State judge(const QString &schema, const Reading *reading, const Project *project,
    const systems::VersionScheme *scheme, bool hasTables)
{
    State state;
    state.schema = schema;
    state.tool = reading                      ? reading->tool
        : project                             ? project->tool
        : scheme && scheme->kind != "none"_L1 ? scheme->kind
                                              : QString();
    const Tool *one = tool(state.tool);
    if (!one) {
        state.tool.clear();
        state.sentence = sentence(state, scheme);
        return state;
    }
    state.table = reading                      ? reading->table
        : project && !project->table.isEmpty() ? project->table
                                               : QString::fromLatin1(one->table);
    state.tableExists = reading != nullptr;
    const bool fits = scheme && scheme->kind == state.tool;
    if (project) {
        state.project = project->folder;
        state.revisions = project->revisions;
        state.issues = project->issues;
    } else if (fits) {
        addExpected(state, *scheme);
    }
    const bool known = !state.revisions.empty() || project;
    if (reading && !reading->readable) {
        state.verdict = Verdict::Unreadable;
    } else {
        const std::vector<Applied> rows = reading ? one->applied(*reading) : std::vector<Applied>{};
        Judge(state, *one, project).mark(rows);
        if (reading && reading->cut)
            state.issues.push_back(
                warning(Words::tr("The version table is too long; its first rows were read.")));
        state.verdict = verdictOf(state, *one, known, rows.empty(), hasTables);
    }
    state.sentence = sentence(state, fits ? scheme : nullptr);
    return state;
}

namespace {

bool hasTables(const systems::Recognition &recognition, const QString &schema,
    const QStringList &versionTables)
{
    return std::any_of(
        recognition.tables.begin(), recognition.tables.end(), [&](const systems::TableFacts &one) {
            return one.schema == schema && !versionTables.contains(one.name);
        });
}

const Project *projectFor(
    const std::vector<Project> &projects, const QString &tool, const QString &table)
{
    for (const Project &one : projects) {
        if (one.tool == tool && (table.isEmpty() || one.table.isEmpty() || one.table == table))
            return &one;
    }
    return nullptr;
}

void addMetadata(State &state, const std::vector<Reading> &readings)
{
    for (const Reading &one : readings) {
        if (!one.tool.isEmpty() || one.schema != state.schema || state.tool != "rails"_L1)
            continue;
        for (const auto &row : one.rows) {
            if (row.value(u"key"_s) == "environment"_L1)
                state.issues.push_back(
                    note(Words::tr("ar_internal_metadata says that this is the environment %1.")
                             .arg(safeText(row.value(u"value"_s), 60))));
        }
    }
}

} // namespace

std::vector<State> states(const systems::Recognition &recognition,
    const std::vector<Reading> &readings, const std::vector<Project> &projects)
{
    std::vector<State> all;
    QStringList versionTables;
    for (const Reading &one : readings)
        versionTables << one.table;
    QSet<const Reading *> used;
    QSet<const Project *> placed;
    const auto add = [&](const QString &schema, const Reading *reading,
                         const systems::VersionScheme *scheme) {
        const QString kind = reading ? reading->tool : scheme ? scheme->kind : QString();
        const Project *project = projectFor(projects, kind, reading ? reading->table : QString());
        placed.insert(project);
        used.insert(reading);
        all.push_back(
            judge(schema, reading, project, scheme, hasTables(recognition, schema, versionTables)));
        addMetadata(all.back(), readings);
    };
    for (const systems::Match &match : recognition.matches) {
        const systems::VersionScheme &scheme = match.shape().version;
        const Reading *own = nullptr;
        for (const Reading &one : readings) {
            if (one.tool == scheme.kind && (one.schema == match.schema || !own)
                && !used.contains(&one)) {
                const Project *project = projectFor(projects, one.tool, one.table);
                const bool elsewhere = project && project->tableSchema == one.schema;
                if (one.schema == match.schema || elsewhere)
                    own = &one;
            }
        }
        add(match.schema, own, &scheme);
    }
    for (const Reading &one : readings) {
        if (!one.tool.isEmpty() && !used.contains(&one))
            add(one.schema, &one, nullptr);
    }
    for (const Project &one : projects) {
        if (placed.contains(&one) || (one.revisions.empty() && one.tool != "alembic"_L1))
            continue;
        const QString schema =
            recognition.matches.empty() ? u"public"_s : recognition.matches.front().schema;
        all.push_back(
            judge(schema, nullptr, &one, nullptr, hasTables(recognition, schema, versionTables)));
    }
    return all;
}

} // namespace gatehouse::versions
