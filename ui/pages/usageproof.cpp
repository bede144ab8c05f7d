#include "ui/pages/usageproof.h"

#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/button.h"
#include "ui/widgets/iconlabel.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/sqldialog.h"
#include "usage/texts.h"

#include <QHBoxLayout>
#include <QPushButton>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

UsageProof::UsageProof(const QString &title, QWidget *parent) : QWidget(parent), m_title(title)
{
    m_sign = new IconLabel(14, this);
    m_text = new PlainLabel(this);
    m_text->setObjectName(u"usageProof"_s);
    m_text->setFont(smallFont());
    m_text->setTone(PlainLabel::Tone::Muted);
    m_text->setTabular(true);
    m_show = makeButton(tr("SQL"), ButtonKind::Link, this, u"usageProofSql"_s);
    m_show->setAccessibleName(tr("Show the SQL of this figure"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::kSmall);
    row->addWidget(m_sign);
    row->addWidget(m_text, 1);
    row->addWidget(m_show);
    connect(m_show, &QPushButton::clicked, this,
        [this] { (new SqlDialog(m_title, m_words, m_sql.join(u";\n\n"_s), this))->open(); });
    clear();
}

void UsageProof::say(items::Severity severity, const QString &icon, const QString &text)
{
    m_words = text;
    m_sign->setIcon(icon, severity);
    m_sign->setVisible(!icon.isEmpty());
    m_text->setText(text);
    m_text->setTone(
        severity == items::Severity::Bad ? PlainLabel::Tone::Bad : PlainLabel::Tone::Muted);
    m_show->setVisible(!m_sql.isEmpty());
}

void UsageProof::setCheck(const usage::Check &check, qint64 milliseconds)
{
    m_sql = check.sql;
    const QString whole = usage::countText(check.whole);
    if (check.holds())
        say(items::Severity::Good, u"circle-check"_s,
            tr("Checked: the parts add up to %1, counted apart in the same snapshot. %2 ms")
                .arg(whole)
                .arg(milliseconds));
    else
        say(items::Severity::Bad, u"triangle-alert"_s,
            tr("The parts add up to %1, but %2 were counted in the same snapshot. Do not rely on "
               "this figure; compare its SQL.")
                .arg(usage::countText(check.parts), whole));
}

void UsageProof::setNote(const QString &note, const QStringList &sql)
{
    m_sql = sql;
    say(items::Severity::None, {}, note);
}

void UsageProof::clear()
{
    m_sql.clear();
    say(items::Severity::None, {}, {});
}

} // namespace gatehouse::ui
