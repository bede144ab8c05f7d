#include "ui/widgets/card.h"

#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/plainlabel.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace gatehouse::ui {

Card::Card(QWidget *parent) : QFrame(parent)
{
    setProperty("card", true);
    m_content = new QVBoxLayout(this);
    m_content->setSpacing(space::kSmall);
    setPadding(space::kMedium);
}

Card::Card(const QString &title, QWidget *parent) : Card(parent) { setTitle(title); }

QHBoxLayout *Card::header()
{
    if (!m_header) {
        m_header = new QHBoxLayout;
        m_header->setSpacing(space::kMedium);
        m_title = new PlainLabel(this);
        m_title->setFont(headingFont());
        m_subtitle = new PlainLabel(this);
        m_subtitle->setTone(PlainLabel::Tone::Muted);
        m_subtitle->hide();
        m_header->addWidget(m_title);
        m_header->addWidget(m_subtitle);
        m_header->addStretch(1);
        m_content->insertLayout(0, m_header);
    }
    return m_header;
}

void Card::setTitle(const QString &title)
{
    header();
    m_title->setText(title);
    setAccessibleName(title);
}

void Card::setSubtitle(const QString &subtitle)
{
    header();
    m_subtitle->setText(subtitle);
    m_subtitle->setVisible(!subtitle.isEmpty());
}

void Card::setPadding(int pixels)
{
    m_content->setContentsMargins(pixels + (pixels > 0 ? 2 : 1), pixels > 0 ? pixels : 1,
        pixels + (pixels > 0 ? 2 : 1), pixels > 0 ? pixels : 1);
}

} // namespace gatehouse::ui
