#include "ui/widgets/sqldialog.h"

#include "ui/theme/tokens.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/sqlpreview.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

SqlDialog::SqlDialog(
    const QString &title, const QString &sentence, const QString &sql, QWidget *parent)
    : QDialog(parent)
{
    setObjectName(u"sqlDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(title);
    auto *text = new PlainLabel(this);
    text->setWordWrap(true);
    text->setText(sentence);
    auto *preview = new SqlPreview(this);
    preview->setObjectName(u"sqlDialogText"_s);
    preview->setWrapped();
    preview->setSql(sql);
    auto *copy = makeButton(tr("&Copy"), ButtonKind::Plain, this, u"sqlDialogCopy"_s);
    auto *close = makeButton(tr("Close"), ButtonKind::Primary, this, u"sqlDialogClose"_s);
    auto *row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(copy);
    row->addWidget(close);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::kLarge, space::kLarge, space::kLarge, space::kLarge);
    column->setSpacing(space::kMedium);
    column->addWidget(text);
    column->addWidget(preview, 1);
    column->addLayout(row);
    text->setVisible(!sentence.isEmpty());
    connect(copy, &QPushButton::clicked, preview, &SqlPreview::copy);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    resize(760, 380);
}

} // namespace gatehouse::ui
