#include "ui/pages/backuptables.h"

#include "base/safetext.h"
#include "ui/theme/tokens.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plainlabel.h"
#include "ui/workspace.h"

#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

BackupTablesDialog::BackupTablesDialog(
    Workspace &workspace, const backup::Found &found, QWidget *parent)
    : EnvironmentDialog(tr("Bring tables back"), targetOf(workspace), parent),
      m_workspace(workspace),
      m_found(found)
{
    setObjectName(u"backupTablesDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    auto *text = new PlainLabel(this);
    text->setWordWrap(true);
    text->setText(tr("Their rows come into a new schema beside what is there, and are compared with "
                     "the backup. Nothing else is touched; keys and indexes do not come along."));
    m_filter = new QLineEdit(this);
    m_filter->setObjectName(u"tablesFilter"_s);
    m_filter->setPlaceholderText(tr("Find a table"));
    m_filter->setAccessibleName(m_filter->placeholderText());
    m_filter->setClearButtonEnabled(true);
    m_list = new QListWidget(this);
    m_list->setObjectName(u"tablesList"_s);
    m_list->setAccessibleName(tr("Tables of the backup"));
    for (const backup::TableEntry &table : m_found.manifest->tables) {
        if (!table.data)
            continue;
        const QString name = table.schema + u'.' + table.name;
        auto *item = new QListWidgetItem(
            tr("%1   (%n row(s))", nullptr, int(std::min<qint64>(table.rows, 2'000'000'000)))
                .arg(safeText(name)),
            m_list);
        item->setData(Qt::UserRole, name);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsUserCheckable | Qt::ItemIsSelectable);
        item->setCheckState(Qt::Unchecked);
    }
    m_schema = new QLineEdit(u"restored_"_s + m_found.manifest->id, this);
    m_schema->setObjectName(u"tablesSchema"_s);
    m_sum = new PlainLabel(this);
    m_sum->setTone(PlainLabel::Tone::Muted);
    auto *form = new QFormLayout;
    form->addRow(tr("Into the new &schema:"), m_schema);
    content()->addWidget(text);
    content()->addWidget(m_filter);
    content()->addWidget(m_list, 1);
    content()->addLayout(form);
    content()->addWidget(m_sum);
    auto *cancel = makeButton(tr("Cancel"), ButtonKind::Plain, this, u"tablesCancel"_s);
    m_submit = makeButton(tr("&Bring back"), ButtonKind::Primary, this, u"tablesSubmit"_s);
    buttons()->addWidget(cancel);
    buttons()->addWidget(m_submit);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_submit, &QPushButton::clicked, this, &BackupTablesDialog::submit);
    connect(m_list, &QListWidget::itemChanged, this, &BackupTablesDialog::update);
    connect(m_schema, &QLineEdit::textChanged, this, &BackupTablesDialog::update);
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString &part) {
        for (int row = 0; row < m_list->count(); ++row) {
            QListWidgetItem *item = m_list->item(row);
            item->setHidden(
                !item->data(Qt::UserRole).toString().contains(part, Qt::CaseInsensitive));
        }
    });
    setMinimumSize(560, 480);
    update();
}

QStringList BackupTablesDialog::tables() const
{
    QStringList names;
    for (int row = 0; row < m_list->count(); ++row) {
        const QListWidgetItem *item = m_list->item(row);
        if (item->checkState() == Qt::Checked)
            names.append(item->data(Qt::UserRole).toString());
    }
    return names;
}

void BackupTablesDialog::update()
{
    const int count = int(tables().size());
    m_sum->setText(count == 0 ? tr("Choose at least one table.")
                              : tr("%n table(s) chosen", nullptr, count));
    m_submit->setEnabled(
        count > 0 && !m_schema->text().isEmpty() && m_schema->text().toUtf8().size() <= 63);
}

void BackupTablesDialog::submit()
{
    backup::TablesPlan plan{
        m_workspace.link().openJobSession()->options(), tables(), m_schema->text()};
    Q_EMIT chosen(plan);
    accept();
}

} // namespace gatehouse::ui
