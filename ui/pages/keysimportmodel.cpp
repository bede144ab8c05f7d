#include "ui/pages/keysimportmodel.h"

#include "ui/words.h"

namespace gatehouse::ui {

namespace {

using State = keys::ImportRow::State;

QString stateText(const keys::ImportRow &row)
{
    switch (row.state) {
    case State::New:
        return row.reason.isEmpty() ? Words::tr("new") : row.reason;
    case State::Duplicate:
    case State::Invalid:
        break;
    }
    return row.reason;
}

items::Severity severityOf(const keys::ImportRow &row)
{
    switch (row.state) {
    case State::New:
        return row.reason.isEmpty() ? items::Severity::Good : items::Severity::Warn;
    case State::Duplicate:
        return items::Severity::Unknown;
    case State::Invalid:
        break;
    }
    return items::Severity::Bad;
}

ImportModel::Columns columnsFor(bool hasLimit)
{
    ImportModel::Columns columns{
        {u"name"_s, Words::tr("Name"), [](const ImportLine &line) { return line.row.draft.name; }},
        {u"key"_s, Words::tr("Key"), [](const ImportLine &line) { return line.row.masked; }, {},
            Qt::AlignLeft | Qt::AlignVCenter,
            [](const ImportLine &line, int role) -> QVariant {
                return role == items::SecondaryTextRole ? QVariant(line.row.fingerprint)
                                                        : QVariant();
            }},
        {u"role"_s, Words::tr("Role"), [](const ImportLine &line) { return line.row.draft.role; }}};
    if (hasLimit)
        columns.push_back({u"limit"_s, Words::tr("Limit"), [](const ImportLine &line) {
                               const auto &limit = line.row.draft.limit;
                               return limit ? QString::number(*limit) : QString();
                           }});
    columns.push_back({u"source"_s, Words::tr("From"), [](const ImportLine &line) {
                           return line.row.line > 0
                               ? Words::tr("%1, line %2").arg(line.row.source).arg(line.row.line)
                               : line.row.source;
                       }});
    columns.push_back({u"state"_s, Words::tr("What happens"),
        [](const ImportLine &line) { return stateText(line.row); }, {},
        Qt::AlignLeft | Qt::AlignVCenter,
        [](const ImportLine &line, int role) -> QVariant {
            return role == items::SeverityRole ? QVariant::fromValue(severityOf(line.row))
                                               : QVariant();
        }});
    return columns;
}

} // namespace

bool ImportLine::operator==(const ImportLine &other) const
{
    return index == other.index && row.draft == other.row.draft && row.state == other.row.state
        && row.reason == other.row.reason && row.chosen == other.row.chosen
        && row.secret == other.row.secret;
}

ImportModel::ImportModel(bool hasLimit)
    : TableModel(
        columnsFor(hasLimit), [](const ImportLine &line) { return QString::number(line.index); })
{
}

void ImportModel::show(const keys::ImportFile &file)
{
    std::vector<ImportLine> lines;
    for (size_t i = 0; i < file.rows.size(); ++i)
        lines.push_back({i, file.rows[i]});
    update(std::move(lines));
}

std::vector<keys::ImportRow> ImportModel::edited() const
{
    std::vector<keys::ImportRow> all;
    for (const ImportLine &line : rows())
        all.push_back(line.row);
    return all;
}

QVariant ImportModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const keys::ImportRow &one = row(index.row()).row;
    if (role == Qt::CheckStateRole && index.column() == 0 && one.state == State::New)
        return one.chosen ? Qt::Checked : Qt::Unchecked;
    if (role == Qt::EditRole && flags(index).testFlag(Qt::ItemIsEditable))
        return data(index, items::CopyRole);
    return TableModel::data(index, role);
}

Qt::ItemFlags ImportModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = TableModel::flags(index);
    if (!index.isValid())
        return flags;
    const QString id = headerData(index.column(), Qt::Horizontal, items::ColumnIdRole).toString();
    if (index.column() == 0)
        flags |= Qt::ItemIsUserCheckable;
    if (id == "name"_L1 || id == "role"_L1 || id == "limit"_L1)
        flags |= Qt::ItemIsEditable;
    return flags;
}

bool ImportModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    std::vector<ImportLine> lines = rows();
    keys::ImportRow &one = lines[size_t(index.row())].row;
    const QString id = headerData(index.column(), Qt::Horizontal, items::ColumnIdRole).toString();
    if (role == Qt::CheckStateRole) {
        one.chosen = value.toInt() == Qt::Checked;
        update(std::move(lines));
        Q_EMIT ticked();
        return true;
    }
    if (role != Qt::EditRole)
        return false;
    const QString text = value.toString().trimmed();
    if (id == "name"_L1) {
        one.draft.name = text;
    } else if (id == "role"_L1) {
        one.draft.role = text;
    } else {
        bool ok = false;
        const qint64 limit = text.toLongLong(&ok);
        if (!ok)
            return false;
        one.draft.limit = limit;
    }
    one.state = State::New;
    one.chosen = true;
    update(std::move(lines));
    Q_EMIT contentEdited();
    return true;
}

} // namespace gatehouse::ui
