#include "ui/pages/migratequarantine.h"

#include "base/deliver.h"
#include "base/safetext.h"
#include "browse/source.h"
#include "items/roles.h"
#include "migration/asiderows.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/browsetable.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/tableview.h"
#include "ui/workspace.h"

#include <QFontMetrics>
#include <QHBoxLayout>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

constexpr int kWidth = 960, kHeight = 560, kValueLines = 3, kValueWidth = 240, kReasonWidth = 280;
constexpr qsizetype kLongestEdited = 4000; // bytes

} // namespace

MigrateQuarantine::MigrateQuarantine(
    qint64 run, qint64 rows, Workspace &workspace, QWidget *parent)
    : EnvironmentDialog(tr("Quarantine of migration %1").arg(run), targetOf(workspace), parent),
      m_model(std::make_unique<items::BrowseModel>(
          browse::sourceOver(workspace.link().interactive(), workspace.link().monitor())))
{
    build(run, rows);
    m_table->setModel(m_model.get());
    m_table->table().setWidest(u"value"_s, kValueWidth);
    m_table->table().setWidest(u"message"_s, kReasonWidth); // whole below the table
    m_table->keepColumns(workspace.settings());
    browse::Query query{migration::asideRows(run)};
    query.order = {{u"id"_s}};
    m_model->setQuery(query);
    decorate();
    connect(m_table, &BrowseTable::currentRowChanged, this, &MigrateQuarantine::show);
    connect(m_model.get(), &items::BrowseModel::stateChanged, this, [this] {
        if (m_shown == 0 && m_table->currentRow() < 0 && m_model->rowCount() > 0 && m_model->isAtHand(0))
            m_table->selectRow(0);
    });
    connect(m_value, &QPlainTextEdit::textChanged, this, &MigrateQuarantine::typed);
    show(-1);
    resize(kWidth, kHeight);
}

MigrateQuarantine::~MigrateQuarantine() { m_table->setModel(nullptr); }

void MigrateQuarantine::build(qint64 run, qint64 rows)
{
    m_words = new PlainLabel(rows == 0
            ? tr("Nothing is in quarantine.")
            : tr("%n row(s) (was|were) set aside. Type another value where one did not fit, and apply "
                 "them again: what fits goes into the tables, the rest stays here.",
                nullptr, int(rows)),
        this);
    m_words->setWordWrap(true);
    m_table = new BrowseTable(u"migrate/quarantine"_s, tr("Rows in quarantine"), this);
    m_table->setObjectName(u"quarantineRows"_s);
    m_table->setEmptyText(u"circle-check"_s, tr("Nothing is in quarantine"),
        tr("Every row of migration %1 is in its table.").arg(run));
    m_caption = new PlainLabel(this);
    m_caption->setWordWrap(true);
    m_value = new QPlainTextEdit(this);
    m_value->setObjectName(u"quarantineValue"_s);
    m_value->setFont(monoFont());
    m_value->setTabChangesFocus(true);
    m_value->setFixedHeight(
        QFontMetrics(m_value->font()).lineSpacing() * kValueLines + 2 * space::kMedium);
    m_note = new PlainLabel(this);
    m_note->setObjectName(u"quarantineNote"_s);
    m_note->setTone(PlainLabel::Tone::Muted);
    content()->addWidget(m_words);
    content()->addWidget(m_table, 1);
    content()->addWidget(m_caption);
    content()->addWidget(m_value);
    content()->addWidget(m_note);
    auto *close = makeButton(tr("Close"), ButtonKind::Plain, this, u"quarantineClose"_s);
    m_apply = makeButton(tr("&Apply again"), ButtonKind::Primary, this, u"quarantineApply"_s);
    m_apply->setEnabled(rows > 0);
    m_apply->setAutoDefault(false); // Enter belongs to the value
    buttons()->addWidget(close);
    buttons()->addWidget(m_apply);
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_apply, &QPushButton::clicked, this, &QDialog::accept);
}

