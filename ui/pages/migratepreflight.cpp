#include "ui/pages/migratepreflight.h"

#include "base/safetext.h"
#include "ui/pages/migratefindings.h"
#include "ui/pages/migratepreview.h"
#include "ui/pages/migratesource.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/card.h"
#include "ui/widgets/plainlabel.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLocale>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

constexpr int kNumberWidth = 72;

} // namespace

MigratePreflight::MigratePreflight(Workspace &workspace, MigrateDraft &draft, QWidget *parent)
    : MigrateStep(workspace, draft, parent)
{
    auto *heading = new PlainLabel(tr("Preflight"), this);
    heading->setFont(headingFont());
    m_summary = new PlainLabel(this);
    m_summary->setObjectName(u"migrateRead"_s);
    m_summary->setTone(PlainLabel::Tone::Muted);
    m_wanted = new Badge(this);
    m_wanted->setObjectName(u"migrateWanted"_s);
    auto *top = new QHBoxLayout;
    top->setSpacing(space::kMedium);
    top->addWidget(heading);
    top->addWidget(m_summary, 1);
    top->addWidget(m_wanted);
    m_findings = new MigrateFindings(this);
    m_before = new Card(tr("Before and after"), this);
    m_sentence = new PlainLabel(m_before);
    m_sentence->setObjectName(u"migrateFinding"_s);
    m_sentence->setWordWrap(true);
    m_sentence->setTone(PlainLabel::Tone::Muted);
    m_preview = new MigratePreview(u"migrateFindingPreview"_s, m_before);
    m_before->content()->addWidget(m_sentence);
    m_before->content()->addWidget(m_preview);
    m_before->content()->addStretch(1);
    auto *arrive = new Card(tr("Will arrive"), this);
    m_arrivals = new QTableWidget(arrive);
    m_arrivals->setObjectName(u"migrateArrivals"_s);
    m_arrivals->setAccessibleName(tr("Will arrive"));
    dress(*m_arrivals, {tr("Table"), tr("Rows"), tr("Do they fit?")}, kDenseRow);
    m_arrivals->horizontalHeaderItem(1)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_arrivals->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_arrivals->horizontalHeader()->setSectionResizeMode(2, QHeaderView::ResizeToContents);
    m_arrivals->setColumnWidth(1, kNumberWidth);
    m_arrivals->setSelectionMode(QAbstractItemView::NoSelection);
    auto *untouched = new PlainLabel(tr("The source is opened read-only and never changed."), arrive);
    untouched->setWordWrap(true);
    untouched->setTone(PlainLabel::Tone::Muted);
    arrive->content()->addWidget(m_arrivals, 1);
    arrive->content()->addWidget(untouched);
    auto *cards = new QHBoxLayout;
    cards->setSpacing(space::kMedium);
    cards->addWidget(m_before, 3);
    cards->addWidget(arrive, 2);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kMedium);
    column->addLayout(top);
    column->addWidget(m_findings, 1);
    column->addLayout(cards);
    connect(m_findings, &MigrateFindings::changed, this, &MigratePreflight::showAnswers);
    connect(m_findings, &MigrateFindings::selected, this, &MigratePreflight::showFinding);
}

void MigratePreflight::reset()
{
    m_findings->show(m_draft.survey.get(), &m_draft.plan, m_draft.whole());
    if (m_draft.survey)
        m_summary->setText(readOf(*m_draft.survey) + u' ' + recognisedAs(*m_draft.survey));
    showAnswers();
}

void MigratePreflight::enter()
{
    m_findings->show(m_draft.survey.get(), &m_draft.plan, m_draft.whole());
    showAnswers(); // the mapping may have changed what is asked
}

QString MigratePreflight::whyNot() const
{
    return m_findings->openQuestions() > 0 ? tr("Answer what cannot be guessed first.") : QString();
}

void MigratePreflight::showAnswers()
{
    const int open = m_draft.survey ? m_findings->openQuestions() : 0;
    m_wanted->setBadge(
        open > 0 ? tr("%n answer(s) wanted", nullptr, open) : tr("All is answered."),
        open > 0 ? items::Severity::Warn : items::Severity::Good);
    showFinding();
    showArrivals();
    Q_EMIT changed();
}

void MigratePreflight::showFinding()
{
    const migration::Finding *finding = m_draft.survey ? m_findings->current() : nullptr;
    const bool any = finding && !finding->column.isEmpty();
    m_before->setTitle(any
            ? tr("%1, before and after").arg(finding->table + u'.' + finding->column)
            : tr("Before and after"));
    m_sentence->setText(finding ? finding->text : tr("Choose a finding above."));
    if (any)
        m_preview->show(&m_draft.plan, finding->table, finding->column.section(u", "_s, 0, 0),
            rowsFor(*m_draft.survey, *finding));
    else
        m_preview->show(nullptr, {}, {}, {});
}

void MigratePreflight::showArrivals()
{
    m_arrivals->setRowCount(0);
    if (!m_draft.survey)
        return;
    for (const migration::Arrival &one : arrivals(*m_draft.survey, m_draft.whole())) {
        const int row = m_arrivals->rowCount();
        m_arrivals->insertRow(row);
        setCell(*m_arrivals, row, 0, safeText(one.to));
        setNumber(*m_arrivals, row, 1, one.rows);
        auto *aside = setCell(*m_arrivals, row, 2,
            one.aside > 0 ? tr("up to %1 set aside").arg(QLocale().toString(one.aside))
                          : tr("nothing found"));
        aside->setData(items::SeverityRole,
            QVariant::fromValue(one.aside > 0 ? items::Severity::Warn : items::Severity::Good));
    }
}

} // namespace gatehouse::ui
