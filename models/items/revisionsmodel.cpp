#include "items/revisionsmodel.h"

#include "items/words.h"

namespace gatehouse::items {

namespace {

using versions::Revision;

constexpr Qt::Alignment kLeft = Qt::AlignLeft | Qt::AlignVCenter;
constexpr quintptr kRoot = 0; // the id of a root; of a leaf the row of its root plus one

QString stateOf(const RevisionRow &row)
{
    const Revision &one = row.revision;
    QString text = one.failed ? Words::tr("failed")
        : one.noFile          ? Words::tr("no file")
        : one.edited          ? Words::tr("edited")
        : one.applied         ? Words::tr("applied")
                              : Words::tr("pending");
    return text;
}

Severity severityOf(const Revision &one)
{
    return one.failed || one.noFile ? Severity::Bad
        : one.edited                ? Severity::Warn
        : one.applied               ? Severity::Good
                                    : Severity::Info;
}

QString placeOf(const RevisionRow &row)
{
    const Revision &one = row.revision;
    if (one.current && one.head)
        return Words::tr("current, head");
    return one.current ? Words::tr("current") : one.head ? Words::tr("head") : QString();
}

QVariant stateExtra(const RevisionRow &row, int role)
{
    return role == SeverityRole ? QVariant::fromValue(severityOf(row.revision)) : QVariant();
}

QVariant idExtra(const RevisionRow &row, int role)
{
    if (role == StrongRole)
        return row.revision.current || row.revision.head;
    return role == MonoRole ? QVariant(true) : QVariant();
}

QString signOf(catalog::Severity severity)
{
    switch (severity) {
    case catalog::Severity::Error:
        return Words::tr("breaks");
    case catalog::Severity::Warning:
        return Words::tr("costs");
    case catalog::Severity::Note:
        break;
    }
    return Words::tr("harmless");
}

QString whatOf(const catalog::Difference &one)
{
    switch (one.sort) {
    case catalog::Sort::Missing:
        return Words::tr("missing");
    case catalog::Sort::Extra:
        return Words::tr("not expected");
    case catalog::Sort::Different:
        return one.aspect;
    }
    return {};
}

} // namespace

Severity severityOf(versions::Verdict verdict)
{
    using versions::Verdict;
    switch (verdict) {
    case Verdict::Current:
        return Severity::Good;
    case Verdict::None:
    case Verdict::NotSetUp:
    case Verdict::NotKnown:
        return Severity::Info;
    case Verdict::Behind:
    case Verdict::Unstamped:
    case Verdict::Edited:
    case Verdict::Unreadable:
        return Severity::Warn;
    case Verdict::Unknown:
    case Verdict::SeveralHeads:
    case Verdict::Dirty:
    case Verdict::Broken:
        return Severity::Bad;
    }
    return Severity::Unknown;
}

Severity severityOf(catalog::Severity severity)
{
    return severity == catalog::Severity::Error  ? Severity::Bad
        : severity == catalog::Severity::Warning ? Severity::Warn
                                                 : Severity::Info;
}

// Lanes as in "git log --graph": each is a branch that waits for the step with its id.
std::vector<RevisionRow> toRevisionRows(const versions::State &state)
{
    std::vector<RevisionRow> rows;
    QStringList lanes;
    for (auto one = state.revisions.rbegin(); one != state.revisions.rend(); ++one) {
        qsizetype own = lanes.indexOf(one->id);
        if (own < 0) {
            own = lanes.indexOf(QString());
            if (own < 0) {
                own = lanes.size();
                lanes << QString();
            }
        }
        QString graph;
        for (qsizetype i = 0; i < lanes.size(); ++i) {
            const bool joins = i != own && lanes.at(i) == one->id && !one->id.isEmpty();
            graph += i == own ? u'●' : joins ? u'╯' : lanes.at(i).isEmpty() ? u' ' : u'│';
            if (joins)
                lanes[i].clear();
        }
        lanes[own] = one->parents.value(0);
        for (qsizetype i = 1; i < one->parents.size(); ++i) {
            if (lanes.contains(one->parents.at(i)))
                continue;
            const qsizetype free = lanes.indexOf(QString());
            if (free >= 0 && free != own)
                lanes[free] = one->parents.at(i);
            else
                lanes << one->parents.at(i);
            graph += u'╮';
        }
        while (!lanes.isEmpty() && lanes.last().isEmpty())
            lanes.removeLast();
        while (graph.endsWith(u' '))
            graph.chop(1);
        rows.push_back({*one, graph});
    }
    return rows;
}

std::unique_ptr<RevisionsModel> makeRevisionsModel(QObject *parent)
{
    const auto mono = [](const RevisionRow &, int role) {
        return role == MonoRole ? QVariant(true) : QVariant();
    };
    RevisionsModel::Columns columns{
        {u"graph"_s, Words::tr("Branch"), [](const RevisionRow &row) { return row.graph; }, {},
            kLeft, mono},
        {u"version"_s, Words::tr("Version"), [](const RevisionRow &row) { return row.revision.id; },
            {}, kLeft, idExtra},
        {u"state"_s, Words::tr("State"), stateOf, {}, kLeft, stateExtra},
        {u"place"_s, Words::tr("Stands"), placeOf, {}, kLeft, {},
            Words::tr("Where the database is, and the newest version")},
        {u"after"_s, Words::tr("Comes after"),
            [](const RevisionRow &row) {
                return (row.revision.parents + row.revision.depends).join(u", "_s);
            }},
        {u"title"_s, Words::tr("Title"), [](const RevisionRow &row) { return row.revision.title; }},
        {u"file"_s, Words::tr("File"), [](const RevisionRow &row) { return row.revision.file; }},
        {u"applied"_s, Words::tr("Applied (UTC)"),
            [](const RevisionRow &row) {
                return row.revision.appliedAt.isValid()
                    ? row.revision.appliedAt.toUTC().toString(u"yyyy-MM-dd HH:mm"_s)
                    : QString();
            },
            [](const RevisionRow &row) { return QVariant(row.revision.appliedAt); }},
    };
    return std::make_unique<RevisionsModel>(
        std::move(columns), [](const RevisionRow &row) { return row.revision.id; }, parent);
}

void DifferencesModel::setDifferences(std::vector<catalog::Difference> differences)
{
    beginResetModel();
    m_roots = std::move(differences);
    endResetModel();
}

const catalog::Difference *DifferencesModel::at(const QModelIndex &index) const
{
    if (!index.isValid())
        return nullptr;
    if (index.internalId() == kRoot)
        return &m_roots[size_t(index.row())];
    return &m_roots[size_t(index.internalId() - 1)].children[size_t(index.row())];
}

QModelIndex DifferencesModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? quintptr(parent.row()) + 1 : kRoot);
}

