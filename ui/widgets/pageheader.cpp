#include "ui/widgets/pageheader.h"

#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/plainlabel.h"

#include <QHBoxLayout>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

PageHeader::PageHeader(const QString &title, QWidget *parent) : QWidget(parent)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::kMedium);
    m_title = new PlainLabel(title, this);
    m_title->setObjectName(u"pageTitle"_s);
    m_title->setFont(titleFont());
    m_subtitle = new PlainLabel(this);
    m_subtitle->setObjectName(u"pageSubtitle"_s);
    m_subtitle->setTone(PlainLabel::Tone::Muted);
    m_subtitle->hide();
    m_actions = new QHBoxLayout;
    m_actions->setSpacing(space::kSmall + 2);
    row->addWidget(m_title);
    row->addWidget(m_subtitle);
    row->addStretch(1);
    row->addLayout(m_actions);
    setMinimumHeight(34);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void PageHeader::setTitle(const QString &title) { m_title->setText(title); }

void PageHeader::setSubtitle(const QString &subtitle)
{
    m_subtitle->setText(subtitle);
    m_subtitle->setVisible(!subtitle.isEmpty());
}

void PageHeader::addAction(QWidget *widget) { m_actions->addWidget(widget); }

} // namespace gatehouse::ui
