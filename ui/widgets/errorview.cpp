#include "ui/widgets/errorview.h"

#include "base/redact.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/button.h"
#include "ui/widgets/iconlabel.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/plaintext.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype kDetailLength = 20'000; // a server's message, not a document

} // namespace

ErrorView::ErrorView(QWidget *parent) : QWidget(parent)
{
    m_picture = new IconLabel(28, this);
    m_picture->setIcon(u"octagon-alert"_s, items::Severity::Bad);
    m_title = new PlainLabel(this);
    m_title->setObjectName(u"errorTitle"_s);
    m_title->setFont(headingFont());
    m_title->setWordWrap(true);
    m_title->setAlignment(Qt::AlignHCenter);
    m_text = new PlainLabel(this);
    m_text->setObjectName(u"errorText"_s);
    m_text->setWordWrap(true);
    m_text->setAlignment(Qt::AlignHCenter);
    m_text->setSelectable(true);
    m_detail = new QPlainTextEdit(this);
    m_detail->setObjectName(u"errorDetail"_s);
    m_detail->setAccessibleName(tr("Details of the error"));
    m_detail->setReadOnly(true);
    m_detail->setFont(monoFont());
    m_detail->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_detail->setMaximumHeight(140);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::kHuge, space::kMedium, space::kHuge, space::kMedium);
    column->addStretch(2);
    column->addWidget(m_picture);
    column->addWidget(m_title);
    column->addWidget(m_text);
    buildActions(column);
    column->addWidget(m_detail);
    column->addStretch(3);
    unfold(false);
}

void ErrorView::buildActions(QVBoxLayout *column)
{
    m_retry = makeButton(tr("Try again"), ButtonKind::Plain, this, u"errorRetry"_s);
    m_fold = makeButton(tr("Show details"), ButtonKind::Link, this, u"errorFold"_s);
    m_copy = makeButton(tr("Copy"), ButtonKind::Link, this, u"errorCopy"_s);
    auto *row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(m_retry);
    row->addWidget(m_fold);
    row->addWidget(m_copy);
    row->addStretch(1);
    column->addLayout(row);
    connect(m_retry, &QPushButton::clicked, this, &ErrorView::retryRequested);
    connect(m_fold, &QPushButton::clicked, this, [this] { unfold(m_detail->isHidden()); });
    connect(m_copy, &QPushButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(redact(m_error.text + u'\n' + m_error.detail));
    });
}

void ErrorView::setError(const QString &title, const Error &error)
{
    m_error = error;
    m_title->setText(title);
    m_text->setText(error.text);
    const QString state =
        error.sqlState.isEmpty() ? QString() : tr("SQLSTATE %1").arg(error.sqlState) + u'\n';
    m_detail->setPlainText(displayLines(state + error.detail, kDetailLength));
    m_fold->setVisible(!(state + error.detail).isEmpty());
    m_retry->setVisible(error.retryable);
    setAccessibleName(m_text->text());
    unfold(false);
}

void ErrorView::unfold(bool open)
{
    m_detail->setVisible(open);
    m_fold->setText(open ? tr("Hide details") : tr("Show details"));
}

} // namespace gatehouse::ui