QModelIndex DifferencesModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || child.internalId() == kRoot)
        return {};
    return createIndex(int(child.internalId() - 1), 0, kRoot);
}

int DifferencesModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return int(m_roots.size());
    return parent.column() == 0 && parent.internalId() == kRoot
        ? int(m_roots[size_t(parent.row())].children.size())
        : 0;
}

int DifferencesModel::columnCount(const QModelIndex &) const { return 5; }

QVariant DifferencesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const catalog::Difference &one = *at(index);
    const bool node = !one.children.empty();
    if (role == SeverityRole && index.column() == 1)
        return QVariant::fromValue(severityOf(one.severity));
    if (role == StrongRole)
        return node && index.column() == 0;
    if (role == Qt::ToolTipRole)
        return plainToolTip(node ? one.name : catalog::sentence(one) + u' ' + one.why);
    if (role != Qt::DisplayRole && role != CopyRole)
        return {};
    switch (index.column()) {
    case 0:
        return safeText(index.internalId() == kRoot ? one.where()
                : one.object == one.name            ? one.name
                                                    : one.object + u' ' + one.name);
    case 1:
        return signOf(one.severity);
    case 2:
        return node ? Words::tr("%n difference(s)", nullptr, catalog::count({one}))
                    : safeText(whatOf(one));
    case 3:
        return safeText(one.expected);
    default:
        return safeText(one.found);
    }
}

QVariant DifferencesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    const QStringList titles{Words::tr("Where"), Words::tr("Weight"), Words::tr("What"),
        Words::tr("Expected"), Words::tr("Found")};
    return titles.value(section);
}

} // namespace gatehouse::items
