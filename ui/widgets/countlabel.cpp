#include "ui/widgets/countlabel.h"

#include "ui/widgets/button.h"
#include "ui/widgets/plainlabel.h"

#include <QHBoxLayout>
#include <QPushButton>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

CountLabel::CountLabel(QWidget *parent) : QWidget(parent)
{
    m_label = new PlainLabel(this);
    m_label->setObjectName(u"count"_s);
    m_label->setTone(PlainLabel::Tone::Muted);
    m_label->setElide(Qt::ElideNone);
    m_sql = makeButton(tr("SQL"), ButtonKind::Link, this, u"countSql"_s);
    m_sql->setAccessibleName(tr("Show the SQL of this list"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(2);
    row->addWidget(m_label);
    row->addWidget(m_sql);
    setSqlAvailable(false);
    connect(m_sql, &QPushButton::clicked, this, &CountLabel::sqlRequested);
}

void CountLabel::setCount(const items::Count &shown, const std::optional<items::Count> &total)
{
    m_count = items::rowsText(shown, total);
    update();
}

void CountLabel::setText(const QString &sentence)
{
    m_count = sentence;
    update();
}

void CountLabel::setNote(const QString &note)
{
    m_note = note;
    update();
}

void CountLabel::setSqlAvailable(bool available)
{
    m_sql->setVisible(available);
    update();
}

QString CountLabel::text() const { return m_label->text(); }

void CountLabel::update()
{
    QString text = m_count;
    if (!m_note.isEmpty())
        text += u"  ·  "_s + m_note;
    if (!m_sql->isHidden())
        text += u"  · "_s;
    m_label->setText(text);
}

} // namespace gatehouse::ui
