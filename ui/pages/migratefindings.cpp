#include "ui/pages/migratefindings.h"

#include "base/safetext.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/plainlabel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLocale>
#include <QTimeZone>
#include <QVBoxLayout>

#include <algorithm>

namespace gatehouse::ui {

using migration::Finding;
using migration::Fix;

namespace {

constexpr size_t kMostShown = 300;
constexpr int kBadgeWidth = 64;
constexpr int kChoiceWidth = 300;

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
        return items::Severity::Info;
    default:
        return items::Severity::Bad;
    }
}

QStringList usualZones()
{
    QStringList zones{u"UTC"_s};
    const QString own = QString::fromLatin1(QTimeZone::systemTimeZoneId());
    for (const QString &zone : {own, u"Asia/Seoul"_s, u"Europe/Berlin"_s, u"America/New_York"_s})
        if (!zone.isEmpty() && !zones.contains(zone))
            zones << zone;
    return zones;
}

} // namespace

MigrateFindings::MigrateFindings(QWidget *parent) : QScrollArea(parent)
{
    setObjectName(u"migrateFindings"_s);
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
}

void MigrateFindings::show(const migration::Survey &survey)
{
    m_plan = survey.plan;
    m_findings.clear();
    m_answered.clear();
    for (const Finding &finding : survey.inspection.findings)
        if (concerns(m_plan, finding))
            m_findings.push_back(finding);
    std::stable_partition(m_findings.begin(), m_findings.end(), [](const Finding &finding) {
        return finding.severity == Finding::Severity::Question; // what waits for somebody
    });
    auto *list = new QWidget(this);
    auto *column = new QVBoxLayout(list);
    column->setContentsMargins(0, 0, space::kSmall, 0);
    column->setSpacing(space::kSmall);
    for (size_t i = 0; i < std::min(m_findings.size(), kMostShown); ++i)
        addFinding(column, i);
    if (m_findings.empty()) {
        auto *label = new PlainLabel(tr("Every value fits as it is."), list);
        column->addWidget(label);
    } else if (m_findings.size() > kMostShown) {
        column->addWidget(
            new PlainLabel(tr("Only the first %1 findings are shown.").arg(kMostShown), list));
    }
    addNotes(column);
    column->addStretch();
    setWidget(list); // the former one goes
}

void MigrateFindings::addNotes(QVBoxLayout *to)
{
    if (m_plan.notes.isEmpty())
        return;
    to->addSpacing(space::kMedium);
    auto *title = new PlainLabel(tr("What the plan does by itself"), to->parentWidget());
    title->setFont(headingFont());
    to->addWidget(title);
    for (const QString &note : m_plan.notes) {
        auto *line = new PlainLabel(note, to->parentWidget());
        line->setWordWrap(true);
        to->addWidget(line);
    }
}

void MigrateFindings::addFinding(QVBoxLayout *to, size_t index)
{
    const Finding &finding = m_findings[index];
    auto *row = new QWidget(to->parentWidget());
    auto *line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::kMedium);
    auto *badge = new Badge(row);
    badge->setBadge(badgeWord(finding.severity), lookOf(finding.severity));
    badge->setFixedWidth(kBadgeWidth);
    auto *words = new QVBoxLayout;
    words->setSpacing(0);
    const QString place =
        finding.column.isEmpty() ? finding.table : finding.table + u'.' + finding.column;
    auto *title = new PlainLabel(row);
    title->setText(place);
    title->setFont(headingFont());
    auto *text = new PlainLabel(row);
    text->setText(finding.text);
    text->setWordWrap(true);
    auto *sample = new PlainLabel(row);
    sample->setText(finding.samples.value(0));
    sample->setTone(PlainLabel::Tone::Muted);
    sample->setFont(monoFont());
    words->addWidget(title);
    words->addWidget(text);
    if (!finding.samples.isEmpty())
        words->addWidget(sample);
    line->addWidget(badge, 0, Qt::AlignTop);
    line->addLayout(words, 1);
    if (!finding.fixes.empty())
        line->addWidget(choices(row, index), 0, Qt::AlignTop);
    to->addWidget(row);
}

QComboBox *MigrateFindings::choices(QWidget *parent, size_t index)
{
    const Finding &finding = m_findings[index];
    auto *box = new QComboBox(parent);
    box->setObjectName(u"fix_%1"_s.arg(index));
    box->setFixedWidth(kChoiceWidth);
    box->setAccessibleName(tr("What to do about %1").arg(safeText(finding.text)));
    const auto now = answerIn(m_plan, finding);
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
    for (int i = 0; now && i < box->count(); ++i) {
        const QStringList fixAndZone = box->itemData(i).toStringList();
        const auto zone = [&] {
            for (const auto &table : m_plan.tables)
                for (const auto &rule : table.columns)
                    if (table.from == finding.table && rule.from.contains(finding.column))
                        return rule.zone;
            return QString();
        };
        if (fixAndZone.value(0) == *now && (*now != "zone"_L1 || fixAndZone.value(1) == zone())) {
            box->setCurrentIndex(i);
            break;
        }
    }
    connect(box, &QComboBox::activated, this, [this, box, index](int chosen) {
        const QStringList fixAndZone = box->itemData(chosen).toStringList();
        if (!fixAndZone.isEmpty())
            choose(index, fixAndZone.value(0), fixAndZone.value(1));
    });
    return box;
}

void MigrateFindings::choose(size_t index, const QString &fix, const QString &argument)
{
    if (answer(m_plan, m_findings[index], fix, argument))
        m_answered.insert(index);
    Q_EMIT changed();
}

int MigrateFindings::openQuestions() const
{
    int open = 0;
    for (size_t i = 0; i < m_findings.size(); ++i)
        open += m_findings[i].severity == Finding::Severity::Question && !m_answered.contains(i)
            && !answerIn(m_plan, m_findings[i]);
    return open;
}

} // namespace gatehouse::ui
