#include "items/keysmodel.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace gatehouse::items {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::items::KeysModel)
};

using Column = TableColumn<KeyRow>;
constexpr Qt::Alignment kRight = Qt::AlignRight | Qt::AlignVCenter;

QString dayText(const std::optional<QDateTime> &time)
{
    return time ? time->toUTC().toString(u"yyyy-MM-dd"_s) : QString();
}

QString instantText(const std::optional<QDateTime> &time)
{
    return time ? time->toUTC().toString(u"yyyy-MM-dd HH:mm:ss 'UTC'"_s) : QString();
}

// What stands where the key would, when only its hash or nothing of it may be shown.
QString keyText(const KeyRow &row)
{
    if (!row.key.masked.isEmpty())
        return row.key.masked;
    return row.key.fingerprint.isEmpty() ? Words::tr("not readable") : Words::tr("stored hashed");
}

QString limitText(const KeyRow &row, bool counted)
{
    if (!row.key.limit)
        return keys::limitsText(row.key);
    const QString limit = QString::number(*row.key.limit);
    if (row.used)
        return u"%1/%2"_s.arg(QString::number(*row.used), limit);
    return (counted ? Words::tr("limit %1") : u"…/%1"_s).arg(limit);
}

QVariant nothing(const KeyRow &, int) { return {}; }

Column nameColumn()
{
    return {u"name"_s, Words::tr("Name"), [](const KeyRow &row) { return row.key.name; }, {},
        Qt::AlignLeft | Qt::AlignVCenter,
        [](const KeyRow &row, int role) -> QVariant {
            if (role == StrongRole)
                return true;
            return role == Qt::ToolTipRole ? QVariant(plainToolTip(row.key.name)) : QVariant();
        }};
}

Column keyColumn()
{
    return {u"key"_s, Words::tr("Key"), keyText, {}, Qt::AlignLeft | Qt::AlignVCenter,
        [](const KeyRow &row, int role) -> QVariant {
            if (role == MonoRole)
                return true;
            if (role == CopyRole)
                return QString(keyText(row) + u' ' + row.key.fingerprint).trimmed();
            return role == SecondaryTextRole ? QVariant(row.key.fingerprint) : QVariant();
        },
        Words::tr("Masked, with the first six digits of its SHA-256 to tell keys apart")};
}

QString windowText(const keys::Keys &engine)
{
    for (const systems::LimitDefinition &definition : engine.domain().limitDefinitions) {
        if (!definition.enforced)
            continue;
        if (definition.windowSeconds == 3600)
            return Words::tr("per h");
        if (definition.windowSeconds == 86400)
            return Words::tr("per day");
        return Words::tr("per %n min", nullptr, definition.windowSeconds / 60);
    }
    return {};
}

Column limitColumn(const keys::Keys &engine)
{
    const bool counted = !engine.abilities().usage.isEmpty();
    QString hint;
    for (const systems::LimitDefinition &definition : engine.domain().limitDefinitions) {
        if (definition.enforced)
            hint = QCoreApplication::translate("System", definition.title.toUtf8().constData());
    }
    const QString window = windowText(engine);
    const QString title =
        window.isEmpty() ? Words::tr("Limits") : Words::tr("Limit used %1").arg(window);
    return {u"limit"_s, title, [counted](const KeyRow &row) { return limitText(row, counted); },
        [](const KeyRow &row) -> QVariant {
            const double limit = row.key.limit ? double(*row.key.limit) : 0;
            return limit > 0 ? double(row.used.value_or(0)) / limit : -1.0;
        },
        Qt::AlignLeft | Qt::AlignVCenter,
        [](const KeyRow &row, int role) -> QVariant {
            if (role == LimitRole && row.key.limit && row.used)
                return QVariant::fromValue(Limit{double(*row.used), double(*row.key.limit)});
            return {};
        },
        hint};
}

Column weekColumn()
{
    return {u"week"_s, Words::tr("7 days"),
        [](const KeyRow &row) {
            if (!row.key.usage)
                return u"…"_s;
            return row.key.usage->week == 0 ? Words::tr("no requests")
                                            : QLocale().toString(row.key.usage->week);
        },
        [](const KeyRow &row) -> QVariant {
            return row.key.usage ? row.key.usage->week : qint64(-1);
        },
        Qt::AlignLeft | Qt::AlignVCenter,
        [](const KeyRow &row, int role) -> QVariant {
            if (role != SeriesRole || !row.key.usage || row.key.usage->week == 0)
                return {};
            QList<double> series;
            for (qint64 count : row.key.usage->series)
                series.append(double(count));
            return QVariant::fromValue(series);
        },
        Words::tr("Requests in each 6 hours of the last 7 days")};
}

Column dayColumn()
{
    return {u"day"_s, Words::tr("24 h"),
        [](const KeyRow &row) {
            return row.key.usage ? QLocale().toString(row.key.usage->day) : u"…"_s;
        },
        [](const KeyRow &row) -> QVariant {
            return row.key.usage ? row.key.usage->day : qint64(-1);
        },
        kRight, nothing, Words::tr("Requests in the last 24 hours")};
}

Column lastUsedColumn()
{
    return {u"last_used"_s, Words::tr("Last used"), [](const KeyRow &row) { return row.ago; },
        [](const KeyRow &row) -> QVariant { return row.key.lastUse.time.toMSecsSinceEpoch(); },
        Qt::AlignLeft | Qt::AlignVCenter,
        [](const KeyRow &row, int role) -> QVariant {
            if (!row.key.lastUse.time.isValid())
                return {};
            if (role == CopyRole)
                return instantText(row.key.lastUse.time);
            return role == Qt::ToolTipRole
                ? QVariant(plainToolTip(instantText(row.key.lastUse.time)))
                : QVariant();
        }};
}

