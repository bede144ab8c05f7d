#include "ui/start/notelist.h"

#include "ui/theme/tokens.h"
#include "ui/widgets/iconlabel.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/severity.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

NoteList::NoteList(QWidget *parent) : QWidget(parent)
{
    setObjectName(u"notes"_s);
    m_column = new QVBoxLayout(this);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(space::kTiny);
    hide();
}

void NoteList::setNotes(const QStringList &sentences, items::Severity severity)
{
    if (sentences == m_notes)
        return;
    while (QLayoutItem *item = m_column->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_notes.clear();
    hide();
    addNotes(sentences, severity);
}

void NoteList::addNotes(const QStringList &sentences, items::Severity severity)
{
    for (const QString &sentence : sentences) {
        auto *row = new QWidget(this);
        auto *sign = new IconLabel(16, row);
        sign->setIcon(severityIcon(severity), severity);
        auto *text = new PlainLabel(row);
        text->setObjectName(u"note%1"_s.arg(m_notes.size()));
        text->setWordWrap(true);
        text->setSelectable(true);
        text->setText(sentence);
        text->setTone(
            severity == items::Severity::Info ? PlainLabel::Tone::Muted : PlainLabel::Tone::Normal);
        auto *line = new QHBoxLayout(row);
        line->setContentsMargins(0, 0, 0, 0);
        line->setSpacing(space::kSmall);
        line->addWidget(sign, 0, Qt::AlignTop);
        line->addWidget(text, 1);
        m_column->addWidget(row);
        m_notes << sentence;
    }
    setVisible(!m_notes.isEmpty());
}

} // namespace gatehouse::ui
