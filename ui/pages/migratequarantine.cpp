#include "ui/pages/migratequarantine.h"

#include "base/safetext.h"
#include "ui/theme/fonts.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plainlabel.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

enum Column { kNumber, kPlace, kColumn, kValue, kReason, kColumns };
constexpr int kWidth = 900, kHeight = 420, kValueWidth = 240;
constexpr qsizetype kLongestEdited = 4000; // longer ones would be cut by their editor

} // namespace

MigrateQuarantine::MigrateQuarantine(qint64 run, const Target &target, QWidget *parent)
    : EnvironmentDialog(tr("Quarantine of migration %1").arg(run), target, parent)
{
    m_words = new PlainLabel(tr("Reading the rows…"), this);
    m_words->setWordWrap(true);
    m_table = new QTableWidget(0, kColumns, this);
    m_table->setObjectName(u"quarantineRows"_s);
    m_table->setAccessibleName(tr("Rows in quarantine"));
    m_table->setHorizontalHeaderLabels(
        {tr("Number"), tr("Place"), tr("Column"), tr("Value"), tr("Reason")});
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->setColumnWidth(kValue, kValueWidth);
    content()->addWidget(m_words);
    content()->addWidget(m_table, 1);
    auto *close = makeButton(tr("Close"), ButtonKind::Plain, this, u"quarantineClose"_s);
    m_apply = makeButton(tr("&Apply again"), ButtonKind::Primary, this, u"quarantineApply"_s);
    m_apply->setEnabled(false);
    buttons()->addWidget(close);
    buttons()->addWidget(m_apply);
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_apply, &QPushButton::clicked, this, &QDialog::accept);
    resize(kWidth, kHeight);
}

void MigrateQuarantine::setRows(const std::vector<migration::Rejected> &rows)
{
    m_words->setText(rows.empty()
            ? tr("Nothing is in quarantine.")
            : tr("%n row(s) (was|were) set aside. Type another value where one did not fit, and apply "
                 "them again: what fits goes into the tables, the rest stays here.",
                nullptr, int(rows.size())));
    m_apply->setEnabled(!rows.empty());
    m_table->setRowCount(int(rows.size()));
    for (int i = 0; i < int(rows.size()); ++i) {
        const migration::Rejected &row = rows[size_t(i)];
        const QByteArray value = row.value.value_or(QByteArray());
        const QString shown = safeText(QString::fromUtf8(value), kLongestEdited);
        const QStringList texts{QString::number(row.id), safeText(row.place), safeText(row.column),
            shown, safeText(row.message)};
        for (int at = 0; at < kColumns; ++at) {
            auto *item = new QTableWidgetItem(texts[at]);
            if (at != kValue || row.column.isEmpty() || value.size() > kLongestEdited)
                item->setFlags(item->flags() & ~Qt::ItemIsEditable);
            if (at == kValue) {
                item->setFont(monoFont());
                item->setData(Qt::UserRole, shown); // what it was
            }
            m_table->setItem(i, at, item);
        }
    }
    for (const int at : {kNumber, kPlace, kColumn})
        m_table->resizeColumnToContents(at);
}

void MigrateQuarantine::setTrouble(const Error &error)
{
    m_words->setText(error.text);
    m_words->setTone(PlainLabel::Tone::Bad);
}

std::vector<std::pair<qint64, QString>> MigrateQuarantine::mended() const
{
    std::vector<std::pair<qint64, QString>> all;
    for (int i = 0; i < m_table->rowCount(); ++i) {
        const QTableWidgetItem *value = m_table->item(i, kValue);
        if (value->text() != value->data(Qt::UserRole).toString())
            all.emplace_back(m_table->item(i, kNumber)->text().toLongLong(), value->text());
    }
    return all;
}

} // namespace gatehouse::ui
