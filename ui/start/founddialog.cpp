#include "ui/start/founddialog.h"

#include "base/safetext.h"
#include "ui/start/notelist.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plainlabel.h"

#include <QHBoxLayout>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

FoundDialog::FoundDialog(const QString &fileName, db::SharedFoundFile file, QWidget *parent)
    : QDialog(parent), m_file(std::move(file))
{
    setObjectName(u"foundDialog"_s);
    setWindowTitle(tr("Connections found"));
    setModal(true);
    resize(640, 520);
    auto *title = new PlainLabel(tr("Connections in %1").arg(fileName), this);
    title->setFont(titleFont());
    m_list = new QListWidget(this);
    m_list->setObjectName(u"foundList"_s);
    m_list->setAccessibleName(tr("Connections found"));
    auto *scroll = new QScrollArea(this);
    scroll->setObjectName(u"foundNotes"_s);
    scroll->setAccessibleName(tr("Notes on the connection"));
    auto *inside = new QWidget(scroll);
    m_notes = new NoteList(inside);
    auto *notes = new QVBoxLayout(inside);
    notes->setContentsMargins(0, 0, 0, 0);
    notes->addWidget(m_notes);
    notes->addStretch(1);
    scroll->setWidget(inside);
    scroll->setWidgetResizable(true);
    auto *cancel = makeButton(tr("Cancel"), ButtonKind::Plain, this, u"foundCancel"_s);
    m_add = makeButton(tr("Add the checked ones"), ButtonKind::Plain, this, u"foundAdd"_s);
    auto *connectNow = makeButton(tr("Connect"), ButtonKind::Primary, this, u"foundConnect"_s);
    connectNow->setDefault(true);
    auto *row = new QHBoxLayout;
    row->addWidget(m_add);
    row->addStretch(1);
    row->addWidget(cancel);
    row->addWidget(connectNow);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::kHuge, space::kLarge, space::kHuge, space::kLarge);
    column->setSpacing(space::kMedium);
    column->addWidget(title);
    column->addWidget(m_list, 1);
    column->addWidget(scroll, 1);
    column->addLayout(row);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(connectNow, &QPushButton::clicked, this, [this] {
        Q_EMIT connectRequested(m_list->currentRow());
        accept();
    });
    connect(m_add, &QPushButton::clicked, this, [this] {
        Q_EMIT addRequested(checked());
        accept();
    });
    connect(m_list, &QListWidget::currentRowChanged, this, &FoundDialog::showNotes);
    connect(m_list, &QListWidget::itemActivated, connectNow, &QPushButton::click);
    connect(m_list, &QListWidget::itemChanged, this,
        [this] { m_add->setEnabled(!checked().isEmpty()); });
    fill();
}

void FoundDialog::fill()
{
    for (const db::FoundConnection &one : m_file->found) {
        auto *item = new QListWidgetItem(
            safeText(one.name) + u"   "_s + safeText(one.parsed.info.label()), m_list);
        item->setCheckState(Qt::Checked);
    }
    m_list->setCurrentRow(0);
}

void FoundDialog::showNotes()
{
    const int row = m_list->currentRow();
    m_notes->setNotes({});
    if (row >= 0)
        m_notes->addNotes(m_file->found[size_t(row)].parsed.explanations, items::Severity::Info);
    m_notes->addNotes(m_file->notes, items::Severity::Unknown);
}

QList<int> FoundDialog::checked() const
{
    QList<int> all;
    for (int i = 0; i < m_list->count(); ++i)
        if (m_list->item(i)->checkState() == Qt::Checked)
            all << i;
    return all;
}

} // namespace gatehouse::ui
