#include "ui/pages/migratefindings.h"

#include "base/safetext.h"
#include "items/roles.h"
#include "ui/delegates/badgedelegate.h"
#include "ui/pages/migratepreview.h"
#include "ui/theme/tokens.h"

#include <QComboBox>
#include <QEvent>
#include <QHeaderView>
#include <QLocale>
#include <QTimeZone>

#include <algorithm>

namespace gatehouse::ui {

using migration::Finding;
using migration::Fix;

namespace {

enum Column { Weight, What, Rows, Example, Choice };

constexpr size_t kMostShown = 300;
constexpr int kBadgeWidth = 70, kNumberWidth = 76, kExampleWidth = 160, kChoiceWidth = 256;

QString badgeWord(Finding::Severity severity)
{
    switch (severity) {
    case Finding::Severity::Question:
        return MigrateFindings::tr("ask");
    case Finding::Severity::Note:
        return MigrateFindings::tr("note");
    default:
        return MigrateFindings::tr("fix");
    }
}

items::Severity lookOf(Finding::Severity severity)
{
    switch (severity) {
    case Finding::Severity::Question:
        return items::Severity::Warn;
    case Finding::Severity::Note:
        return items::Severity::Unknown;
    default:
        return items::Severity::Bad;
    }
}

QString placeOf(const Finding &finding)
{
    return finding.column.isEmpty() ? finding.table : finding.table + u'.' + finding.column;
}

QString nameOf(const Finding &finding) { return placeOf(finding) + u'\n' + finding.kind; }

QStringList usualZones()
{
    QStringList zones{u"UTC"_s};
    const QString own = QString::fromLatin1(QTimeZone::systemTimeZoneId());
    for (const QString &zone : {own, u"Asia/Seoul"_s, u"Europe/Berlin"_s, u"America/New_York"_s})
        if (!zone.isEmpty() && !zones.contains(zone))
            zones << zone;
    return zones;
}

void setBadge(QTableWidget &table, int row, Finding::Severity severity)
{
    auto *badge = setCell(table, row, Weight, badgeWord(severity));
    badge->setData(items::BadgeRole, badgeWord(severity));
    badge->setData(items::SeverityRole, QVariant::fromValue(lookOf(severity)));
}

} // namespace

MigrateFindings::MigrateFindings(QWidget *parent) : QTableWidget(parent)
{
    setObjectName(u"migrateFindings"_s);
    setAccessibleName(tr("What was found, and what becomes of it"));
    dress(*this, {QString(), tr("Finding"), tr("Rows"), tr("Example"), tr("What to do")},
        kComfortableRow + 2);
    setItemDelegateForColumn(Weight, new BadgeDelegate(this));
    horizontalHeaderItem(Rows)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    horizontalHeader()->setSectionResizeMode(What, QHeaderView::Stretch);
    for (const auto &[column, width] : {std::pair(int(Weight), kBadgeWidth),
             {Rows, kNumberWidth}, {Example, kExampleWidth}, {Choice, kChoiceWidth}})
        setColumnWidth(column, width);
    connect(this, &QTableWidget::currentCellChanged, this, [this](int row, int, int before) {
        if (row != before)
            Q_EMIT selected();
    });
}

void MigrateFindings::show(
    const migration::Survey *survey, migration::Plan *plan, const migration::Plan &moved)
{
    m_plan = plan;
    m_findings.clear();
    setRowCount(0);
    if (!survey) {
        m_answered.clear();
        return;
    }
    for (const Finding &finding : survey->inspection.findings)
        if (concerns(moved, finding) && m_findings.size() < kMostShown)
            m_findings.push_back(finding);
    std::stable_partition(m_findings.begin(), m_findings.end(), [](const Finding &finding) {
        return finding.severity == Finding::Severity::Question; // what waits for somebody
    });
    setRowCount(int(m_findings.size()));
    for (int row = 0; row < int(m_findings.size()); ++row)
        addFinding(row);
    QStringList notes = moved.notes;
    if (m_findings.empty())
        notes.prepend(tr("Nothing in the source stands out. What the target limits, like lengths and "
                         "unique keys, is tried by the dry run."));
    else if (m_findings.size() == kMostShown)
        notes.prepend(tr("Only the first %1 findings are shown.").arg(kMostShown));
    addNotes(notes);
    setCurrentCell(0, What);
}

void MigrateFindings::addNotes(const QStringList &notes)
{
    for (const QString &note : notes) {
        const int row = rowCount();
        insertRow(row);
        setBadge(*this, row, Finding::Severity::Note);
        setCell(*this, row, What, safeText(note));
        setSpan(row, What, 1, Choice - What + 1);
    }
}

void MigrateFindings::addFinding(int row)
{
    const Finding &finding = m_findings[size_t(row)];
    setBadge(*this, row, finding.severity);
    auto *what = setCell(*this, row, What, safeText(placeOf(finding)));
    what->setData(items::StrongRole, true);
    what->setData(items::SecondaryTextRole, finding.text);
    what->setData(Qt::ToolTipRole, safeText(finding.text));
    what->setData(Qt::AccessibleTextRole, safeText(placeOf(finding) + u": "_s + finding.text));
    setNumber(*this, row, Rows, finding.count);
    setCell(*this, row, Example, safeText(finding.samples.value(0)))
        ->setData(items::MonoRole, true);
    setCell(*this, row, Choice, {});
    if (!finding.fixes.empty())
        setCellWidget(row, Choice, choices(row));
}

QComboBox *MigrateFindings::choices(int row)
{
    const Finding &finding = m_findings[size_t(row)];
    auto *box = new QComboBox(this);
    box->setObjectName(u"fix_%1"_s.arg(row));
    box->setAccessibleName(tr("What to do about %1").arg(safeText(finding.text)));
    box->installEventFilter(this);
    box->setProperty("row", row);
    const auto now = answerIn(*m_plan, finding);
    if (!now)
        box->addItem(tr("An answer is wanted"));
    for (const Fix &fix : finding.fixes) {
        if (fix.id != "zone"_L1) {
            box->addItem(fix.title, QStringList{fix.id, QString()});
            continue;
        }
        QStringList zones = usualZones();
        for (const QByteArray &id : QTimeZone::availableTimeZoneIds())
            if (const QString zone = QString::fromLatin1(id);
                zone.contains(u'/') && !zones.contains(zone))
                zones << zone;
        for (const QString &zone : zones)
            box->addItem(tr("Treat as %1").arg(zone), QStringList{fix.id, zone});
    }
    const auto zone = [&] {
        for (const auto &table : m_plan->tables)
            for (const auto &rule : table.columns)
                if (table.from == finding.table && rule.from.contains(finding.column))
                    return rule.zone;
        return QString();
    };
    for (int i = 0; now && i < box->count(); ++i) {
        const QStringList fixAndZone = box->itemData(i).toStringList();
        if (fixAndZone.value(0) == *now && (*now != "zone"_L1 || fixAndZone.value(1) == zone())) {
            box->setCurrentIndex(i);
            break;
        }
    }
    connect(box, &QComboBox::activated, this, [this, box, row](int chosen) {
        const QStringList fixAndZone = box->itemData(chosen).toStringList();
        if (!fixAndZone.isEmpty())
            choose(row, fixAndZone.value(0), fixAndZone.value(1));
    });
    return box;
}

void MigrateFindings::choose(int row, const QString &fix, const QString &argument)
{
    const Finding &finding = m_findings[size_t(row)];
    if (answer(*m_plan, finding, fix, argument))
        m_answered.insert(nameOf(finding));
    setCurrentCell(row, What);
    Q_EMIT changed();
}

bool MigrateFindings::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::FocusIn)
        if (const QVariant row = watched->property("row"); row.isValid())
            setCurrentCell(row.toInt(), What);
    return QTableWidget::eventFilter(watched, event);
}

int MigrateFindings::openQuestions() const
{
    return int(std::count_if(m_findings.begin(), m_findings.end(), [this](const Finding &finding) {
        return finding.severity == Finding::Severity::Question
            && !m_answered.contains(nameOf(finding)) && !answerIn(*m_plan, finding);
    }));
}

const Finding *MigrateFindings::current() const
{
    const int row = currentRow();
    return row >= 0 && row < int(m_findings.size()) ? &m_findings[size_t(row)] : nullptr;
}

} // namespace gatehouse::ui
