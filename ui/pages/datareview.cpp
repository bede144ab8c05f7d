// Pending edits of the Data page: tried out, shown as SQL, and applied.
#include "base/deliver.h"
#include "base/safetext.h"
#include "ui/pages/data.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/confirmdialog.h"
#include "ui/widgets/sqlpreview.h"

#include <QLocale>
#include <QPointer>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

using tables::Change;
using tables::Outcome;

QString number(qint64 value) { return QLocale().toString(value); }

QList<Figure> figuresOf(const Outcome &outcome)
{
    QList<Figure> figures;
    for (const tables::Effect &one : outcome.effects) {
        const QString name = safeText(one.schema + u'.' + one.table, 80);
        if (one.deleted > 0)
            figures.append(
                {DataPage::tr("Rows of %1 deleted").arg(name), number(one.deleted), true});
        if (one.updated > 0)
            figures.append({DataPage::tr("Rows of %1 changed").arg(name), number(one.updated)});
        if (one.inserted > 0)
            figures.append({DataPage::tr("Rows of %1 added").arg(name), number(one.inserted)});
    }
    return figures;
}

} // namespace

// A connection of its own; it ends with its answer, or with the page.
template <typename F, typename Then>
void DataPage::act(F f, Then then)
{
    m_working.cancel();
    m_working = CancelToken();
    db::Session *job = m_workspace.link().openJobSession().release();
    job->setParent(this);
    ++m_waiting;
    deliver(job->run(std::move(f), m_working), this,
        [this, job, then = std::move(then)](const auto &answer) {
            --m_waiting;
            job->deleteLater();
            then(answer);
        });
}

void DataPage::review()
{
    if (m_edits.isEmpty() || !m_described)
        return;
    m_gate->pass(this, [this] {
        const int count = int(m_edits.changes().size());
        const int gone = m_edits.count(Change::Kind::Delete);
        const QString name = m_place.name.schema() + u'.' + m_place.name.name();
        Confirmation ask{tr("Apply %n change(s) to %1?", nullptr, count).arg(safeText(name, 80)),
            tr("The server has tried them out and taken them back; the figures are what it did. "
               "They are applied in one transaction: all of them, or none if somebody else changes "
               "one of these rows meanwhile."),
            {}, tr("Apply %n change(s)", nullptr, count), m_place.name.name(), {}, true, gone > 0};
        auto *dialog = new ConfirmDialog(ask, targetOf(m_workspace), this);
        dialog->setObjectName(u"dataReviewDialog"_s);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setMinimumWidth(640);
        auto *text = new SqlPreview(dialog);
        text->setObjectName(u"dataReviewSql"_s);
        text->setSql(tables::preview(*m_described, m_edits));
        text->setWrapped();
        text->setMinimumHeight(160);
        dialog->content()->insertWidget(3, text, 1);
        const auto told = std::make_shared<std::vector<tables::Effect>>();
        connect(dialog, &QDialog::accepted, this, [this, told, count] {
            act([table = m_described, edits = m_edits, told,
                    recording = tables::Recording{m_gate->policy(), m_gate->actor()}](
                    db::Sql &sql) { return tables::apply(sql, *table, edits, recording, *told); },
                [this, count](const Result<Outcome> &outcome) { applied(outcome, count); });
        });
        dialog->open();
        act([table = m_described, edits = m_edits](
                db::Sql &sql) { return tables::rehearse(sql, *table, edits); },
            [this, told, dialog = QPointer(dialog)](const Result<Outcome> &outcome) {
                if (!dialog)
                    return;
                if (!outcome)
                    return dialog->setTrouble(outcome.error());
                *told = outcome.value().effects;
                if (outcome.value().troubles.empty())
                    return dialog->setFigures(figuresOf(outcome.value()));
                dialog->reject();
                applied(outcome, 0);
            });
    });
}

void DataPage::applied(const Result<Outcome> &outcome, int count)
{
    if (!outcome)
        return fail(outcome.error());
    m_troubles = outcome.value().troubles;
    if (!m_troubles.empty()) {
        showEdits();
        m_banner->showMessage(items::Severity::Bad,
            tr("Nothing was changed: the server refuses %n edit(s). The list of pending edits says "
               "which, and why.",
                nullptr, int(m_troubles.size())));
        return;
    }
    m_edits.forget();
    showEdits();
    QString said = tr("%n change(s) (was|were) applied.", nullptr, count);
    if (!outcome.value().recorded)
        said += u' ' + tr("The change was not recorded, as chosen for this connection.");
    m_banner->showMessage(items::Severity::Good, said);
    refresh();
}

} // namespace gatehouse::ui
