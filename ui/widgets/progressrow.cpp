#include "ui/widgets/progressrow.h"

#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/button.h"
#include "ui/widgets/iconlabel.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/severity.h"

#include <QGridLayout>
#include <QLocale>
#include <QProgressBar>
#include <QToolButton>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kSteps = 1000; // of the bar: a total may be larger than an int

} // namespace

ProgressRow::ProgressRow(const QString &title, QWidget *parent) : QWidget(parent)
{
    m_sign = new IconLabel(16, this);
    m_sign->setIcon(u"loader"_s, items::Severity::Info);
    m_title = new PlainLabel(title, this);
    m_title->setFont(headingFont());
    m_state = new PlainLabel(this);
    m_state->setObjectName(u"progressState"_s);
    m_state->setTone(PlainLabel::Tone::Muted);
    m_percent = new PlainLabel(this);
    m_percent->setTabular(true);
    m_percent->setAlignment(Qt::AlignRight);
    m_percent->setMinimumWidth(fontMetrics().horizontalAdvance(u"100 %"_s) + 4);
    m_bar = new QProgressBar(this);
    m_bar->setAccessibleName(m_title->text());
    m_bar->setTextVisible(false);
    m_cancel =
        makeIconButton(u"x"_s, tr("Cancel %1").arg(m_title->text()), this, u"progressCancel"_s);
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, space::kTiny, 0, space::kTiny);
    grid->setHorizontalSpacing(space::kSmall);
    grid->setVerticalSpacing(space::kTiny);
    grid->addWidget(m_sign, 0, 0);
    grid->addWidget(m_title, 0, 1);
    grid->addWidget(m_state, 0, 2);
    grid->addWidget(m_percent, 0, 3);
    grid->addWidget(m_cancel, 0, 4, 2, 1);
    grid->addWidget(m_bar, 1, 1, 1, 3);
    grid->setColumnStretch(2, 1);
    connect(m_cancel, &QToolButton::clicked, this, &ProgressRow::cancelRequested);
}

void ProgressRow::setProgress(const Progress &progress, const QString &remaining)
{
    const bool known = progress.total && *progress.total > 0;
    const double part =
        known ? std::clamp(double(progress.done) / double(*progress.total), 0.0, 1.0) : 0;
    m_bar->setVisible(known);
    m_bar->setRange(0, kSteps);
    m_bar->setValue(qRound(part * kSteps));
    const QString counted = progress.done > 0 ? QLocale().toString(progress.done) : QString();
    m_percent->setText(known ? tr("%1 %").arg(int(part * 100)) : counted);
    QStringList parts{progress.phase, progress.note, remaining};
    parts.removeAll(QString());
    m_state->setText(parts.join(u"  ·  "_s));
}

void ProgressRow::setEnded(items::Severity severity, const QString &outcome)
{
    m_sign->setIcon(severityIcon(severity), severity);
    m_state->setText(outcome);
    m_state->setTone(severity == items::Severity::Good ? PlainLabel::Tone::Good
            : severity == items::Severity::Warn        ? PlainLabel::Tone::Warn
                                                       : PlainLabel::Tone::Bad);
    m_bar->hide();
    m_percent->hide();
    m_cancel->hide();
}

void ProgressRow::setCancellable(bool cancellable) { m_cancel->setVisible(cancellable); }

} // namespace gatehouse::ui