void MigrateQuarantine::decorate()
{
    m_model->setDecoration(
        u"value"_s, [this](const browse::Page &page, int row, int role) -> QVariant {
            const int place = page.indexOf(u"value"_s), key = page.indexOf(u"id"_s);
            const auto mended = m_mended.find(page.cell(row, key).toLongLong());
            if (role == items::MonoRole)
                return true;
            if (role == items::SeverityRole && mended != m_mended.end())
                return QVariant::fromValue(items::Severity::Info);
            if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
                return {};
            if (mended != m_mended.end())
                return safeText(mended->second, 300);
            return page.isNull(row, place) ? QVariant()
                                           : safeText(migration::asideValue(page.cell(row, place)), 300);
        });
}

// The value of the row that is selected, whole: only its beginning is in the table.
void MigrateQuarantine::show(int row)
{
    const auto id = row < 0 ? std::nullopt : m_model->raw(row, u"id"_s);
    m_shown = id ? id->toLongLong() : 0;
    m_id = 0;
    const QString column = id ? QString::fromUtf8(m_model->raw(row, u"column_name"_s).value_or(QByteArray()))
                              : QString();
    const qint64 size = id ? m_model->wholeSize(row, u"value"_s)
                                 .value_or(m_model->raw(row, u"value"_s).value_or(QByteArray()).size())
                           : 0;
    const QString why =
        id ? safeText(QString::fromUtf8(m_model->raw(row, u"message"_s).value_or(QByteArray()))) : QString();
    m_caption->setText(!id ? tr("No row is selected.")
            : column.isEmpty()
            ? tr("Row %1, as a whole: %2").arg(m_shown).arg(why)
            : tr("Row %1, column %2: %3").arg(m_shown).arg(safeText(column), why));
    m_value->setAccessibleName(m_caption->text());
    const QSignalBlocker quiet(m_value);
    m_value->clear();
    m_value->setReadOnly(true);
    m_value->setEnabled(id.has_value());
    if (!id)
        return tell();
    const bool editable = !column.isEmpty() && size <= 2 * kLongestEdited;
    if (!editable || !m_model->wholeSize(row, u"value"_s)) {
        const QString text = migration::asideValue(m_model->raw(row, u"value"_s).value_or(QByteArray()));
        if (editable)
            return showValue(m_shown, text);
        m_value->setPlainText(safeText(text, kLongestEdited));
        return tell();
    }
    deliver(m_model->value(row, u"value"_s, {}), this,
        [this, id = m_shown](const Result<browse::Value> &value) {
            if (value && id == m_shown)
                showValue(id, migration::asideValue(value.value().text));
        });
    tell();
}

void MigrateQuarantine::showValue(qint64 id, const QString &value)
{
    const QSignalBlocker quiet(m_value);
    m_id = id;
    m_value->setPlainText(value);
    m_original = m_value->toPlainText(); // as the editor gives it back
    if (const auto mended = m_mended.find(id); mended != m_mended.end())
        m_value->setPlainText(mended->second);
    m_value->setReadOnly(false);
    tell();
}

void MigrateQuarantine::typed()
{
    if (m_id == 0)
        return;
    const QString text = m_value->toPlainText();
    if (text == m_original)
        m_mended.erase(m_id);
    else
        m_mended[m_id] = text;
    m_table->table().viewport()->update();
    tell();
}

void MigrateQuarantine::tell()
{
    if (!m_mended.empty())
        m_note->setText(tr("%n value(s) (is|are) changed and not applied yet.", nullptr, int(m_mended.size())));
    else if (m_shown != 0 && m_id == 0)
        m_note->setText(tr("There is no single value to type here: mend the rule or the source, and "
                           "apply or migrate again."));
    else
        m_note->setText(QString());
}

std::vector<std::pair<qint64, QString>> MigrateQuarantine::mended() const
{
    return {m_mended.begin(), m_mended.end()};
}

} // namespace gatehouse::ui