Column stateColumn()
{
    return {u"state"_s, Words::tr("State"), [](const KeyRow &row) { return row.badge.text; },
        [](const KeyRow &row) -> QVariant { return int(row.badge.mark); },
        Qt::AlignLeft | Qt::AlignVCenter,
        [](const KeyRow &row, int role) -> QVariant {
            if (role == BadgeRole)
                return row.badge.text;
            return role == SeverityRole ? QVariant::fromValue(severityOf(row.badge.mark))
                                        : QVariant();
        }};
}

Column timeColumn(const QString &id, const QString &title,
    std::optional<QDateTime> keys::Key::*member, const QString &without)
{
    return {id, title,
        [member, without](
            const KeyRow &row) { return row.key.*member ? dayText(row.key.*member) : without; },
        [member](const KeyRow &row) -> QVariant {
            return row.key.*member ? (row.key.*member)->toMSecsSinceEpoch() : qint64(0);
        },
        Qt::AlignLeft | Qt::AlignVCenter,
        [member](const KeyRow &row, int role) -> QVariant {
            if (!(row.key.*member))
                return {};
            if (role == CopyRole)
                return instantText(row.key.*member);
            return role == Qt::ToolTipRole ? QVariant(plainToolTip(instantText(row.key.*member)))
                                           : QVariant();
        }};
}

KeysModel::Columns columnsFor(const keys::Keys &engine)
{
    const systems::KeysDomain &domain = engine.domain();
    KeysModel::Columns columns{nameColumn(), keyColumn()};
    if (engine.has(domain.role))
        columns.push_back(
            {u"role"_s, Words::tr("Role"), [](const KeyRow &row) { return row.key.role; }});
    if (engine.has(domain.owner))
        columns.push_back({u"owner"_s, Words::tr("Owner"), [](const KeyRow &row) {
                               return row.key.owner.isEmpty() ? row.key.ownerId : row.key.owner;
                           }});
    if (engine.has(domain.limit) || engine.has(domain.limits))
        columns.push_back(limitColumn(engine));
    if (engine.abilities().usage.isEmpty()) {
        columns.push_back(weekColumn());
        columns.push_back(dayColumn());
    }
    columns.push_back(lastUsedColumn());
    columns.push_back(stateColumn());
    if (engine.has(domain.createdAt))
        columns.push_back(timeColumn(u"created"_s, Words::tr("Created"), &keys::Key::created, {}));
    if (engine.has(domain.expiresAt))
        columns.push_back(timeColumn(
            u"expires"_s, Words::tr("Expires"), &keys::Key::expires, Words::tr("never")));
    return columns;
}

} // namespace

Severity severityOf(keys::Mark mark)
{
    using keys::Mark;
    switch (mark) {
    case Mark::Active:
        return Severity::Good;
    case Mark::NeverUsed:
    case Mark::Idle:
        return Severity::Unknown;
    case Mark::Expiring:
    case Mark::NearLimit:
        return Severity::Warn;
    case Mark::LimitZero:
    case Mark::OverLimit:
    case Mark::Expired:
    case Mark::Revoked:
    case Mark::Deleted:
        break;
    }
    return Severity::Bad;
}

KeysModel::KeysModel(const keys::Keys &engine, QObject *parent)
    : TableModel(
        columnsFor(engine), [](const KeyRow &row) { return row.key.id; }, parent),
      m_engine(engine)
{
}

void KeysModel::show(const std::vector<keys::Key> &keys, const QDateTime &now)
{
    m_now = now;
    std::vector<KeyRow> rows;
    for (const keys::Key &key : keys) {
        const auto use = m_engine.enforced(key);
        const std::optional<qint64> used = use ? use->used : std::nullopt;
        rows.push_back({key, used, keys::badgeOf(key, used, now), keys::agoText(key.lastUse, now)});
    }
    update(std::move(rows));
}

int KeysModel::count(keys::State state) const
{
    return int(std::count_if(rows().begin(), rows().end(),
        [&](const KeyRow &row) { return keys::stateOf(row.key, m_now) == state; }));
}

KeysFilter::KeysFilter(QObject *parent) : QSortFilterProxyModel(parent)
{
    setDynamicSortFilter(true);
}

void KeysFilter::setText(const QString &text)
{
    m_text = text.trimmed();
    invalidateFilter();
}

void KeysFilter::setWanted(Wanted wanted)
{
    m_wanted = wanted;
    invalidateFilter();
}

bool KeysFilter::filterAcceptsRow(int row, const QModelIndex &) const
{
    const KeyRow &one = static_cast<const KeysModel *>(sourceModel())->row(row);
    using keys::Mark;
    const Mark mark = one.badge.mark;
    const bool gone = mark == Mark::Revoked || mark == Mark::Deleted || mark == Mark::Expired;
    if (m_wanted == Wanted::Active && gone)
        return false;
    if (m_wanted == Wanted::Revoked && !gone)
        return false;
    if (m_wanted == Wanted::Attention && (gone || mark == Mark::Active))
        return false;
    if (m_text.isEmpty())
        return true;
    const keys::Key &key = one.key;
    const QStringList texts{
        key.name, key.role, key.owner, key.ownerId, key.fingerprint, key.masked, one.badge.text};
    return std::any_of(texts.begin(), texts.end(),
        [this](const QString &text) { return text.contains(m_text, Qt::CaseInsensitive); });
}

bool KeysFilter::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const QVariant a = left.data(SortRole), b = right.data(SortRole);
    if (a.userType() == QMetaType::QString)
        return QString::localeAwareCompare(a.toString().toLower(), b.toString().toLower()) < 0;
    return QVariant::compare(a, b) == QPartialOrdering::Less;
}

} // namespace gatehouse::items
